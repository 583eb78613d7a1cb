"""One outcome's page, and the book's results: found, narrowed, taken along, opened to accounts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.cast import NOW, Cast
from tests.doors.web.looking import HARM, Browser, browser_of
from tests.motion.book import Book

from toprung.kernel.vocabulary import MemberRole, Said
from toprung.motion.upkeep import refresh
from toprung.records.outcomes.actions import record_attestations, record_measurements, write_outcomes
from toprung.records.outcomes.drafts import AttestationDraft, MeasurementDraft, OutcomeDraft
from toprung.records.outcomes.models import Measurement, Outcome

pytestmark = pytest.mark.usefixtures("in_spring")


@pytest.fixture
def leader(book: Book, cast: Cast) -> Browser:
    return browser_of(cast, MemberRole.LEADER)


def close(cast: Cast) -> tuple[int, int]:
    return cast.harbor.pk, Outcome.objects.get(account=cast.harbor).pk


def test_anonymous_and_strangers(book: Book, cast: Cast) -> None:
    for name, *args in (("results",), ("results_export",), ("outcome_page", *close(cast))):
        assert Browser.of(cast).get(name, *args).status_code == 302
        assert Browser.of(cast, "stan@northlight.example").get(name, *args).status_code == 404


@pytest.mark.parametrize("role", MemberRole)
def test_every_role_reads_them(book: Book, cast: Cast, role: MemberRole) -> None:
    browser = browser_of(cast, role)
    assert "The life of the result" in browser.text("outcome_page", *close(cast))
    assert "Close the books in 5 days instead of 9" in browser.text("results")


def test_an_outcomes_page_tells_its_life_and_what_is_missing(leader: Browser, cast: Cast) -> None:
    page = leader.text("outcome_page", *close(cast))

    # Half of those who must have said yes.
    assert "half validated since" in page
    assert "The customer agreed to it." in page
    assert "ask " in page
    assert "Valued Half validated:" in page


def test_the_projected_day_comes_with_its_interval_and_its_gaps(leader: Browser, cast: Cast) -> None:
    days = ((date(2026, 1, 31), "20.5"), (date(2026, 2, 20), "20"), (date(2026, 3, 20), "19"))
    drafts = [MeasurementDraft("EN-3", "empty", day, Decimal(value)) for day, value in days]
    record_measurements(cast.workspace, drafts, by=cast.csm, now=NOW)
    enzo = Outcome.objects.get(account__external_id="EN-3")

    page = leader.text("outcome_page", enzo.account_id, enzo.pk)

    assert "At the pace so far it is reached on" in page
    assert "eight times of ten between" in page


def test_a_confirmed_number_that_was_corrected_is_told(leader: Browser, cast: Cast) -> None:
    assert "was corrected since" not in leader.text("outcome_page", *close(cast))
    said = AttestationDraft("HF-1", "close", "Esi Laurent", Said.YES, date(2026, 3, 30), words="Yes")
    record_attestations(cast.workspace, [said], by=cast.csm, now=NOW)
    latest = Measurement.objects.filter(outcome=close(cast)[1], superseded_at=None).latest("occurred_on")
    draft = MeasurementDraft("HF-1", "close", latest.occurred_on, Decimal("8.5"))
    record_measurements(cast.workspace, [draft], by=cast.csm, now=NOW + timedelta(hours=1))

    page = leader.text("outcome_page", *close(cast))

    assert "A confirmed number was corrected since" in page
    assert "Esi Laurent said yes on 30 Mar 2026" in page
    assert "It was corrected to 8.5 days" in page


def test_an_outcome_of_another_account_or_workspace_is_not_there(leader: Browser, cast: Cast) -> None:
    write_outcomes(cast.elsewhere, [OutcomeDraft("HF-1", "x", "Cut it from 9 to 5")], by=cast.stranger, now=NOW)
    foreign = Outcome.objects.get(account=cast.their_harbor)

    assert leader.get("outcome_page", cast.harbor.pk, foreign.pk).status_code == 404
    assert leader.get("outcome_page", foreign.account_id, foreign.pk).status_code == 404


def test_the_list_counts_every_state_and_narrows(leader: Browser, cast: Cast) -> None:
    page = leader.text("results")
    assert "Of 3 promises, 1 result stands" in page
    assert "half validated 1" in page

    assert "Harbor Foods" not in leader.text("results", state="fresh")
    assert "Nordbygg" in leader.text("results", state="lapsing")
    assert "No result like that" in leader.text("results", text="nothing of the kind")
    assert "Harbor Foods" in leader.text("results", text="books", unmet="valued", sort="due")
    assert "Of 3 promises" in leader.text("results", state="nonsense", unmet="nonsense", sort="nonsense")


def test_mine_are_of_my_accounts(book: Book, cast: Cast) -> None:
    csm = browser_of(cast, MemberRole.CSM)

    assert "Nordbygg" not in csm.text("results", who="mine")
    assert "Harbor Foods" in csm.text("results", who="mine")


def test_the_file_has_what_the_list_shows(leader: Browser, cast: Cast) -> None:
    answer = leader.get("results_export", state="half_validated")

    lines = b"".join(answer).decode().splitlines()  # type: ignore[arg-type]
    assert len(lines) == 2
    assert lines[1].startswith("HF-1,Harbor Foods,Chidi Mensah,close,Close the books in 5 days instead of 9,")


def test_a_mismatch_is_marked_and_can_be_asked_for(leader: Browser, cast: Cast) -> None:
    said = AttestationDraft("EN-3", "empty", "Otto Lind", Said.YES, date(2026, 3, 1), Decimal(14), HARM)
    record_attestations(cast.workspace, [said], by=cast.csm, now=NOW)
    refresh(cast.workspace, ["EN-3"], NOW)

    page = leader.text("results", mismatched="yes")
    assert "Enzo Freight" in page
    assert "Nordbygg" not in page
    assert "validator mismatch" in page


def test_an_empty_book_teaches_the_next_step(empty: Book, cast: Cast) -> None:
    assert "No outcome is on file" in browser_of(cast, MemberRole.LEADER).text("results")


def test_queries_are_few(leader: Browser) -> None:
    assert leader.queries("results") <= 12
