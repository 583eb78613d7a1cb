"""A success plan on the command line, as of 2 March 2026."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.doors.cli.conftest import Run

_OUTCOMES = """\
account,outcome,statement,kind,metric,unit,direction,baseline,target,validator
Birch Logistics,close,Close the books in 5 days instead of 9,numeric,days to close,days,decrease,9,5,Ana Birch
"""
_PEOPLE = "account,name,role,email\nBirch Logistics,Ana Birch,buyer,ana@birch.example\n"


@pytest.fixture
def promised(book: Path, toprung: Run) -> Path:
    """Birch Logistics with an outcome and a buyer."""
    (book / "outcomes.csv").write_text(_OUTCOMES, encoding="utf-8")
    (book / "people.csv").write_text(_PEOPLE, encoding="utf-8")
    ran = toprung(book, "import stakeholders people.csv", "import outcomes outcomes.csv")
    assert [one.exit_code for one in ran] == [0, 0], ran
    return book


def _plan(doing: str, *options: str) -> list[str]:
    return ["plan", doing, "Birch Logistics", *options]


def test_a_plan_from_its_beginning_to_a_second_version(promised: Path, toprung: Run) -> None:
    add = ("--title", "Import ledgers", "--outcome", "close", "--due", "2026-03-01", "--owner", "ana birch")
    ran = toprung(
        promised,
        _plan("show"),
        _plan("start"),
        _plan("add", *add, "--shared"),
        _plan("share"),
        _plan("add", "--title", "Train the team", "--outcome", "close", "--due-days", "30"),
        _plan("differences"),
        _plan("share", "--all"),
        _plan("differences", "--from", "1", "--to", "2"),
        _plan("share"),
        _plan("show"),
        _plan("move", "--milestone", "1", "--state", "done", "--on", "2026-02-20"),
        _plan("show", "--json"),
    )

    said = [" ".join((one.out + one.err).split()) for one in ran]
    assert [one.exit_code for one in ran] == [2, *[0] * 11], said
    assert "has no success plan yet" in said[0]
    assert "Milestone 1 is in the plan: “Import ledgers”." in said[2]
    assert "sees version 1 now" in said[3]
    assert said[5] == "Nothing differs."
    assert "sees version 2 now" in said[6]
    assert said[7].startswith("Milestone “Train the team” added, due 30 days after go-live")
    assert "Nothing differs from version 2" in said[8]
    assert "2 of 2 milestones are overdue" in said[9]
    assert "1. Import ledgers: planned, overdue since 1 Mar 2026, Ana Birch, the customer sees it" in said[9]
    told = json.loads(ran[11].out)
    milestones = [m for outcome in told["outcomes"] for m in outcome["milestones"]]
    assert next(m for m in milestones if m["number"] == 1) == {
        "number": 1,
        "title": "Import ledgers",
        "state": "done",
        "owner": "Ana Birch",
        "due_on": "2026-03-01",
        "overdue": False,
        "done_on": "2026-02-20",
        "said_by": "",
        "customer_sees_it": True,
    }
    assert [version["number"] for version in told["versions"]] == [2, 1]


def test_the_customers_people_are_told_of_a_version_unless_it_is_said_not_to(promised: Path, toprung: Run) -> None:
    ran = toprung(
        promised,
        _plan("start"),
        _plan("share"),
        ["portal", "invite", "Birch Logistics", "Ana Birch"],
        _plan("add", "--title", "Train the team", "--outcome", "close", "--shared"),
        _plan("share"),
        _plan("add", "--title", "Import ledgers", "--outcome", "close", "--shared"),
        _plan("share", "--no-mail"),
    )

    said = [" ".join((one.out + one.err).split()) for one in ran]
    assert [one.exit_code for one in ran] == [0] * 7, said
    assert said[1].endswith("Told by mail: nobody, since nobody there was invited or took part.")
    assert said[4].endswith("sees version 2 now. Told by mail: Ana Birch.")
    assert said[6].endswith("sees version 3 now.")


def test_what_is_missing_is_said(promised: Path, toprung: Run) -> None:
    ran = toprung(
        promised,
        _plan("start", "--template", "None such"),
        _plan("start"),
        _plan("start"),
        _plan("add", "--title", "x"),
        _plan("add", "--title", "x", "--outcome", "close", "--owner", "Nobody"),
        _plan("move"),
        _plan("move", "--milestone", "9", "--state", "done"),
        _plan("differences"),
    )

    said = [one.out + one.err for one in ran]
    assert [one.exit_code for one in ran] == [2, 0, 2, 2, 2, 2, 2, 0]
    assert "There is: none yet" in said[0]
    assert "a success plan already" in said[2]
    assert "There is no stakeholder “Nobody”" in said[4]
    assert "--milestone N --state planned|in_progress|done|dropped" in said[5]
