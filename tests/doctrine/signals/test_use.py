"""Signals about use: falling, without outcome, and missing below a rung."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

import pytest
from tests.doctrine.build import (
    BEA,
    account,
    ago,
    changed,
    found,
    no,
    numeric_outcome,
    silent,
    successful,
    value,
    weeks,
    yes,
)

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.signals.adoption_without_outcome import adopted_since
from toprung.kernel.days import OffSeason, Rhythm


def used(*users: int, **facts: Any) -> Evidence:
    return account(go_live_on=ago(400), usage=weeks(*users), **facts)


@pytest.mark.parametrize(
    ("users", "falls", "why"),
    [
        # Base: the four weeks before the two readings, 10 on average; 30% down is 7.
        ((10, 10, 10, 10, 7, 7), True, "both readings are down by 30%"),
        ((10, 10, 10, 10, 8, 7), False, "the first is not"),
        ((10, 10, 10, 10, 7, 8), False, "the second is not"),
        ((12, 8, 11, 9, 7, 7), True, "an average of 10"),
        ((4, 5, 5, 5, 0, 0), False, "a base of 4.75 is too small"),
        ((5, 5, 5, 5, 3, 3), True, "a base of 5 will do: 5 x 0.7 = 3.5"),
        ((10, 10, 10, 10, 10, 10), False, "nothing fell"),
        ((0, 0, 0, 0, 0, 0), False, "there was nothing to fall"),
    ],
)
def test_adoption_falling(users: tuple[int, ...], falls: bool, why: str) -> None:
    assert bool(found(used(*users), "adoption_falling")) is falls, why


def test_adoption_falling_says_from_what_to_what() -> None:
    (finding,) = found(used(10, 10, 10, 11, 7, 6), "adoption_falling")
    assert finding.reason.text == "6 active users in the week of 23 Mar 2026, where there were 10.2."


def test_adoption_falling_not_when_the_whole_book_fell() -> None:
    assert not found(used(10, 10, 10, 10, 5, 5, book_falling=True), "adoption_falling")


def test_adoption_falling_year_on_year_where_there_is_a_year() -> None:
    # Users of 54 weeks, oldest first; the readings are the last two, a year before them the first two.
    quiet_each_spring = [6, 6, *[20] * 50, 6, 6]
    assert not found(used(*quiet_each_spring), "adoption_falling")
    fell_in_a_year = [20, 20, *[20] * 50, 6, 6]
    (finding,) = found(used(*fell_in_a_year), "adoption_falling")
    assert "where there were 20" in finding.reason.text
    a_week_short = quiet_each_spring[1:]
    assert found(used(*a_week_short), "adoption_falling"), "without a year the four weeks before are the measure"


def test_adoption_falling_by_months() -> None:
    usage = weeks(10, 10, 10, 10, 6, 6, rhythm=Rhythm.MONTH)
    e = account(go_live_on=ago(400), usage=usage, policy={"rhythm": Rhythm.MONTH})
    assert found(e, "adoption_falling")


def test_adoption_falling_passes_over_the_off_season() -> None:
    e = used(10, 10, 10, 10, 10, 10, 0, 0)
    assert found(e, "adoption_falling")
    assert not found(changed(e, off_season=(OffSeason.parse("03-15..04-15"),)), "adoption_falling")


def test_adoption_falling_needs_a_feed() -> None:
    assert not found(account(go_live_on=ago(400)), "adoption_falling")


def test_adoption_without_outcome_after_sixty_days_on_rung_two() -> None:
    # Users from the week of 29 December on: adopted first at the end of the third week, 18 January, 72 days ago.
    e = used(*[3] * 13)
    assert adopted_since(e, ago(400)) == ago(72)
    (finding,) = found(e, "adoption_without_outcome")
    assert finding.reason.text == "Adopted since 18 Jan 2026, and no outcome to show for it."
    assert not found(used(*[3] * 11), "adoption_without_outcome"), "58 days"
    assert found(changed(used(*[3] * 11), adopted_days=58), "adoption_without_outcome")


def test_adoption_without_outcome_counts_from_go_live() -> None:
    e = dataclasses.replace(used(*[3] * 26), go_live_on=ago(59))
    assert not found(e, "adoption_without_outcome")
    assert found(dataclasses.replace(e, go_live_on=ago(60)), "adoption_without_outcome")


def test_adoption_without_outcome_begins_anew_after_a_gap() -> None:
    # Two empty weeks leave only two of four: the run began anew.
    assert not found(used(*[3] * 12, 0, 0, *[3] * 6), "adoption_without_outcome")
    assert found(used(*[3] * 12, 0, *[3] * 6), "adoption_without_outcome"), "one empty week is within three of four"


def test_adoption_without_outcome_only_for_days_without_one() -> None:
    e = used(*[3] * 52)
    assert not found(
        dataclasses.replace(e, outcomes=(numeric_outcome(readings=(value(10, 7),)),)), "adoption_without_outcome"
    )
    # An outcome until 220 - 180 = 40 days ago held it on rung 3.
    faded = dataclasses.replace(e, outcomes=(numeric_outcome(readings=(value(220, 7),)),))
    assert not found(faded, "adoption_without_outcome")
    long_ago = dataclasses.replace(e, outcomes=(numeric_outcome(readings=(value(240, 7),)),))
    assert found(long_ago, "adoption_without_outcome"), "60 days ago"
    slipped = dataclasses.replace(e, outcomes=(numeric_outcome(readings=(value(100, 7), value(50, 10))),))
    assert not found(slipped, "adoption_without_outcome"), "on rung 3 until 50 days ago"


def test_adoption_without_outcome_after_a_result_that_lapsed_or_is_disputed() -> None:
    e = account(go_live_on=ago(800), usage=weeks(*[3] * 52))
    # Confirmed 400 days ago, it stood until 35 days ago.
    lapsed = numeric_outcome(yes(BEA, 400, value=Decimal(5)))
    assert not found(dataclasses.replace(e, outcomes=(lapsed,)), "adoption_without_outcome")
    disputed = numeric_outcome(yes(BEA, 300, value=Decimal(5)), no(BEA, 20))
    assert not found(dataclasses.replace(e, outcomes=(disputed,)), "adoption_without_outcome")


def test_hollow_rung_names_the_gaps() -> None:
    (finding,) = found(successful(usage=silent(60)), "hollow_rung")
    assert finding.reason.text == "It stands on Measurable result without Activity and Adoption below."
    assert not found(successful(), "hollow_rung")
    assert not found(successful(usage=None), "hollow_rung"), "unknown is no gap"
