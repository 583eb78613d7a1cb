"""What cannot be used is refused with one sentence on stderr, nothing on stdout, and exit 2."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.doors.cli.conftest import Run

_YEAR = "--from 2025-03-01 --to 2026-03-01"

REFUSED = {
    "import sheeet sheet.csv": "Did you mean “sheet”?",
    "import sheet missing.csv": "There is no file “missing.csv”",
    f"measure bogus {_YEAR}": "There is no measure “bogus”. There is: nrr",
    f"measure nrr {_YEAR} --set bogus=1": "has no option “bogus”. It has: basis",
    f"measure nrr {_YEAR} --set basis=weekly": "choose mrr or arr",
    f"measure nrr {_YEAR} --set basis": "is no setting: write NAME=VALUE",
    f"measure nrr {_YEAR} --segment Smb": "There is no segment “Smb”",
    f"measure nrr {_YEAR} --by colour": "choose segment, owner, cohort",
    "measure nrr --from 2025-03-01 --to 2025-03-01": "give a later --to",
    "measure nrr --from 01.03.2025 --to 2026-03-01": "write it as YYYY-MM-DD",
    "measure nrr --from 2025-03-01 --to 2027-03-01": "give an earlier --to",
    "evaluate --as-of 2026-03-03": "still to come",
    "evaluate --account Nobody": "Nobody",
    "accounts --as-of 2026-03-03": "still to come",
    "accounts --triage --checks-due": "two lists",
    "compare 1 2": "There is no figure 1",
    "policy --set oar_days=60": "add --segment NAME",
    "policy --segment SMB --set bogus=1": "is not a policy setting",
    "policy --segment SMB --set oar_days=many": "does not fit oar_days",
    "accounts --workspace Nobody": "Nobody",
    "init --workspace Brightworks": "Brightworks",
    "init --workspace Other --timezone Mars": "not a time zone",
    "init --workspace Other --currency EURO": "not a currency",
    "export sheet.csv": "is a file: name a folder",
}


def test_each_is_refused_with_a_sentence(book: Path, toprung: Run) -> None:
    for line, ran in zip(REFUSED, toprung(book, *REFUSED), strict=True):
        assert (ran.exit_code, ran.out) == (2, ""), line
        assert REFUSED[line] in ran.err, line
        assert (ran.err[:7], ran.err.count("\n")) == ("Error: ", 1), line


def test_nothing_there_yet(empty: Path, toprung: Run) -> None:
    for ran in toprung(empty, "accounts", "evaluate", f"measure nrr {_YEAR}", "import sheet sheet.csv", "verify"):
        assert ran.exit_code == 2
        assert "begin with “toprung init --workspace NAME”" in ran.err
    assert not (empty / "var").exists()


def test_a_home_that_cannot_be_made_is_said_with_its_path(tmp_path: Path, toprung: Run) -> None:
    (tmp_path / "file").write_text("")

    (ran,) = toprung(tmp_path, "init --workspace Brightworks", home=tmp_path / "file" / "home")

    assert ran.exit_code == 1
    assert ran.err.startswith(f"Error: {tmp_path}/file")
    assert "Traceback" not in ran.err


def test_a_database_that_does_not_answer(tmp_path: Path, toprung: Run) -> None:
    pytest.importorskip("psycopg")
    nobody_listens = "postgresql://toprung@127.0.0.1:1/toprung"

    (ran,) = toprung(tmp_path, "accounts", DATABASE_URL=nobody_listens)

    assert ran.exit_code == 1
    assert "The database does not answer" in ran.err
    assert "Traceback" not in ran.err


def test_several_workspaces_need_a_name(book: Path, toprung: Run) -> None:
    made, refused, other, first = toprung(
        book,
        "init --workspace Other",
        "accounts",
        "accounts --workspace Other",
        "accounts --workspace Brightworks",
    )

    assert made.exit_code == 0
    assert refused.exit_code == 2
    assert "--workspace" in refused.err
    assert all(name in refused.err for name in ("Brightworks", "Other"))
    assert "No account is on the book" in other.out
    assert "Dune Energy" in first.out
