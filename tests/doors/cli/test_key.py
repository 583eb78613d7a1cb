"""API keys on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tests.doors.cli.conftest import Run


def test_made_listed_and_revoked(book: Path, toprung: Run) -> None:
    made, listed, revoked, after = toprung(
        book,
        "key make Warehouse --role viewer --json",
        "key list",
        "key revoke Warehouse",
        "key list --json",
    )

    told = json.loads(made.out)
    assert told["key"].startswith("toprung_")
    assert told["role"] == "viewer"
    assert "Warehouse" in listed.out
    assert told["key"] not in listed.out
    assert "opens nothing any more" in revoked.out
    assert json.loads(after.out)[0]["revoked_at"]


def test_what_cannot_be_done(book: Path, toprung: Run) -> None:
    nameless, king, unknown = toprung(book, "key make", "key make X --role king", "key revoke Nobody")

    assert (nameless.exit_code, king.exit_code, unknown.exit_code) == (2, 2, 2)
    assert "“king” is no role" in king.err
    assert "There is no API key “Nobody”" in unknown.err
