"""The customer's side on the command line, as of 2 March 2026."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.doors.cli.conftest import Run

_PEOPLE = "account,name,email,role\nBirch Logistics,Ana Reyes,ana@birch.example,manager\n"
_OUTCOMES = (
    "account,outcome,statement,kind,metric,unit,direction,baseline,target\n"
    "Birch Logistics,close,Close the books in 4 days instead of 9,numeric,days,days,decrease,9,4\n"
)
_ASK = ["portal", "ask", "Birch Logistics", "Ana Reyes", "--outcome", "close"]
_SHOW = ["portal", "show", "Birch Logistics", "--json"]


@pytest.fixture
def people(book: Path, toprung: Run) -> Path:
    """Birch Logistics with a person who can be asked, and a result to ask about."""
    (book / "people.csv").write_text(_PEOPLE, encoding="utf-8")
    (book / "outcomes.csv").write_text(_OUTCOMES, encoding="utf-8")
    ran = toprung(book, "import stakeholders people.csv", "import outcomes outcomes.csv")
    assert [one.exit_code for one in ran] == [0, 0], ran
    return book


def test_asked_shown_and_taken_back(people: Path, toprung: Run) -> None:
    take_back = ["portal", "take-back", *_ASK[2:]]
    asked, twice, shown, taken, again, after = toprung(people, _ASK, _ASK, _SHOW, take_back, take_back, _SHOW)

    assert "Ana Reyes is asked" in asked.out
    assert (twice.exit_code, "Ana Reyes was asked on 2 Mar 2026" in twice.err) == (2, True)
    (one,) = json.loads(shown.out)["asked"]
    assert (one["person"], one["outcome"], one["state"], one["said"]) == ("Ana Reyes", "close", "open", None)
    assert "not asked about “close” any more" in taken.out
    assert (again.exit_code, "has no open question" in again.err) == (2, True)
    assert json.loads(after.out)["asked"][0]["state"] == "taken_back"


def test_what_is_shown_is_on_the_workspaces_clock(people: Path, toprung: Run) -> None:
    asked, shown = toprung(people, _ASK, _SHOW[:-1])

    assert asked.exit_code == 0
    assert re.search(r"Ana Reyes +close +2026-03-02 \d\d:\d\d +open", shown.out), shown.out


def test_invited_and_links_taken_back(people: Path, toprung: Run) -> None:
    invited, revoked = toprung(
        people,
        ["portal", "invite", "Birch Logistics", "ana@birch.example"],
        ["portal", "revoke", "Birch Logistics", "Ana Reyes"],
    )

    assert "Ana Reyes is invited" in invited.out
    assert "0 links of Ana Reyes open no more" in revoked.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["ask", "Birch Logistics"], "Say who: toprung portal ask Birch Logistics PERSON"),
        (["ask", "Birch Logistics", "Ana Reyes"], "Say which result: --outcome ID"),
        (["ask", "Birch Logistics", "Ana Reyes", "--outcome", "none"], "has no outcome “none” on file"),
        (["invite", "Birch Logistics", "Nobody"], "Nobody"),
        (["show", "Nowhere"], "Nowhere"),
    ],
)
def test_what_is_missing_is_said(words: list[str], sentence: str, people: Path, toprung: Run) -> None:
    (ran,) = toprung(people, ["portal", *words])

    assert ran.exit_code == 2
    assert sentence in " ".join(ran.err.split())
