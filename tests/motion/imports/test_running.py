"""What every import does, whatever its kind."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import LONG_AGO, NOW, TODAY, Cast
from tests.motion.imports.bringing import Import, counts, tables

from toprung.kernel.errors import BadInput, NotAllowed
from toprung.motion.imports.registry import IMPORTERS
from toprung.motion.imports.report import SHOWN
from toprung.motion.imports.running import run_import
from toprung.records.book.queries import accounts
from toprung.records.tenancy.actors import ANONYMOUS, OPERATOR
from toprung.records.tenancy.models import Workspace
from toprung.sheets.kinds import KINDS

ROOT = Path(__file__).parent.parent.parent.parent


def test_every_kind_has_its_importer() -> None:
    assert set(IMPORTERS) == set(KINDS)


@pytest.mark.parametrize("who", ["anonymous", "stranger", "csm", "seller", "viewer"])
def test_who_may_not(cast: Cast, import_: Import, who: str) -> None:
    actor = ANONYMOUS if who == "anonymous" else getattr(cast, who)
    with pytest.raises(NotAllowed):
        import_("accounts", "account\nA\n", by=actor)
    assert accounts(cast.workspace).count() == 1


@pytest.mark.parametrize("who", ["admin", "leader", "operator"])
def test_who_may(cast: Cast, import_: Import, who: str) -> None:
    actor = OPERATOR if who == "operator" else getattr(cast, who)
    assert counts(import_("accounts", "account\nA\n", by=actor)) == (1, 1, 0, 0, 0)


def test_the_first_import_is_remembered(cast: Cast, import_: Import) -> None:
    import_("accounts", "account,seats\nA,many\n")
    assert Workspace.objects.get(pk=cast.workspace.pk).first_import_on is None  # nothing was kept
    import_("accounts", "account\nA\n", dry_run=True)
    assert Workspace.objects.get(pk=cast.workspace.pk).first_import_on is None
    import_("accounts", "account\nA\n")
    import_("accounts", "account\nB\n", now=NOW.replace(year=2027))
    assert Workspace.objects.get(pk=cast.workspace.pk).first_import_on == TODAY


def test_a_dry_run_sees_what_earlier_rows_would_have_done(import_: Import) -> None:
    rows = "".join(f"A{n},A{n - 1}\n" for n in range(1, 1200))
    before = tables()
    report = import_("accounts", "account,parent\nA0,\n" + rows, dry_run=True)
    assert counts(report) == (1200, 1200, 0, 0, 0)
    assert tables() == before


def test_many_problems_are_counted_and_the_first_are_told(import_: Import, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    text = "account,seats\n" + "".join(f"A{n},many\n" for n in range(1100))
    report = import_("accounts", text, rejects_path=rejects)
    assert (report.rejected, report.problem_count, len(report.problems)) == (1100, 1100, SHOWN)
    assert len(rejects.read_text(encoding="utf-8-sig").splitlines()) == 1101


def test_rejects_stand_in_the_order_of_the_file(import_: Import, cast: Cast, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    text = (
        "account,contract,starts_on,ends_on\nHF-9,1,2026-01-01,2026-02-01\nHF-1,2,soon,\nHF-9,3,2026-01-01,2026-02-01\n"
    )
    report = import_("contracts", text, rejects_path=rejects)
    assert [problem.row for problem in report.problems] == [2, 3, 3, 4]
    lines = rejects.read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines[1:] if line.startswith("HF")] == ["1", "2", "3"]


def test_the_rejects_never_overwrite_the_file_they_come_from(import_: Import, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="name another than"):
        import_("accounts", "account\n,\n", rejects_path=tmp_path / "accounts.csv")
    with pytest.raises(BadInput, match="cannot be written"):
        import_("accounts", "account\nA\n", rejects_path=tmp_path / "nowhere" / "rejects.csv")


def test_an_unknown_kind_and_a_missing_file(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Did you mean “accounts”"):
        run_import(cast.workspace, "acounts", tmp_path / "x.csv", by=cast.leader, now=NOW)
    with pytest.raises(BadInput):
        run_import(cast.workspace, "accounts", tmp_path / "x.csv", by=cast.leader, now=NOW)


def test_a_mapping_file_names_columns_and_defaults(cast: Cast, import_: Import, tmp_path: Path) -> None:
    mapping = tmp_path / "map.toml"
    mapping.write_text('[columns]\naccount = "Key"\nowner = "Who"\n[defaults]\nsegment = "SMB"\n', encoding="utf-8")
    assert tomllib.loads(mapping.read_text(encoding="utf-8"))
    report = import_("accounts", "Key,Who\nA,Clara Ruiz\n", mapping=mapping)
    assert counts(report) == (1, 1, 0, 0, 0)
    assert report.columns == {"account": "Key", "owner": "Who"}
    assert accounts(cast.workspace).get(external_id="A").memberships.get().segment.name == "SMB"


def test_progress_is_told(import_: Import) -> None:
    told: list[tuple[int, int]] = []
    text = "account\n" + "".join(f"A{n}\n" for n in range(5000))
    import_("accounts", text, progress=lambda done, total: told.append((done, total)))
    assert told
    assert told == sorted(told)
    assert told[-1][0] <= told[-1][1] == len(text)


def test_a_report_is_plain_json(import_: Import) -> None:
    report = import_("accounts", "account,seats,odd\nA,1,x\nB,many,y\n")
    plain = json.loads(json.dumps(report.plain()))
    assert plain["kind"] == "accounts"
    assert plain["file"] == "accounts.csv"
    assert plain["unused_columns"] == ["odd"]
    assert plain["problems"][0]["remedy"]
    assert plain["seconds"] > 0


def test_rows_are_kept_five_hundred_at_a_time(import_: Import) -> None:
    def count(rows: int, prefix: str) -> int:
        text = "account,segment,seats\n" + "".join(f"{prefix}{n},SMB,{n}\n" for n in range(rows))
        import_("accounts", text)
        with CaptureQueriesContext(connection) as queries:
            assert import_("accounts", text).unchanged == rows
        return len(queries)

    assert count(2000, "many") <= 4 * count(400, "few")


@pytest.mark.slow
def test_twenty_thousand_accounts_and_again_unchanged(cast: Cast, import_: Import) -> None:
    Workspace.objects.filter(pk=cast.workspace.pk).update(first_import_on=LONG_AGO)  # no backlog of checks to stage
    cast.workspace.refresh_from_db()
    rows = "".join(f"A{n},Account {n},SMB,Clara Ruiz,{n % 90}\n" for n in range(20_000))
    first = import_("accounts", "account,name,segment,owner,seats\n" + rows)
    again = import_("accounts", "account,name,segment,owner,seats\n" + rows)
    assert (first.created, again.unchanged) == (20_000, 20_000)
    # 3.6 s and 1.5 s on two cores; a query a row would take minutes
    assert first.seconds < 30
    assert again.seconds < 15


def test_a_workbook_as_well(cast: Cast, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in (
        ["Our customers"],
        ["Account ID", "Seats", "Go-live"],
        ["A", 12, date(2026, 1, 5)],
        ["B", "many", None],
    ):
        sheet.append(cells)
    book.save(tmp_path / "accounts.xlsx")
    rejects = tmp_path / "rejects.csv"
    report = run_import(
        cast.workspace, "accounts", tmp_path / "accounts.xlsx", by=cast.leader, now=NOW, rejects_path=rejects
    )
    assert counts(report) == (2, 1, 0, 0, 1)
    assert (report.problems[0].row, report.problems[0].value) == (4, "many")
    assert accounts(cast.workspace).get(external_id="A").go_live_on == date(2026, 1, 5)
    mended = rejects.read_text(encoding="utf-8-sig").replace("many", "7", 1)
    rejects.write_text(mended, encoding="utf-8")
    again = run_import(cast.workspace, "accounts", rejects, by=cast.leader, now=NOW)
    assert counts(again) == (1, 1, 0, 0, 0)
