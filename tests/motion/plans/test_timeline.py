"""Where milestones lie on the plan's line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from toprung.kernel.vocabulary import MilestoneState
from toprung.motion.plans.timeline import timeline

TODAY = date(2026, 3, 31)


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone as far as the line asks."""

    number: int
    due: date | None
    overdue: bool = False
    title: str = "Step"
    state: MilestoneState = MilestoneState.PLANNED


def test_without_a_day_there_is_no_line() -> None:
    assert timeline([], TODAY) is None
    assert timeline([Step(1, None)], TODAY) is None


def test_places_are_shares_of_the_days_with_a_week_on_both_sides() -> None:
    line = timeline([Step(1, date(2026, 3, 17), overdue=True), Step(2, date(2026, 5, 12)), Step(3, None)], TODAY)

    # From 10 March to 19 May: 70 days. 17 March is day 7, 31 March day 21, 12 May day 63.
    assert line is not None
    assert [(row.at, row.late) for row in line.rows] == [("10.0%", True), ("90.0%", False)]
    assert line.today == "30.0%"
    # 1 April is day 22, 1 May day 52.
    assert [(tick.day, tick.at) for tick in line.ticks] == [(date(2026, 4, 1), "31.4%"), (date(2026, 5, 1), "74.3%")]
    assert [step.number for step in line.undated] == [3]


def test_one_milestone_due_today_still_has_a_line() -> None:
    line = timeline([Step(1, TODAY)], TODAY)

    assert line is not None
    assert (line.rows[0].at, line.today) == ("50.0%", "50.0%")


def test_a_line_of_years_has_few_marks() -> None:
    line = timeline([Step(1, date(2020, 1, 31)), Step(2, date(2029, 12, 31))], TODAY)

    # 120 months: a mark each 24 months, 5 of them.
    assert line is not None
    assert [tick.day.year for tick in line.ticks] == [2020, 2022, 2024, 2026, 2028]
