"""A person erased on the command line: looked at first, then gone from every byte of the home folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.doors.cli.conftest import Run

_OUTCOMES = """\
account,outcome,statement,kind,metric,unit,direction,baseline,target,validator
Birch Logistics,close,Close the books in 5 days instead of 9,numeric,days to close,days,decrease,9,5,Ana Birch
"""
_PEOPLE = """\
account,name,role,email
Birch Logistics,Ana Birch,buyer,ana@birch.example
Birch Logistics,Ole Berg,manager,ole@birch.example
"""
_WORDS = """\
account,outcome,stakeholder,verdict,occurred_on,value,words,how
Birch Logistics,close,Ana Birch,yes,2026-02-10,5,We do it in five,call
Birch Logistics,close,Ole Berg,yes,2026-02-11,5,Ana Birch told me so,call
"""
_EVENTS = """\
account,user,name,occurred_at
Birch Logistics,ana@birch.example,books_closed,2026-02-10T09:00:00Z
Birch Logistics,ole@birch.example,books_closed,2026-02-10T09:00:00Z
"""
TRACES = (b"ana birch", b"ana@birch.example")


@pytest.fixture
def held(book: Path, toprung: Run) -> Path:
    """Birch Logistics with Ana Birch wherever a file can bring her."""
    files = {"stakeholders": _PEOPLE, "outcomes": _OUTCOMES, "attestations": _WORDS, "events": _EVENTS}
    for kind, text in files.items():
        (book / f"{kind}.csv").write_text(text, encoding="utf-8")
    account = "Birch Logistics"
    ran = toprung(
        book,
        *([f"import {kind} {kind}.csv" for kind in files]),
        ["portal", "ask", account, "Ana Birch", "--outcome", "close", "--note", "Dear Ana Birch, is it so?"],
        ["portal", "invite", account, "ana@birch.example"],
        ["plan", "start", account],
        [
            "plan",
            "add",
            account,
            "--title",
            "Ana Birch signs",
            "--outcome",
            "close",
            "--owner",
            "Ana Birch",
            "--shared",
        ],
        ["plan", "share", account],
        "evaluate",
    )
    assert [one.exit_code for one in ran] == [0] * len(ran), ran
    return book


def _naming(home: Path) -> set[str]:
    """The files of the home folder in whose bytes she is; a lake's file is packed, so its rows are looked at."""
    import pyarrow.parquet as pq

    found = set()
    for path in (path for path in home.rglob("*") if path.is_file()):
        content = path.read_bytes()
        if path.suffix == ".parquet":
            content += str(pq.ParquetFile(path).read().to_pylist()).encode()
        if any(trace in content.lower() for trace in TRACES):
            found.add(path.relative_to(home).parts[0])
    return found


def test_looked_at_then_gone_from_every_file_and_the_chain_verifies(held: Path, toprung: Run) -> None:
    person = ["erase", "Birch Logistics", "Ana Birch"]
    assert _naming(held / "var") >= {"toprung.sqlite3", "lake"}

    looked, told, verified = toprung(held, person, [*person, "--json"], "verify")
    assert [one.exit_code for one in (looked, told, verified)] == [0, 0, 0]
    said = " ".join(looked.out.split())
    assert said.startswith("Erasing Ana Birch of Birch Logistics would take the name and address out of 1 conf")
    assert "1 confirmation of a colleague: whose words name them: these go" in said
    assert "1 event of use: under their address" in said
    assert said.endswith("Nothing was changed. To erase, add --yes; it cannot be undone.")
    seen = json.loads(told.out)
    assert (seen["erased"], seen["goes"]["questions"], seen["goes"]["mails"]) == (False, 1, 3)
    assert _naming(held / "var") >= {"toprung.sqlite3", "lake"}

    done, verified, shown, again = toprung(
        held, [*person, "--yes"], "verify", ["plan", "show", "Birch Logistics"], ["erase", *person[1:]]
    )
    assert [one.exit_code for one in (done, verified, shown, again)] == [0, 0, 0, 2], done
    assert "Ana Birch is called erased person 1 from now on: the name and address are gone from" in " ".join(
        done.out.split()
    )
    assert "erased person 1 signs" in shown.out
    assert "There is no stakeholder “Ana Birch” on file" in " ".join(again.err.split())
    assert _naming(held / "var") == set()


def test_once_more_finds_nothing(held: Path, toprung: Run) -> None:
    ran = toprung(
        held,
        ["erase", "Birch Logistics", "ana@birch.example", "--yes", "--json"],
        ["erase", "Birch Logistics", "erased person 1"],
        ["erase", "Birch Logistics", "erased person 1", "--json"],
    )

    assert [one.exit_code for one in ran] == [0, 0, 0]
    told = json.loads(ran[0].out)
    assert (told["erased"], told["person"], told["scrubbed"], told["gone"]["events"]) == (
        True,
        "erased person 1",
        True,
        1,
    )
    assert "was erased before. No trace is left in the databases." in " ".join(ran[1].out.split())
    assert json.loads(ran[2].out) == {"erased": True, "person": "erased person 1", "gone": {}, "scrubbed": True}
