"""Success plans: differences in words, and when a milestone is overdue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from toprung.doctrine.plans import (
    PlanContent,
    PlannedMilestone,
    PlannedOutcome,
    differences,
    due_day,
    is_overdue,
    told,
)

NAMES = {"member:3": "Chidi Mensah", "stakeholder:12": "Dana Ito"}
CLOSE = PlannedOutcome(
    "O-1",
    "Cut close time",
    "numeric",
    metric="days to close",
    unit="days",
    direction="decrease",
    baseline=Decimal(9),
    target=Decimal(5),
    due_on=date(2027, 6, 30),
    validator="stakeholder:12",
    primary=True,
)
MAP = PlannedMilestone(1, "Map the ledgers", "O-1", owner="member:3", due_on=date(2027, 2, 1))
FIRST = PlanContent("Close the books in five days", (CLOSE,), (MAP,))


def changed(**fields: object) -> PlanContent:
    """The first version with other terms of its outcome."""
    return replace(FIRST, outcomes=(replace(CLOSE, **fields),))  # type: ignore[arg-type]


def test_the_same_says_so() -> None:
    assert differences(FIRST, FIRST, NAMES) == ()
    assert told(()) == "Nothing differs."


def test_a_target_and_a_milestone_in_one_sentence() -> None:
    ledgers = PlannedMilestone(2, "Import ledgers", "O-1", due_on=date(2027, 3, 3))
    after = replace(changed(target=Decimal("4.00")), milestones=(MAP, ledgers))

    assert told(differences(FIRST, after, NAMES)) == (
        "Target of “Cut close time” from 5 to 4 days; milestone “Import ledgers” added, due 3 Mar 2027."
    )


@pytest.mark.parametrize(
    ("fields", "phrase"),
    [
        ({"statement": "Close in a week"}, "Outcome “Cut close time” now reads “Close in a week”"),
        ({"due_on": date(2027, 7, 31)}, "Due day of “Cut close time” from 30 Jun 2027 to 31 Jul 2027"),
        ({"due_on": None}, "Due day of “Cut close time” taken out; it was 30 Jun 2027"),
        ({"due_on": None, "due_days": 90}, "Due day of “Cut close time” from 30 Jun 2027 to 90 days after go-live"),
        ({"baseline": None}, "Baseline of “Cut close time” taken out; it was 9 days"),
        ({"validator": "name:Li Wei"}, "Validator of “Cut close time” from Dana Ito to Li Wei"),
        ({"primary": False}, "Outcome “Cut close time” is no longer the primary one"),
        ({"first_value": True}, "Outcome “Cut close time” is now the first value one"),
        (
            {"value_per_unit": Decimal(1200), "value_period": "month"},
            "Worth of one unit of “Cut close time” set to 1200 a month",
        ),
    ],
)
def test_each_term_has_its_words(fields: dict[str, object], phrase: str) -> None:
    assert differences(FIRST, changed(**fields), NAMES) == (phrase,)


def test_outcomes_come_and_go() -> None:
    audit = PlannedOutcome("O-2", "Pass the audit", "status", due_on=date(2027, 9, 1))

    assert differences(FIRST, replace(FIRST, outcomes=(CLOSE, audit)), NAMES) == (
        "Outcome “Pass the audit” added, due 1 Sep 2027",
    )
    assert differences(FIRST, replace(FIRST, outcomes=()), NAMES) == ("Outcome “Cut close time” taken out",)


def test_milestones_change_and_go() -> None:
    audit = PlannedOutcome("O-2", "Pass the audit", "status")
    moved = replace(MAP, title="Map all ledgers", owner="stakeholder:12", outcome="O-2", due_on=None, due_days=30)

    assert differences(
        replace(FIRST, outcomes=(CLOSE, audit)), PlanContent(FIRST.purpose, (CLOSE, audit), (moved,)), NAMES
    ) == (
        "Milestone “Map the ledgers” now reads “Map all ledgers”",
        "Milestone “Map all ledgers” now serves “Pass the audit”",
        "Due day of milestone “Map all ledgers” from 1 Feb 2027 to 30 days after go-live",
        "Owner of milestone “Map all ledgers” from Chidi Mensah to Dana Ito",
    )
    assert differences(FIRST, replace(FIRST, milestones=()), NAMES) == ("Milestone “Map the ledgers” taken out",)


def test_a_long_text_is_cut() -> None:
    [phrase] = differences(FIRST, replace(FIRST, purpose="x" * 100), NAMES)

    assert phrase == f"Purpose of the plan from Close the books in five days to {'x' * 70}…"


def test_a_due_day_stands_by_itself_or_counts_from_go_live() -> None:
    assert due_day(date(2027, 1, 5), 30, date(2027, 1, 1)) == date(2027, 1, 5)
    # 1 Jan 2027 + 30 days = 31 Jan 2027
    assert due_day(None, 30, date(2027, 1, 1)) == date(2027, 1, 31)
    assert due_day(None, 30, None) is None
    assert due_day(None, None, date(2027, 1, 1)) is None


def test_overdue_begins_the_day_after() -> None:
    due = date(2027, 1, 31)

    assert not is_overdue(due, True, due)
    assert is_overdue(due, True, date(2027, 2, 1))
    assert not is_overdue(due, False, date(2027, 2, 1))
    assert not is_overdue(None, True, date(2027, 2, 1))
