"""What the page loads when it is looked at: timeline page by page, revenue, usage, and the charts as tables too."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from tests.cast import NOW
from tests.doors.web.account.conftest import HTMX, Desk
from tests.doors.web.account.test_page import plain

from toprung.motion.portrait.happenings import Kind
from toprung.records.book.actions import write_note
from toprung.records.book.models import Stakeholder
from toprung.records.outcomes.models import Outcome
from toprung.records.outcomes.queries import terms


def test_older_entries_are_shown_page_by_page_until_the_first(desk: Desk) -> None:
    for number in range(70):
        write_note(desk.cast.harbor, f"Note {number:02}", by=desk.cast.csm, now=NOW)
    html, found = desk.text("account_timeline", htmx=True, kind="note"), []
    while True:
        found += re.findall(r"Note (\d\d)", html)
        older = re.search(r'hx-get="([^"]*before=[^"]*)"', html)
        if older is None:
            break
        html = desk.client.get(unescape(older.group(1)), headers=HTMX).content.decode()
        assert "<h2" not in html  # a page of entries, to be put at the end of the list
    assert found == [f"{number:02}" for number in range(69, -1, -1)]


def test_the_timeline_stands_on_a_page_of_its_own_too(desk: Desk) -> None:
    page = plain(desk.text("account_timeline"))
    assert "Back to Harbor Foods" in page
    assert "4 entries below came with imported history and are marked backfilled." in page
    html = desk.text("account_timeline")
    assert '<div id="timeline">' in html  # where the filter puts what it finds
    assert 'id="work-body"' in html  # where a note is edited
    older = desk.text("account_timeline", before="2026-01-01_2026-01-01T00:00:00Z_0_1")
    assert "Older" in plain(older)
    assert "Note" not in plain(older).split("Older")[1]


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_by_itself(bare: Desk, kind: Kind) -> None:
    assert "Nothing of this kind has happened yet." in plain(bare.text("account_timeline", htmx=True, kind=kind.value))


def test_a_kind_or_a_place_that_is_none(bare: Desk) -> None:
    assert bare.get("account_timeline", kind="mood").status_code == 404
    refused = bare.get("account_timeline", before="yesterday")
    assert refused.status_code == 422
    assert "begin again with the newest" in plain(refused.content.decode())


def test_who_may_write_notes_can_change_them_where_they_stand(desk: Desk) -> None:
    note = write_note(desk.cast.harbor, "Hello", by=desk.cast.csm, now=NOW)
    assert desk.url("note_edit", note.pk) in desk.text("account_timeline", htmx=True)
    assert desk.url("note_edit", note.pk) not in desk.by(desk.cast.viewer).text("account_timeline", htmx=True)


def test_revenue_with_its_movements_and_contracts(desk: Desk) -> None:
    page = plain(desk.text("account_revenue", htmx=True))
    assert "EUR 2,400 a month, EUR 28,800 a year, as of 31 Mar 2026, from movements." in page
    assert "15 Sep 2025 new backfilled core EUR 2,400 EUR 2,400" in page
    assert "H-25 15 Sep 2025 to 14 Sep 2026 renewal 14 Sep 2026 notice by 16 Jul 2026 (60 days, the segment’s)" in page


def test_usage_says_how_far_adoption_is_reached(desk: Desk) -> None:
    page = plain(desk.text("account_usage", htmx=True))
    assert "0 users and 0 events in the last 7 days, 0 users and 0 events in the last 28, as of 31 Mar 2026." in page
    assert "Last used on 29 Dec 2025." in page
    # Nine Mondays, each in another of the 26 whole weeks from Monday 29 September, in which 1 October lies, to March.
    assert "invoice_matched carries close 0 no base 0 9 of 26" in page
    assert "manager 1 0 0" in page
    assert "Adoption takes 4 users in a week: reached in 9 of the last 25 whole weeks. ?" in page
    assert "of use since" not in page, "the feed tells of all that is shown"


def spec(desk: Desk, name: str, *args: Any) -> dict[str, Any]:
    """A chart's spec."""
    found = desk.client.get(desk.url(name, *args), headers={"Accept": "application/json"}).json()
    assert isinstance(found, dict)
    return found


def test_charts_and_the_same_rows_as_tables(desk: Desk) -> None:
    outcome = terms(desk.cast.workspace, "HF-1", "close").outcome_id
    usage, revenue = spec(desk, "account_usage_chart"), spec(desk, "account_revenue_chart")
    progress = spec(desk, "account_progress", outcome)
    assert len(usage["data"]["values"]) == 25, "one for each week since the feed was connected"
    assert [row["mrr"] for row in revenue["data"]["values"]] == [2400.0, 2400.0]  # and still so today
    assert [row["value"] for row in progress["data"]["values"]] == [8.0, 5.0, 5.0]  # carried up to today
    assert "6 Oct 2025 4 4" in plain(desk.text("account_usage_chart", table="1"))
    assert "15 Sep 2025 EUR 2,400" in plain(desk.text("account_revenue_chart", table="1"))
    assert "31 Oct 2025 8" in plain(desk.text("account_progress", outcome, table="1", htmx=True))


def test_an_outcome_of_another_account_has_no_chart_or_form_here(desk: Desk) -> None:
    theirs = Outcome.objects.get(external_id="quotes").pk
    assert desk.get("stakeholder_edit", Stakeholder.objects.get(name="Bo Dahl").pk).status_code == 404
    for number in (theirs, 10**6, 2**70):
        assert desk.get("account_progress", number).status_code == 404
        assert desk.get("outcome_edit", number).status_code == 404
        assert desk.send("outcome_edit", number, statement="x", kind="status").status_code == 404
    for number in (10**6, 2**70):
        assert desk.get("stakeholder_edit", number).status_code == 404
        assert desk.get("attestation_withdraw", number).status_code == 404
        assert desk.get("note_edit", number).status_code == 404
        assert desk.get("note_remove", number).status_code == 404


def test_charts_of_an_account_without_anything(bare: Desk) -> None:
    assert spec(bare, "account_usage_chart")["data"]["values"] == []
    assert spec(bare, "account_revenue_chart")["data"]["values"] == []
