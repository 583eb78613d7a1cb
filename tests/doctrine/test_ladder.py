"""The ladder: the highest rung with evidence, its gaps, and what is unknown (DOMAIN section 3)."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest
from tests.doctrine.build import (
    BEA,
    UNA,
    account,
    ago,
    changed,
    numeric_outcome,
    on,
    outcome,
    silent,
    value,
    weeks,
    with_outcome,
    worded,
    yes,
)

from toprung.doctrine.evidence import Evidence, PeriodUse, Usage
from toprung.doctrine.ladder import Ladder, Says, users_needed
from toprung.doctrine.policy import DEFAULTS
from toprung.kernel.days import OffSeason, Rhythm
from toprung.kernel.vocabulary import Rung


def ladder(e: Evidence) -> Ladder:
    return worded(e).ladder


def says(e: Evidence, rung: Rung) -> str:
    """The text of that rung's evidence."""
    return ladder(e).evidence[rung - 1].reason.text


LIVE = account(go_live_on=ago(300))
USED = dataclasses.replace(LIVE, usage=weeks(3, 3, 3, 3))


def test_nothing_known_is_off_the_ladder_and_says_so() -> None:
    found = ladder(LIVE)
    assert found.rung is Rung.OFF
    assert found.unknown == (Rung.ACTIVITY, Rung.ADOPTION)
    assert found.gaps == ()
    assert says(LIVE, Rung.ACTIVITY) == "No usage feed is connected, so use is unknown."


@pytest.mark.parametrize(("days", "rung"), [(0, Rung.ACTIVITY), (27, Rung.ACTIVITY), (28, Rung.OFF), (400, Rung.OFF)])
def test_activity_is_one_event_in_28_days(days: int, rung: Rung) -> None:
    # 28 days up to and including today began 27 days ago.
    assert ladder(dataclasses.replace(LIVE, usage=silent(days))).rung is rung


def test_a_connected_feed_that_never_saw_it_says_no() -> None:
    e = dataclasses.replace(LIVE, usage=silent())
    assert ladder(e).says(Rung.ACTIVITY) is Says.NO
    assert says(e, Rung.ACTIVITY) == "A usage feed is connected and has never seen this account."


@pytest.mark.parametrize(("days", "known"), [(27, True), (26, False), (0, False)])
def test_silence_before_the_feed_was_connected_is_unknown(days: int, known: bool) -> None:
    e = dataclasses.replace(LIVE, usage=dataclasses.replace(silent(), fed_since=ago(days)))
    assert ladder(e).says(Rung.ACTIVITY) is (Says.NO if known else Says.UNKNOWN)
    if not known:
        told = "only: too short a time to say that there was no use."
        assert says(e, Rung.ACTIVITY).startswith("The usage feed tells of days since ")
        assert says(e, Rung.ACTIVITY).endswith(told)
    used = dataclasses.replace(e, usage=dataclasses.replace(silent(days), fed_since=ago(days)))
    assert ladder(used).says(Rung.ACTIVITY) is Says.YES


@pytest.mark.parametrize(
    ("users", "since", "found"),
    [
        ((2, 2, 2, 2), 0, Says.YES),
        ((0, 2, 2, 2), 1, Says.YES),
        ((0, 0, 2, 2), 2, Says.UNKNOWN),
        ((0, 0, 0, 2), 2, Says.UNKNOWN),
        ((0, 0, 0, 0), 2, Says.NO),
        ((0, 2, 0, 2), 1, Says.UNKNOWN),
        ((0, 2, 0, 0), 1, Says.NO),
        ((0, 0, 0, 0), 1, Says.NO),
        ((0, 0, 0, 0), 3, Says.UNKNOWN),
    ],
)
def test_adoption_is_unknown_as_long_as_unknown_weeks_could_complete_it(
    users: tuple[int, ...], since: int, found: Says
) -> None:
    # Connected from the Monday on with which the week number `since` begins.
    usage = weeks(*users)
    e = dataclasses.replace(LIVE, usage=dataclasses.replace(usage, fed_since=usage.periods[since].start))
    assert ladder(e).says(Rung.ADOPTION) is found


def test_a_week_in_which_the_feed_was_connected_is_not_wholly_known() -> None:
    usage = weeks(0, 0, 1, 2)
    tuesday = usage.periods[1].start + timedelta(days=1)
    known, half = (dataclasses.replace(usage, fed_since=day) for day in (usage.periods[1].start, tuesday))
    assert ladder(dataclasses.replace(LIVE, usage=known)).says(Rung.ADOPTION) is Says.NO
    assert ladder(dataclasses.replace(LIVE, usage=half)).says(Rung.ADOPTION) is Says.UNKNOWN


def test_an_unknown_rung_below_is_no_gap() -> None:
    young = dataclasses.replace(silent(), fed_since=ago(3))
    found = ladder(with_outcome(dataclasses.replace(LIVE, usage=young), outcome(yes(BEA, 5))))
    assert (found.rung, found.gaps, found.hollow) == (Rung.RESULT, (), False)
    assert found.unknown == (Rung.ACTIVITY, Rung.ADOPTION)


@pytest.mark.parametrize(
    ("users", "adopted"),
    [
        ((2, 2, 2, 2), True),
        ((2, 0, 2, 2), True),
        ((2, 2, 1, 1), False),
        ((9, 9, 1, 1), False),
        ((2, 2, 2, 0, 0), False),
    ],
)
def test_adoption_is_enough_users_in_three_of_four_weeks(users: tuple[int, ...], adopted: bool) -> None:
    e = dataclasses.replace(LIVE, usage=weeks(*users))
    assert (ladder(e).says(Rung.ADOPTION) is Says.YES) is adopted


