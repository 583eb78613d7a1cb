"""`check` says of a sheet what importing and evaluating it would say (DOMAIN section 13)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.cast import NOW, TODAY

from toprung.kernel.errors import BadInput
from toprung.motion.evaluation.listing import listed
from toprung.motion.evaluation.running import evaluate
from toprung.motion.evaluation.standing import standing
from toprung.motion.imports.running import run_import
from toprung.motion.onesheet import check_sheet
from toprung.motion.workspaces import found_workspace
from toprung.records.tenancy.actors import OPERATOR

pytestmark = pytest.mark.django_db

HEADER = "account,segment,owner,go_live_on,renewal_on,arr,result,validator,validator_role,confirmed,confirmed_on\n"
PLAIN = HEADER + (
    "Nile,Enterprise,Chidi,2025-03-01,2026-09-30,84000,Cut returns 8% to 3%,Amal,executive sponsor,yes,2026-01-15\n"
    "Oslo,SMB,Clara,2025-05-01,2026-05-31,4200,Quote in 2 days instead of 6,Bo,buyer,yes,2025-06-20\n"
    "Pune,Mid-Market,Clara,2025-07-01,2026-06-30,24000,Cut overtime by 20%,Dev,manager,no,\n"
)
AWKWARD = PLAIN + (
    "Quito,Enterprise,Chidi,2025-01-10,2026-02-28,60000,Cut churn from 5% to 3%,Rosa,buyer,yes,2025-09-01\n"
    "Riga,SMB,Chidi,2025-06-01,2026-12-31,3000,Pass the audit,Ilze,executive sponsor,yes,2025-07-01\n"
    "Seoul,,Clara,,2026-10-01,9000,,,,,\n"
    "Turin,Mid-Market,,2025-02-01,,,Adopt the dashboard module,Gia,manager,yes,2025-04-01\n"
    "Ulm,Mid-Market,Clara,2026-03-01,2027-02-28,18000,be more efficient,,,,\n"
    "Vaduz,Public,Clara,2025-02-01,2026-08-01,12000,Save 200 hours a month,Leo,team lead,yes,\n"
    "Wien,SMB,Clara,soon,2026-08-01,1200,Save 10 hours a week,Eva,buyer,no,2026-01-01\n"
    "Nile,SMB,Chidi,2025-03-01,2026-09-30,1,Something else,Amal,buyer,no,\n"
    ",SMB,Chidi,2025-03-01,2026-09-30,1,Something else,Amal,buyer,no,\n"
)


def write(folder: Path, text: str) -> Path:
    path = folder / "book.csv"
    path.write_text(text, encoding="utf-8")
    return path


def imported(path: Path, day: date, now: Any = NOW) -> tuple[Any, list[dict[str, Any]]]:
    """The same sheet by the long way: a workspace, an import, an evaluation, the accounts."""
    workspace = found_workspace("Kept", "UTC", "EUR", by=OPERATOR, now=now)
    report = run_import(workspace, "sheet", path, by=OPERATOR, now=now)
    workspace.refresh_from_db()
    evaluate(workspace, day, by=OPERATOR, now=now)
    return report, [listed(v) for v in standing(workspace, day)]


@pytest.mark.parametrize("text", [PLAIN, AWKWARD], ids=["plain", "awkward"])
def test_check_says_what_import_and_evaluate_say(text: str, tmp_path: Path) -> None:
    path = write(tmp_path, text)
    answer = check_sheet(path, None, NOW)
    report, accounts = imported(path, TODAY)
    assert answer["as_of"] == TODAY.isoformat()
    assert answer["accounts"] == accounts
    said, same = answer["sheet"], report.plain()
    assert said | {"seconds": 0} == same | {"seconds": 0}


def but_checks(account: dict[str, Any]) -> dict[str, Any]:
    """The account without what the staging of its check decides."""
    rest = {name: value for name, value in account.items() if not name.startswith("check")}
    rest["signals"] = [s for s in account["signals"] if not s["signal"].startswith("result_check")]
    return rest


def test_an_earlier_day_of_rows_that_are_on_the_book_by_then(tmp_path: Path) -> None:
    """Long ago, `accounts` lists who was there by a dated fact; `check` lists every row of the sheet."""
    path, day = write(tmp_path, AWKWARD), date(2025, 8, 1)
    answer = {a["account"]: a for a in check_sheet(path, day, NOW)["accounts"]}
    kept = {a["account"]: a for a in imported(path, day)[1]}
    assert {n: but_checks(a) for n, a in kept.items()} == {n: but_checks(answer[n]) for n in kept}
    assert kept.keys() < answer.keys()
    # The sheet is taken for one imported on that day, so its overdue checks are spread from then on.
    assert {a["check_state"] for a in answer.values()} & {"staged", "due"}
    assert {"Seoul", "Ulm"} <= answer.keys() - kept.keys()


def test_what_one_sheet_says(tmp_path: Path) -> None:
    answer = check_sheet(write(tmp_path, AWKWARD), TODAY, NOW)
    rungs = {a["account"]: a["rung"] for a in answer["accounts"]}
    # Confirmed by whom the segment accepts, not longer than a year ago: Nile, Oslo, Riga.
    assert {name for name, rung in rungs.items() if rung == 4} == {"Nile", "Oslo", "Riga"}
    assert {row["label"]: row["accounts"] for row in answer["ladder"]}["Measurable result"] == 3
    assert sum(row["accounts"] for row in answer["ladder"]) == len(answer["accounts"])
    assert sum(row["arr"] for row in answer["ladder"]) == sum(float(a["arr"] or 0) for a in answer["accounts"])
    # No result named, a milestone, a wish: each with its reason.
    assert {"Seoul", "Turin", "Ulm"} <= set(answer["triage"])
    reasons = {a["account"]: a["triage"] for a in answer["accounts"] if a["triage"]}
    assert set(reasons) == set(answer["triage"])
    assert all(reasons.values())
    assert set(answer["checks_due"]) == {
        a["account"] for a in answer["accounts"] if a["check_state"] in ("due", "staged", "silent")
    }
    assert answer["sheet"]["rejected"] >= 2
    figures = {f["metric"]: f for f in answer["figures"]}
    assert list(figures) == ["oar", "ttfv", "nrr", "grr", "logo_retention"]
    for name in ("nrr", "grr", "logo_retention"):
        assert figures[name]["value"] is None
        assert "no revenue movements by the as-of day" in figures[name]["notes"][0]
    # Live and old enough: all but Ulm (30 days), Seoul and Wien (no go-live). In time and in words: Oslo and Riga.
    assert figures["oar"]["denominator"] == 7
    assert figures["oar"]["validated"]["numerator"] == 2
    assert "accounts" not in figures["oar"]


def test_a_day_to_come_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="2026-04-01 is still to come"):
        check_sheet(write(tmp_path, PLAIN), TODAY + timedelta(days=1), NOW)


def test_rows_that_cannot_be_kept_are_written_out_to_be_mended(tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    answer = check_sheet(write(tmp_path, AWKWARD), TODAY, NOW, rejects=rejects)
    assert rejects.exists()
    assert answer["sheet"]["rejects_file"] == str(rejects)
    assert "Wien" in rejects.read_text(encoding="utf-8-sig")
