"""`toprung import`: dry, for good, twice, mended."""

from __future__ import annotations

import json
from pathlib import Path

from tests.doors.cli.conftest import Run

_MAPPED = "import subscriptions subscriptions.csv --map subscriptions.toml"


def test_dry_run_keeps_nothing(empty: Path, toprung: Run) -> None:
    _, dry, listed, real, again = toprung(
        empty,
        "init --workspace Brightworks",
        "import sheet sheet.csv --dry-run",
        "accounts --json",
        "import sheet sheet.csv",
        "import sheet sheet.csv",
    )

    assert dry.out.startswith("Would import sheet.csv as sheet: 6 rows read: 6 new")
    assert json.loads(listed.out) == []
    assert real.out.startswith("Imported sheet.csv as sheet: 6 rows read: 6 new")
    assert again.out.startswith("Imported sheet.csv as sheet: 6 rows read: 6 unchanged")
    assert [ran.err for ran in (dry, listed, real, again)] == [""] * 4


def test_rejects_are_mended_and_imported(empty: Path, toprung: Run) -> None:
    ready = ("init --workspace Brightworks", "import sheet sheet.csv", "import accounts former.csv")
    *_, first = toprung(empty, *ready, f"{_MAPPED} --rejects rejects.csv --json")

    report = json.loads(first.out)
    assert (report["read"], report["created"], report["rejected"]) == (9, 8, 1)
    (problem,) = report["problems"]
    assert (problem["row"], problem["column"], problem["value"]) == (4, "Beginn", "31.11.2025")
    assert all(problem[part] for part in ("reason", "remedy"))

    rejects = empty / "rejects.csv"
    text = rejects.read_text(encoding="utf-8-sig")
    rejects.write_text(text.replace("31.11.2025", "30.11.2025"), encoding="utf-8")
    mended, whole = toprung(
        empty,
        "import subscriptions rejects.csv --map subscriptions.toml --json",
        "measure nrr --from 2026-01-01 --to 2026-03-01 --json",
    )

    assert json.loads(mended.out)["created"] == 1
    # 800 + 3,500 + 3,208.33 + 20,000 + 15,000 a month on New Year's Day; Elm's 600 came later.
    assert json.loads(whole.out)["denominator"] == 42508.33


def test_a_missing_column_is_asked_for_as_a_map(book: Path, toprung: Run) -> None:
    (ran,) = toprung(book, "import subscriptions subscriptions.csv")

    assert (ran.exit_code, ran.out) == (2, "")
    assert "No column was found for started_on and mrr" in ran.err
    assert "[columns]" in ran.err


def test_a_map_that_names_no_field_is_refused(book: Path, toprung: Run) -> None:
    (book / "wrong.toml").write_text('[columns]\nstarted = "Beginn"\n', encoding="utf-8")

    (ran,) = toprung(book, "import subscriptions subscriptions.csv --map wrong.toml")

    assert (ran.exit_code, ran.out) == (2, "")
    assert "Did you mean “started_on”?" in ran.err
