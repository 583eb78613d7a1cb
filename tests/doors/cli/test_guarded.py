"""What a file, a name or a damaged store must not do to whoever runs a command."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.doors.cli.conftest import Run

from toprung.doors.cli.terminal import harmless

ESCAPE = "\x1b]0;taken\x07\x9b31m\u202eabc"


@pytest.mark.parametrize("code", [0x00, 0x07, 0x1B, 0x7F, 0x85, 0x9B, 0x202E, 0x2066])
def test_no_character_that_drives_a_terminal_is_printed(code: int) -> None:
    assert chr(code) not in harmless(f"a{chr(code)}b")
    assert harmless("a\tb\nc – “é” 日本") == "a\tb\nc – “é” 日本"


def test_names_from_files_drive_no_terminal(book: Path, toprung: Run) -> None:
    (book / "names.csv").write_text(f"account,name,owner,segment\nX-1,{ESCAPE},{ESCAPE},{ESCAPE}\n", encoding="utf-8")
    for ran in toprung(book, "import accounts names.csv", "accounts", ["evaluate", "--account", ESCAPE]):
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(ran.out + ran.err)


def test_nothing_that_is_read_or_toprungs_own_is_written_over(book: Path, toprung: Run) -> None:
    sheet = (book / "sheet.csv").read_bytes()
    database = (book / "var" / "toprung.sqlite3").read_bytes()
    over_input, over_store, page_over_input = toprung(
        book,
        "import sheet awkward.csv --rejects awkward.csv",
        "import sheet awkward.csv --rejects var/toprung.sqlite3",
        "check sheet.csv --html sheet.csv",
    )
    assert (over_input.exit_code, over_store.exit_code, page_over_input.exit_code) == (2, 2, 2)
    assert "name another" in over_store.err
    assert (book / "sheet.csv").read_bytes() == sheet
    assert (book / "var" / "toprung.sqlite3").read_bytes() == database


def test_a_newer_schema_is_noticed(book: Path, toprung: Run) -> None:
    with closing(sqlite3.connect(book / "var" / "toprung.sqlite3")) as connection, connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('book', '0099_new', '2027-01-01')"
        )
    for ran in toprung(book, "accounts", "upgrade"):
        assert ran.exit_code == 2
        assert "written by a newer Toprung" in ran.err


def test_a_damaged_database_is_a_sentence(book: Path, toprung: Run) -> None:
    (book / "var" / "toprung.sqlite3").write_bytes(b"not a database at all" * 500)
    for ran in toprung(book, "accounts", "evaluate", "upgrade"):
        assert ran.exit_code == 1
        assert "“toprung restore” brings the last backup back" in ran.err


def test_another_database_beside_the_lake_takes_no_events(book: Path, toprung: Run) -> None:
    (book / "events.csv").write_text("account,user,name,occurred_at\nAlder Clinics,u,login,2026-03-01T10:00:00Z\n")
    loaded, _ = toprung(book, "import events events.csv", "accounts")
    assert loaded.exit_code == 0
    for file in (book / "var").glob("toprung.sqlite3*"):
        file.unlink()
    _, _, listed = toprung(book, "init --workspace Other", "import sheet sheet.csv", "accounts --json")
    assert '"code": "no_feed"' in listed.out, "the events are another workspace's, though its row has the same number"


def test_a_damaged_lake_is_found_and_said(book: Path, toprung: Run) -> None:
    (book / "events.csv").write_text("account,user,name,occurred_at\nAlder Clinics,u,login,2026-03-01T10:00:00Z\n")
    toprung(book, "import events events.csv")
    [file] = (book / "var" / "lake" / "events").rglob("*.parquet")
    file.write_bytes(b"garbage")
    doctor, evaluated = toprung(book, "doctor", "evaluate")
    assert (doctor.exit_code, evaluated.exit_code) == (1, 1)
    assert "WRONG lake" in doctor.out
    assert "Traceback" not in evaluated.err
    assert "toprung doctor" in evaluated.err
    shutil.rmtree(book / "var" / "lake" / "events" / "_delta_log")
    [gone] = toprung(book, "doctor")
    assert "no log of them" in " ".join(gone.out.split())


@pytest.mark.parametrize("rates", ["EUR:2", "USD:0", "USD:1e30", "USD:x", "USD:0.9,USD:0.8"])
def test_rates_that_cannot_be_are_refused(book: Path, toprung: Run, rates: str) -> None:
    window = "--from 2025-06-01 --to 2026-01-01"
    odd, right, same = toprung(
        book,
        f"measure nrr {window} --set rates={rates}",
        f"measure nrr {window} --json --set rates=USD:0.90,GBP:1.2",
        f"measure nrr {window} --json --set rates=GBP:1.20,USD:0.9",
    )
    assert (odd.exit_code, right.exit_code) == (2, 0)
    assert right.out == same.out, "one spelling, one definition"


def test_days_too_far_off_are_refused(book: Path, toprung: Run) -> None:
    for ran in toprung(book, "measure oar --from 2025-01-01 --to 9999-12-31", "accounts --as-of 0001-01-01"):
        assert ran.exit_code == 2
        assert "from 1900 to 2200" in ran.err
