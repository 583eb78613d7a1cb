"""An account's use, and an outcome measured from it, on the command line as of 2 March 2026."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.doors.cli.conftest import Run

_OUTCOMES = """\
account,outcome,statement,kind,metric,unit,direction,baseline,target,mechanism,features
Birch Logistics,matched,Match 3 invoices a week automatically instead of 0,numeric,matched,invoices,increase,0,3,\
It matches,matched
"""
_EVENTS = "account,user,name,occurred_at\n" + "".join(
    f"Birch Logistics,{user},{name},{day}T09:00:00Z\n"
    for day, user, name in (
        ("2026-02-16", "ana", "matched"),
        ("2026-02-16", "bo", "matched"),
        ("2026-02-18", "ana", "matched"),
        ("2026-02-23", "ana", "matched"),
        ("2026-02-24", "ana", "opened"),
    )
)
_READ = ["measure-from-usage", "Birch Logistics", "matched"]
_WEEKLY = [*_READ, "--value", "events", "--event", "matched", "--per", "week"]


@pytest.fixture
def used(book: Path, toprung: Run) -> Path:
    """Birch Logistics with an outcome, and events of two weeks."""
    (book / "outcomes.csv").write_text(_OUTCOMES, encoding="utf-8")
    (book / "events.csv").write_text(_EVENTS, encoding="utf-8")
    ran = toprung(book, "import outcomes outcomes.csv", "import events events.csv", "evaluate")
    assert [one.exit_code for one in ran] == [0, 0, 0], ran
    return book


def test_a_preview_saves_nothing_and_saving_measures_at_once(used: Path, toprung: Run) -> None:
    shown, before, saved, after = toprung(
        used, [*_WEEKLY, "--preview", "--json"], [*_READ, "--json"], [*_WEEKLY, "--json"], _READ
    )
    told = json.loads(shown.out)
    # 16-22 February: three by Wednesday, which meets the target, and three at its end; 23 February to 1 March: one.
    assert [(v["day"], v["value"], v["share"], v["early"]) for v in told["values"]] == [
        ("2026-02-18", "3", "1", True),
        ("2026-02-22", "3", "1", False),
        ("2026-03-01", "1", "0.333333", False),
    ]
    assert (told["saved"], told["added"]) == (False, 3)
    assert json.loads(before.out) is None
    assert json.loads(saved.out)["saved"] is True
    assert "number of “matched”, per week" in after.out
    again, stopped, nothing = toprung(used, [*_WEEKLY, "--preview", "--json"], [*_READ, "--stop"], _READ)
    assert json.loads(again.out)["added"] == 0
    assert "the values so far stay" in stopped.out
    assert "not read from usage" in nothing.out


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--value", "clicks", "--event", "matched"], "--value “clicks” is unknown"),
        (["--value", "events"], "Name at least one event"),
        (["--value", "sum", "--event", "matched"], "Name the property"),
        (["--value", "events", "--event", "matched", "--times", "x"], "is no number"),
        (["--value", "events", "--event", "matched", "--times", "nan"], "is multiplied by 0.000001 to 1,000,000"),
        (["--value", "events", "--event", "matched", "--times", "infinity"], "is multiplied by 0.000001 to 1,000,000"),
        (["--preview"], "needs what to look at"),
        (["--stop", "--preview"], "stands alone"),
    ],
)
def test_what_cannot_be_read_is_refused(used: Path, toprung: Run, options: list[str], says: str) -> None:
    (ran,) = toprung(used, [*_READ, *options])
    assert ran.exit_code == 2
    assert says in ran.err


def test_values_are_told_as_people_write_them(used: Path, toprung: Run) -> None:
    (ran,) = toprung(used, [*_WEEKLY, "--preview"])
    assert [line.split() for line in ran.out.splitlines()[1:4]] == [
        ["2026-02-18", "3", "100.0%"],
        ["2026-02-22", "3", "100.0%"],
        ["2026-03-01", "1", "33.3%"],
    ]


def test_why_there_is_no_value_yet_is_said(used: Path, toprung: Run) -> None:
    # Two users in February, of which only the end is known, and three are promised.
    (ran,) = toprung(used, [*_READ, "--value", "users", "--event", "matched", "--per", "month", "--preview"])
    assert "No value yet: the first is there once a whole month since 2026-02-16 is over" in ran.out


def test_without_any_event_there_is_no_value(book: Path, toprung: Run) -> None:
    (book / "outcomes.csv").write_text(_OUTCOMES, encoding="utf-8")
    _, ran = toprung(book, "import outcomes outcomes.csv", [*_WEEKLY, "--preview"])
    assert "No event has come to this workspace yet" in ran.out


def test_use_by_week_feature_and_role(used: Path, toprung: Run) -> None:
    as_json, as_text = toprung(used, ["usage", "Birch Logistics", "--json"], ["usage", "Birch Logistics"])
    told = json.loads(as_json.out)
    assert (told["use"]["users_28"], told["use"]["events_28"]) == (2, 5)
    assert [(f["name"], f["users_28"], f["carries"]) for f in told["features"]["features"]] == [
        ("matched", 2, ["matched"]),
        ("opened", 1, []),
    ]
    assert [(r["role"], r["users_28"]) for r in told["roles"]["roles"]][-1] == (None, 2)
    assert "nobody on file" in as_text.out


def test_without_a_feed_use_is_unknown(book: Path, toprung: Run) -> None:
    (ran,) = toprung(book, ["usage", "Birch Logistics"])
    assert "use is unknown" in ran.out
