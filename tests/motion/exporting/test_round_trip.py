"""An export is complete: imported into an empty workspace, it exports the same again."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.cast import NOW
from tests.motion.book import Book

from toprung.motion.exporting.kinds import KIND_ROWS
from toprung.motion.exporting.writing import export_workspace
from toprung.motion.forgetting import erase_person
from toprung.motion.imports.running import run_import
from toprung.records.book.models import Account
from toprung.records.book.queries import memberships, stakeholder
from toprung.records.outcomes.models import Attestation
from toprung.records.tenancy.actors import OPERATOR
from toprung.records.tenancy.models import Workspace

#: accounts first, people before their words
ORDER = (
    *("accounts", "sheet", "stakeholders", "contracts", "subscriptions", "revenue", "outcomes", "measurements"),
    *("attestations", "touches"),
)
#: Harbor was in Mid-Market from the beginning, but for a summer; Nordbygg is in SMB since 2024, and moved
MOVES = """\
account,segment,segment_from,rhythm,off_season
HF-1,SMB,2025-02-01,,
HF-1,Mid-Market,2025-11-01,,
NB-2,Enterprise,2025-05-01,month,"07-01..08-31, 12-24..01-06"
"""
LATE = """\
account,outcome,stakeholder,verdict,occurred_on,recorded_on,words
NB-2,quotes,Bo Dahl,yes,2025-08-25,2026-01-20,Late on paper
"""
MEASURED = "account,outcome,occurred_on,value,recorded_on\nEN-3,empty,2025-09-01,19,2025-11-30\n"
COVERS = """\
account,outcome,statement,covers,template
NB-2,quotes,Cut the time to quote from 6 days to 2,EN-3; HF-1,smb-efficiency-gained
"""
SOLD = "account,name,seller,signature_expected_on\nLF-1,Larch Foods,Sam Keller,2026-05-29\n"
PEOPLE = "account,name,role,reports_to\nEN-3,Otto Lind,champion,Ines Moro\n"


def filled(book: Book) -> Book:
    """The neighbours, with all that a latest state alone would lose."""
    for kind, text in (
        *(("accounts", MOVES), ("accounts", SOLD), ("attestations", LATE), ("measurements", MEASURED)),
        *(("outcomes", COVERS), ("stakeholders", PEOPLE)),
    ):
        book.bring(kind, text)
    return book


def rows(workspace: Workspace, kind: str) -> list[dict[str, Any]]:
    """What an export of the kind holds."""
    return sorted(KIND_ROWS[kind](workspace), key=str)


def imported(folder: Path, into: Workspace) -> None:
    """Import the export's files; everything in them is kept."""
    for kind in ORDER:
        report = run_import(into, kind, folder / f"{kind}.csv", by=OPERATOR, now=NOW + timedelta(days=3))
        assert report.problem_count == 0, (kind, report.problems)


def elsewhere() -> Workspace:
    """An empty workspace in the same zone and currency."""
    return Workspace.objects.create(name="Another", timezone="Europe/Berlin", currency="EUR", created_at=NOW)


def test_an_export_comes_back_whole(neighbours: Book, tmp_path: Path) -> None:
    here = filled(neighbours).workspace
    export_workspace(here, tmp_path / "out", by=OPERATOR)
    there = elsewhere()
    imported(tmp_path / "out", there)
    for kind in ORDER:
        assert rows(there, kind) == rows(here, kind), kind
    held = memberships(there).filter(account__external_id="HF-1")
    assert sorted(((m.segment.name, m.since) for m in held), key=lambda m: m[1] or date.min) == [
        ("Mid-Market", None),
        ("SMB", date(2025, 2, 1)),
        ("Mid-Market", date(2025, 11, 1)),
    ]
    late = Attestation.objects.get(workspace=there, words="Late on paper")
    assert (late.occurred_on, late.recorded_on(there)) == (date(2025, 8, 25), date(2026, 1, 20))


def test_importing_it_where_it_came_from_changes_nothing(neighbours: Book, tmp_path: Path) -> None:
    here = filled(neighbours).workspace
    export_workspace(here, tmp_path / "out", by=OPERATOR)
    before = {kind: rows(here, kind) for kind in ORDER}
    for kind in ORDER:
        report = run_import(here, kind, tmp_path / "out" / f"{kind}.csv", by=OPERATOR, now=NOW + timedelta(days=3))
        assert (report.unchanged, report.problem_count) == (report.read, 0), (kind, report.problems)
    assert {kind: rows(here, kind) for kind in ORDER} == before


def test_what_an_erased_person_attested_can_still_be_imported(neighbours: Book, tmp_path: Path) -> None:
    here = filled(neighbours).workspace
    erase_person(stakeholder(here, "NB-2", "Bo Dahl"), by=OPERATOR, now=NOW)
    export_workspace(here, tmp_path / "out", by=OPERATOR)
    assert not [path for path in (tmp_path / "out").glob("*.csv") if "Bo Dahl" in path.read_text(encoding="utf-8")]
    there = elsewhere()
    imported(tmp_path / "out", there)
    assert Attestation.objects.filter(workspace=there, stakeholder__name="erased person 1").count() == 2


def test_an_account_without_a_segment_is_exported_too(neighbours: Book) -> None:
    neighbours.bring("accounts", "account\nNO-1\n")
    [row] = [row for row in rows(neighbours.workspace, "accounts") if row["account"] == "NO-1"]
    assert (row["segment"], row["segment_from"]) == ("", None)
    assert Account.objects.filter(workspace=neighbours.workspace).count() == 4
