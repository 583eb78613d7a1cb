"""Whom people report to; when memberships and contracts were recorded; seasons that come by file."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cast import NOW, TODAY, Cast
from tests.motion.book import Book
from tests.motion.imports.bringing import Import

from toprung.motion.imports.stakeholders import Stakeholders
from toprung.records.book.actions import upsert_accounts, upsert_contracts
from toprung.records.book.drafts import AccountDraft, ContractDraft
from toprung.records.book.models import Contract, SegmentMembership, Stakeholder
from toprung.records.book.queries import memberships, stakeholder
from toprung.records.journal.queries import entries

PEOPLE = """\
account,name,role,reports_to
HF-1,Ann Wirth,user,Bo Prang
HF-1,Bo Prang,team_lead,mina sato
HF-1,Cy Lund,user,
"""


def superiors(cast: Cast) -> dict[str, str]:
    """Who reports to whom."""
    found = Stakeholder.objects.filter(account=cast.harbor).exclude(reports_to=None)
    return dict(found.values_list("name", "reports_to__name"))


def test_people_report_to_whom_the_file_says_even_further_down(cast: Cast, import_: Import) -> None:
    assert import_("stakeholders", PEOPLE).created == 3
    assert superiors(cast) == {"Ann Wirth": "Bo Prang", "Bo Prang": "Mina Sato"}
    assert import_("stakeholders", PEOPLE).unchanged == 3
    import_("stakeholders", PEOPLE.replace("user,Bo Prang", "user,Cy Lund"))
    assert superiors(cast)["Ann Wirth"] == "Cy Lund"
    changes = [entry.changes for entry in entries(cast.workspace, "HF-1")]
    assert changes[-1] == {"reports_to": ["Bo Prang", "Cy Lund"]}


def test_the_superior_may_come_in_a_later_batch(cast: Cast, import_: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stakeholders, "batch", 1)
    report = import_("stakeholders", PEOPLE)
    assert (report.created, report.problem_count) == (3, 0)
    assert superiors(cast)["Ann Wirth"] == "Bo Prang"


def test_nobody_reports_to_a_stranger_or_themselves(cast: Cast, import_: Import) -> None:
    text = "account,name,role,reports_to\nHF-1,Ann Wirth,user,Nobody\nHF-1,Bo Prang,user,Bo Prang\n"
    report = import_("stakeholders", text)
    assert (report.created, report.in_part, report.rejected) == (1, 1, 1)
    told = {problem.row: (problem.column, problem.value, problem.kept) for problem in report.problems}
    assert told[2] == ("reports_to", "Nobody", "the person, without whom they report to")
    assert told[3] == ("reports_to", "Bo Prang", "")
    import_("stakeholders", "account,name,role,reports_to\nHF-1,Mina Sato,manager,Tom Becker\n")
    report = import_("stakeholders", "account,name,role,reports_to\nHF-1,Tom Becker,team_lead,Mina Sato\n")
    assert "report to themselves" in report.problems[0].reason
    assert stakeholder(cast.workspace, "HF-1", "Ann Wirth").reports_to is None


def test_memberships_and_contracts_know_when_they_were_recorded(cast: Cast, import_: Import) -> None:
    later = NOW + timedelta(days=1)
    import_("accounts", f"account,segment,segment_from\nA,SMB,2025-02-01\nB,SMB,{TODAY}\nC,SMB,\n")
    moved = AccountDraft("A", segment="Enterprise", segment_from=date(2025, 3, 1))
    upsert_accounts(cast.workspace, [moved], by=cast.leader, now=later)
    held = memberships(cast.workspace).exclude(account=cast.harbor)
    assert {(m.account.external_id, m.since, m.recorded_at, m.backfilled) for m in held} == {
        ("A", date(2025, 2, 1), NOW, True),
        ("A", date(2025, 3, 1), later, False),
        ("B", TODAY, NOW, False),
        ("C", None, NOW, True),
    }
    import_("contracts", "account,contract,signed_on,starts_on,ends_on\nA,one,2025-01-15,2025-02-01,2026-02-01\n")
    two = ContractDraft("A", "two", starts_on=date(2025, 2, 1), ends_on=date(2026, 2, 1))
    upsert_contracts(cast.workspace, [two], by=cast.leader, now=later)
    import_("contracts", "account,contract,starts_on,ends_on\nA,two,2025-02-01,2026-03-01\n")
    assert {(c.external_id, c.recorded_at, c.backfilled) for c in Contract.objects.all()} == {
        ("one", NOW, True),
        ("two", later, False),
    }


def test_a_correction_of_a_membership_is_recorded_when_it_was_made(cast: Cast, import_: Import) -> None:
    import_("accounts", "account,segment,segment_from\nA,SMB,2025-02-01\n")
    import_("accounts", "account,segment,segment_from\nA,Enterprise,2025-02-01\n", now=NOW + timedelta(days=1))
    [membership] = SegmentMembership.objects.filter(account__external_id="A")
    assert (membership.segment.name, membership.recorded_at) == ("Enterprise", NOW + timedelta(days=1))


def test_a_seasonal_account_is_judged_by_its_own_season(book: Book) -> None:
    """Four users a week until 28 September 2025, then none: off season from October to March, or a fall."""
    names = ("SK-1", "LZ-2")
    text = "account,segment,segment_from,go_live_on,off_season\nSK-1,Mid-Market,2024-01-01,2025-01-10,10-01..03-31\n"
    book.bring("accounts", text + "LZ-2,Mid-Market,2024-01-01,2025-01-10,\n")
    days = [date(2025, 8, 4) + timedelta(days=7 * week) for week in range(8)]
    rows = [f"{name},u{user},opened,{day}T09:00:00Z" for name in names for day in days for user in range(4)]
    book.bring("events", "\n".join(["account,user,name,occurred_at", *rows, ""]))
    verdicts = book.verdicts(date(2025, 12, 31))
    assert {name: verdicts[name]["rung"] for name in names} == {"SK-1": 2, "LZ-2": 0}
