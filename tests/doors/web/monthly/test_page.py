"""A month's measurements on one page: saved row by row, mended row by row, corrections seen and kept."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.http import HttpResponse
from tests.cast import NOW, TODAY, Cast
from tests.doors.web.looking import Browser, browser_of, words
from tests.motion.book import Book

from toprung.kernel.vocabulary import MeasuredPer, MemberRole, OutcomeKind, UsageKind
from toprung.motion.upkeep import bring_up_to_date
from toprung.records.book.actions import upsert_accounts
from toprung.records.book.drafts import AccountDraft
from toprung.records.outcomes.actions import define_usage_measurement, record_measurements, write_outcomes
from toprung.records.outcomes.drafts import MeasurementDraft, OutcomeDraft
from toprung.records.outcomes.models import Measurement, Outcome
from toprung.records.outcomes.reading_usage import UsageDefinition

pytestmark = pytest.mark.usefixtures("in_spring")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def csm(book: Book, cast: Cast) -> Browser:
    """Chidi's browser: Harbor and Enzo are his, Nordbygg is Clara's."""
    return browser_of(cast, MemberRole.CSM)


def key(account: str) -> int:
    return Outcome.objects.get(account__external_id=account, account__workspace__name="Brightworks").pk


def send(browser: Browser, name: str = "measurements", htmx: bool = False, **fields: str) -> HttpResponse:
    return browser.send(browser.url(name), {"month": "2026-03", **fields}, htmx=htmx)


def values(account: str) -> list[tuple[date, Decimal | None, bool]]:
    found = Measurement.objects.filter(outcome=key(account)).order_by("pk")
    return [(m.occurred_on, m.value, m.superseded_at is None) for m in found]


def test_anonymous_and_strangers(book: Book, cast: Cast) -> None:
    assert Browser.of(cast).get("measurements").status_code == 302
    assert Browser.of(cast, "stan@northlight.example").get("measurements").status_code == 404


@pytest.mark.parametrize("role", MemberRole)
def test_every_role_reads_and_those_who_may_write(book: Book, cast: Cast, role: MemberRole) -> None:
    browser = browser_of(cast, role)
    page = browser.page("measurements", month="2026-02")
    may = role in (MemberRole.ADMIN, MemberRole.LEADER, MemberRole.CSM)
    assert (f'name="value-{key("EN-3")}"' in page) == may
    assert send(browser, **{f"value-{key('EN-3')}": "20"}).status_code == (303 if may else 403)


def test_what_is_owed_this_month(csm: Browser) -> None:
    page = csm.text("measurements", month="2026-02")

    assert "3 outcomes are owed a value of February 2026" in page
    assert "Cut empty kilometres from 22% to 15%" in page
    mine = csm.text("measurements", month="2026-02", who="mine")
    assert "Nordbygg" not in mine
    assert "Harbor Foods" in mine


def test_a_month_still_to_come_or_unreadable_is_this_one(csm: Browser) -> None:
    for month in ("2027-01", "soon", "2026-13", ""):
        assert "Measurements of March 2026" in csm.text("measurements", month=month)


def test_rows_are_saved_one_by_one_and_none_is_lost(csm: Browser) -> None:
    harbor, enzo, nord = key("HF-1"), key("EN-3"), key("NB-2")
    answer = csm.send(
        csm.url("measurements"),
        {"month": "2026-02", f"value-{enzo}": "about 20", f"value-{nord}": "2.5", f"value-{harbor}": ""},
    )

    assert answer.status_code == 422
    page = words(answer.content.decode())
    assert "1 value was saved. 1 row below is still to be mended" in page
    assert 'value="about 20"' in answer.content.decode()
    assert (date(2026, 2, 28), Decimal("2.5"), True) in values("NB-2"), "of the month's last day"
    assert not any(day.month == 2 for day, _, _ in values("EN-3"))


def test_a_row_alone(csm: Browser) -> None:
    enzo = key("EN-3")
    answer = send(csm, "measurement_row", htmx=True, **{f"value-{enzo}": "18"})

    assert answer.status_code == 200
    assert "Saved for 31 Mar 2026." in words(answer.content.decode())
    assert values("EN-3")[-1] == (TODAY, Decimal(18), True)
    wrong = send(csm, "measurement_row", htmx=True, **{f"value-{enzo}": "many", f"seen-{enzo}": ""})
    assert wrong.status_code == 422
    assert 'aria-invalid="true"' in wrong.content.decode()


def test_a_correction_supersedes_and_says_so(csm: Browser, cast: Cast) -> None:
    enzo = key("EN-3")
    send(csm, "measurement_row", htmx=True, **{f"value-{enzo}": "18"})
    first = Measurement.objects.get(outcome=enzo, occurred_on=TODAY)

    again = send(csm, "measurement_row", htmx=True, **{f"value-{enzo}": "17", f"seen-{enzo}": str(first.pk)})

    assert "Corrected; 18 % is kept as superseded." in words(again.content.decode())
    assert values("EN-3")[-2:] == [(TODAY, Decimal(18), False), (TODAY, Decimal(17), True)]


def test_what_somebody_else_entered_meanwhile_is_shown_first(csm: Browser, cast: Cast) -> None:
    enzo = key("EN-3")
    theirs = MeasurementDraft("EN-3", "empty", TODAY, Decimal(18))
    record_measurements(cast.workspace, [theirs], by=cast.other_csm, now=LATER)

    asked = send(csm, "measurement_row", htmx=True, **{f"value-{enzo}": "17", f"seen-{enzo}": ""})

    assert asked.status_code == 422
    assert "18 % is on file for 31 Mar 2026." in words(asked.content.decode())
    assert values("EN-3")[-1] == (TODAY, Decimal(18), True)
    standing = Measurement.objects.get(outcome=enzo, occurred_on=TODAY)
    sure = send(csm, "measurement_row", htmx=True, **{f"value-{enzo}": "17", f"seen-{enzo}": str(standing.pk)})
    assert sure.status_code == 200
    assert values("EN-3")[-1] == (TODAY, Decimal(17), True)


def test_an_outcome_of_another_workspace_is_not_there(csm: Browser, cast: Cast) -> None:
    write_outcomes(cast.elsewhere, [OutcomeDraft("HF-1", "x", "Cut it from 9 to 5")], by=cast.stranger, now=NOW)
    foreign = Outcome.objects.get(account=cast.their_harbor).pk

    assert send(csm, "measurement_row", htmx=True, **{f"value-{foreign}": "1"}).status_code == 404
    assert send(csm, **{f"value-{foreign}": "1"}).status_code == 303
    assert not Measurement.objects.filter(outcome=foreign).exists()


def test_states_are_chosen_and_leave_once_they_have_come(csm: Browser, cast: Cast) -> None:
    audit = OutcomeDraft("EN-3", "audit", "Pass the audit", kind=OutcomeKind.STATUS, state_after="certified")
    write_outcomes(cast.workspace, [audit], by=cast.csm, now=NOW)
    bring_up_to_date(cast.workspace, NOW)
    outcome = Outcome.objects.get(external_id="audit").pk
    assert '<option value="certified">' in csm.page("measurements", month="2026-03")

    send(csm, "measurement_row", htmx=True, **{f"value-{outcome}": "certified"})

    assert Measurement.objects.get(outcome=outcome).state == "certified"
    assert f'id="row-{outcome}"' not in csm.page("measurements", month="2026-03", show="all")


def test_what_is_read_from_usage_is_not_asked_for(csm: Browser, cast: Cast) -> None:
    definition = UsageDefinition(UsageKind.EVENTS, ("matched",), MeasuredPer.MONTH)
    define_usage_measurement(cast.workspace, "EN-3", "empty", definition, by=cast.csm, now=NOW)

    page = csm.text("measurements", month="2026-02")

    assert "2 outcomes are owed" in page
    assert "1 more is read from usage by itself" in page


def test_queries_do_not_grow_with_the_rows(csm: Browser, cast: Cast) -> None:
    few = csm.queries("measurements", month="2026-02")
    many = [AccountDraft(f"A-{n:02}", segment="SMB", go_live_on=date(2025, 1, 1)) for n in range(30)]
    upsert_accounts(cast.workspace, many, by=cast.leader, now=NOW)
    outcomes = [OutcomeDraft(f"A-{n:02}", "o", f"Cut waste {n} from 9 days to 5") for n in range(30)]
    write_outcomes(cast.workspace, outcomes, by=cast.leader, now=NOW)
    bring_up_to_date(cast.workspace, LATER)

    assert csm.queries("measurements", month="2026-02") <= few <= 12
