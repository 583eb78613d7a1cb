"""The page: its answer, its sections, who may see it and do what, and how much it reads."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, TODAY
from tests.doors.web.account.conftest import HTMX, Desk, client_of

from toprung.kernel.vocabulary import MemberRole
from toprung.records.book.actions import upsert_accounts, upsert_stakeholders, write_note
from toprung.records.book.drafts import AccountDraft, StakeholderDraft
from toprung.records.book.models import Account
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.tenancy.permissions import ALLOWED, Verb

#: what each role sees a button for, by the form it opens
BUTTONS = {
    "note_new": Verb.WRITE_NOTE,
    "touch_new": Verb.RECORD_TOUCH,
    "measurement_new": Verb.RECORD_MEASUREMENT,
    "attestation_new": Verb.RECORD_ATTESTATION,
    "account_edit": Verb.EDIT_ACCOUNT,
    "stakeholder_new": Verb.EDIT_STAKEHOLDER,
    "outcome_new": Verb.WRITE_OUTCOME,
    "claim_new": Verb.CLAIM_RESULT,
}
FORMS = [*BUTTONS]
PARTS = ["account", "account_sections", "account_timeline", "account_revenue", "account_usage"]
CHARTS = ["account_revenue_chart", "account_usage_chart"]


def plain(html: str) -> str:
    """A page's text as it is read, without what explains words."""
    html = re.sub(r'<span class="help-body".*?</span> <a [^>]*>.*?</a></span>', "", html, flags=re.DOTALL)
    return re.sub(r" ([.,;:])", r"\1", " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()))


def test_its_answer_is_where_the_account_stands_and_the_one_next_thing(desk: Desk) -> None:
    page = plain(desk.text("account"))
    assert (
        "Harbor Foods stands on rung 3, Outcome: 100% of the promised change on 10 Dec 2025: “Close the books in 5 "
        "days instead of 9”. Hollow: the evidence of Activity and Adoption says no. The one next thing: Half "
        "validated: Tom Becker (team lead) still has to confirm it. As of 31 Mar 2026." in page
    )


def test_the_head_tells_who_it_is_and_how_long_is_left(desk: Desk) -> None:
    page = plain(desk.text("account"))
    for told in (
        "HF-1",
        "Mid-Market",
        "Chidi Mensah",
        "EUR 28,800",
        "14 Sep 2026 in 167 days",
        "16 Jul 2026 in 107 days",
    ):
        assert told in page


def test_each_rung_says_yes_gap_or_not_yet(desk: Desk) -> None:
    page = plain(desk.text("account"))
    for told in ("4 Measurable result not yet", "3 Outcome yes", "2 Adoption gap", "1 Activity gap"):
        assert told in page


def test_the_next_thing_opens_the_form_that_does_it_filled_in(desk: Desk) -> None:
    found = re.search(r'id="do-next" href="([^"]+)"[^>]*>([^<]+)<', desk.text("account"))
    assert found
    assert found.group(2) == "Record a confirmation"
    form = desk.client.get(unescape(found.group(1))).content.decode()
    assert 'value="Tom Becker" selected' in form
    assert 'value="close" selected' in form


def test_health_says_what_moved_it(desk: Desk) -> None:
    page = plain(desk.text("account"))
    assert "62 amber of 100, amber, as of 31 Mar 2026" in page
    assert "69 → 62 on 31 Mar 2026: Product signals −20, Forward looking −2.7 points of 100, before caps" in page
    assert "Outcome progress 45 of 45" in page


def test_an_outcome_with_its_tests_and_what_supplies_the_missing_one(desk: Desk) -> None:
    page = plain(desk.text("account"))
    assert "3 of 4 tests met" in page
    assert "Valued Half validated: Tom Becker (team lead) still has to confirm it. Record a confirmation" in page
    assert "Mina Sato manager: their word counts Ask Tom Becker (team lead)." in page
    assert "Mina Sato (manager) said yes on 10 Dec 2025, value 5 days reported" in page


def test_signals_say_since_when_and_what_is_at_stake(desk: Desk) -> None:
    page = plain(desk.text("account"))
    assert "No next outcome since 31 Dec 2025 · EUR 28,800 ARR at stake First value was reached on 5 Dec 2025" in page


def test_it_reads_little_however_much_there_is(desk: Desk) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.text("account")
        return len(captured)

    queries()  # the first look notes in the session which workspace it was
    few = queries()
    cast = desk.cast
    outcomes = [OutcomeDraft("HF-1", f"more-{n}", f"Cut the cost of {n} by 10%") for n in range(40)]
    write_outcomes(cast.workspace, outcomes, by=cast.csm, now=NOW)
    people = [StakeholderDraft("HF-1", f"Person {n}", reports_to="Bea Lindqvist") for n in range(40)]
    upsert_stakeholders(cast.workspace, people, by=cast.csm, now=NOW)
    for number in range(40):
        write_note(cast.harbor, f"Note {number}", by=cast.csm, now=NOW)
    desk.book.evaluate(TODAY)
    assert queries() == few <= 12


@pytest.mark.parametrize("name", [*PARTS, *CHARTS, "account_version", *FORMS, "outcome_lint"])
def test_anonymous_signs_in_first_and_the_stranger_finds_nothing(bare: Desk, name: str) -> None:
    nobody = Desk(bare.cast, bare.book, Client(), bare.account)
    assert nobody.get(name).status_code == 302
    assert nobody.get(name, htmx=True).status_code == 401
    assert nobody.send(name).status_code in (401, 405)
    assert bare.by(bare.cast.stranger).get(name).status_code == 404
    # An account of another workspace, in the address of one's own.
    theirs = bare.at(bare.cast.their_harbor)
    assert theirs.get(name).status_code == 404
    assert theirs.send(name).status_code in (404, 405)
    nowhere = bare.at(Account(pk=2**70))
    assert nowhere.get(name).status_code == 404


@pytest.mark.parametrize("role", MemberRole)
def test_a_role_sees_the_buttons_of_what_it_may_do(desk: Desk, role: MemberRole) -> None:
    member = desk.by(desk.cast.members[role])
    page = member.text("account")
    for name, verb in BUTTONS.items():
        allowed = role in ALLOWED[verb]
        assert (desk.url(name) in page) is allowed, name
        assert member.get(name).status_code == (200 if allowed else 403), name
        assert member.send(name).status_code == (422 if allowed else 403), name


def test_an_account_that_was_never_evaluated_says_so(bare: Desk) -> None:
    page = plain(bare.text("account"))
    assert "Harbor Foods has not been evaluated yet." in page
    assert "No outcome is on file" in page


def test_an_account_without_anything(bare: Desk) -> None:
    cast = bare.cast
    upsert_accounts(cast.workspace, [AccountDraft("X-1", name="")], by=cast.leader, now=NOW)
    bare.book.evaluate(TODAY)
    empty = bare.at(Account.objects.get(external_id="X-1"))
    page = plain(empty.text("account"))
    assert "X-1 is a prospect: not on the ladder yet." in page
    assert "Nobody is on file yet. Without people nobody can confirm a result." in page
    assert "Prospects and former customers have no signals." in page
    assert "A prospect account has no health." in page
    assert "No revenue is on file" in plain(empty.text("account_revenue", htmx=True))
    assert "No contract is on file" in plain(empty.text("account_revenue", htmx=True))
    assert "No usage feed is connected, so use is unknown" in plain(empty.text("account_usage", htmx=True))
    assert empty.get("measurement_new").status_code == 200


def test_a_former_customer(desk: Desk) -> None:
    desk.book.bring("revenue", "account,occurred_on,kind,mrr_change,product\nHF-1,2026-03-01,churn,2400,core\n")
    desk.book.evaluate(TODAY)
    page = plain(desk.text("account"))
    assert "Harbor Foods is a former customer: no longer on the ladder." in page
    assert 'id="do-next"' not in desk.text("account")
    assert "Pays nothing any more, as of 31 Mar 2026" in plain(desk.text("account_revenue", htmx=True))


def test_an_account_in_several_currencies_has_no_one_arr(desk: Desk) -> None:
    desk.book.bring("revenue", "account,occurred_on,kind,mrr_change,product,currency\nHF-1,2026-03-01,new,50,x,GBP\n")
    desk.book.evaluate(TODAY)
    assert "ARR ? – none" in plain(desk.text("account"))
    revenue = plain(desk.text("account_revenue", htmx=True))
    assert "EUR 2,400 a month, EUR 28,800 a year; GBP 50 a month, GBP 600 a year, as of 31 Mar 2026" in revenue
    assert "In several currencies, so there is no one sum without rates." in revenue


def test_what_a_sheet_states_is_told_as_such(bare: Desk) -> None:
    draft = AccountDraft("HF-1", stated_arr=Decimal(24_000))
    upsert_accounts(bare.cast.workspace, [draft], by=bare.cast.csm, now=NOW)
    bare.book.evaluate(TODAY)
    assert "EUR 24,000 stated in a sheet" in plain(bare.text("account"))
    assert "EUR 24,000 a year is stated in a sheet. There are no movements" in plain(
        bare.text("account_revenue", htmx=True)
    )


def test_an_outcome_of_another_account_that_covers_this_one(desk: Desk) -> None:
    drafts = [OutcomeDraft("NB-2", "group", "Cut cost by 20%", covers=("HF-1",), due_on=TODAY)]
    write_outcomes(desk.cast.workspace, drafts, by=desk.cast.csm, now=NOW)
    desk.book.evaluate(TODAY)
    nordbygg = Account.objects.get(external_id="NB-2")
    assert "Cut cost by 20% proposed An outcome of Nordbygg that covers this one." in plain(desk.text("account"))
    assert desk.at(nordbygg).url("account") in desk.text("account")


def test_a_validator_who_does_not_count_and_one_who_is_not_on_file(desk: Desk) -> None:
    for name, told in (
        ("Bea Lindqvist", "buyer: mismatch, this segment does not accept it"),
        ("Zoe", "is not on file"),
    ):
        draft = OutcomeDraft("HF-1", "close", validator=name)
        write_outcomes(desk.cast.workspace, [draft], by=desk.cast.csm, now=NOW)
        assert told in plain(desk.text("account"))


def test_the_page_brings_itself_up_to_date_or_offers_to_and_keeps_still_otherwise(desk: Desk) -> None:
    asks = re.search(r'hx-get="([^"]*/version/\?have=[^"]+)"', desk.text("account"))
    assert asks
    assert desk.client.get(unescape(asks.group(1)), headers=HTMX).status_code == 204
    write_note(desk.cast.harbor, "Hello", by=desk.cast.other_csm, now=NOW)
    live = desk.client.get(unescape(asks.group(1)), headers=HTMX)
    assert live.headers["HX-Reswap"] == "none"
    assert 'id="standing" class="account-section" hx-swap-oob="true"' in live.content.decode()
    assert 'id="timeline"' not in live.content.decode(), "what was opened on demand stays as it is"
    answer = desk.client.get(f"{unescape(asks.group(1))}&busy=1", headers=HTMX)
    assert "Something changed on this account." in plain(answer.content.decode())
    sections = desk.get("account_sections", htmx=True)
    assert sections.headers["HX-Reswap"] == "none"
    assert 'id="standing" class="account-section" hx-swap-oob="true"' in sections.content.decode()


def test_an_older_day_is_told_as_of(bare: Desk) -> None:
    bare.book.evaluate(TODAY - timedelta(days=1))
    assert "As of 30 Mar 2026." in plain(bare.text("account"))
    assert date(2026, 3, 30) == TODAY - timedelta(days=1)


def test_a_page_of_a_workspace_is_not_found_in_another(desk: Desk) -> None:
    stranger = client_of(desk.cast.stranger)
    address = desk.url("account").replace(f"/w/{desk.cast.workspace.pk}/", f"/w/{desk.cast.elsewhere.pk}/")
    assert stranger.get(address).status_code == 404