@pytest.mark.parametrize(
    ("segment", "seats", "needed"),
    [
        ("SMB", None, 2),
        ("SMB", 500, 2),
        ("SMB", 1, 1),
        ("Mid-Market", None, 3),
        ("Mid-Market", 30, 3),
        ("Mid-Market", 31, 4),  # 10% of 31 is 3.1: four people
        ("Mid-Market", 200, 20),
        ("Mid-Market", 2, 2),
        ("Enterprise", None, 5),
        ("Enterprise", 50, 5),
        ("Enterprise", 1000, 100),
        ("Enterprise", 4, 4),
        ("Enterprise", 0, 1),
    ],
)
def test_users_needed_by_segment_and_seats(segment: str, seats: int | None, needed: int) -> None:
    assert users_needed(DEFAULTS[segment], seats) == needed


def test_weeks_run_from_monday_to_sunday_and_only_whole_ones_count() -> None:
    mondays = (date(2026, 3, 9), date(2026, 3, 16), date(2026, 3, 23))
    usage = Usage(Rhythm.WEEK, tuple(PeriodUse(m, 2) for m in mondays), ago(2), ago(200))
    e = dataclasses.replace(LIVE, usage=usage)
    assert ladder(on(e, date(2026, 3, 29))).says(Rung.ADOPTION) is Says.YES, "Sunday: the third week is whole"
    assert ladder(on(e, date(2026, 3, 28))).says(Rung.ADOPTION) is Says.NO, "Saturday: it is not"


def test_months_and_quarters() -> None:
    for rhythm in (Rhythm.MONTH, Rhythm.QUARTER):
        e = account(go_live_on=ago(900), usage=weeks(2, 2, 2, 2, rhythm=rhythm), policy={"rhythm": rhythm})
        assert ladder(e).says(Rung.ADOPTION) is Says.YES
        assert rhythm.value in says(e, Rung.ADOPTION)


def test_off_season_weeks_do_not_count() -> None:
    e = dataclasses.replace(LIVE, usage=weeks(2, 2, 2, 2, 0, 0))
    assert ladder(e).says(Rung.ADOPTION) is Says.NO
    assert ladder(changed(e, off_season=(OffSeason.parse("03-16..04-30"),))).says(Rung.ADOPTION) is Says.YES


@pytest.mark.parametrize(("day", "amount", "rung"), [(180, "8.75", 3), (181, "8.75", 2), (180, "8.76", 2)])
def test_an_outcome_is_a_quarter_of_the_change_within_180_days(day: int, amount: str, rung: int) -> None:
    assert ladder(with_outcome(USED, numeric_outcome(readings=(value(day, amount),)))).rung == rung


def test_a_milestone_is_no_outcome() -> None:
    done = outcome(statement="Train 40 users by May", readings=(value(5, 1),))
    e = with_outcome(USED, done)
    assert ladder(e).rung is Rung.ADOPTION
    assert says(e, Rung.OUTCOME) == "What is on file is work on the product, not a change in the customer's business."


def test_a_confirmation_by_the_wrong_person_is_rung_three() -> None:
    assert ladder(with_outcome(USED, outcome(yes(UNA, 5)))).rung is Rung.OUTCOME


def test_a_standing_result_is_rung_four_without_gaps() -> None:
    found = ladder(with_outcome(USED, outcome(yes(BEA, 5))))
    assert found.rung is Rung.RESULT
    assert not found.hollow


def test_lower_rungs_that_say_no_are_gaps() -> None:
    e = with_outcome(dataclasses.replace(LIVE, usage=silent(60)), outcome(yes(BEA, 5)))
    found = ladder(e)
    assert (found.rung, found.gaps, found.hollow) == (Rung.RESULT, (Rung.ACTIVITY, Rung.ADOPTION), True)
    unknown = ladder(dataclasses.replace(e, usage=None))
    assert (unknown.rung, unknown.gaps, unknown.hollow) == (Rung.RESULT, (), False)


def test_the_rung_is_the_highest_with_evidence() -> None:
    used_by_one = dataclasses.replace(LIVE, usage=weeks(1, 1, 1, 1))
    found = ladder(with_outcome(used_by_one, numeric_outcome(readings=(value(5, 7),))))
    assert (found.rung, found.gaps) == (Rung.OUTCOME, (Rung.ADOPTION,))


def test_an_old_measurement_under_a_result_that_stands_is_a_gap() -> None:
    old = numeric_outcome(yes(BEA, 200, value=None), readings=(value(200, 5),), statement="A calmer month end")
    e = with_outcome(USED, dataclasses.replace(old, attestations=(yes(BEA, 200, words="We cut days to close by 50%"),)))
    found = ladder(e)
    assert (found.rung, found.gaps) == (Rung.RESULT, (Rung.OUTCOME,))
    assert says(e, Rung.OUTCOME) == "Last measured on 12 Sep 2025, more than 180 days ago."


def test_the_customers_word_alone_is_not_a_missing_measurement() -> None:
    word_only = with_outcome(USED, outcome(yes(BEA, 200)))
    found = ladder(word_only)
    assert (found.rung, found.says(Rung.OUTCOME), found.gaps) == (Rung.RESULT, Says.UNKNOWN, ())


def test_every_rung_says_its_evidence() -> None:
    e = with_outcome(USED, numeric_outcome(readings=(value(10, 7),)))
    assert [r.reason.text for r in ladder(e).evidence] == [
        "Last used on 30 Mar 2026.",
        "At least 2 users were active in 4 of the last 4 whole weeks.",
        "60% of the promised change on 21 Mar 2026: “A faster monthly close”.",
        "“A faster monthly close” is measured and not validated.",
    ]
