"""Signals about what was promised and how it moves."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from tests.doctrine.build import (
    BEA,
    account,
    ago,
    changed,
    codes,
    contract,
    found,
    no,
    numeric_outcome,
    on,
    outcome,
    silent,
    state,
    successful,
    value,
    with_outcome,
    yes,
)

from toprung.doctrine.evidence import Milestone
from toprung.kernel.vocabulary import Direction, OutcomeKind

LIVE = account(go_live_on=ago(50))


def test_no_named_result() -> None:
    assert codes(LIVE, "no_named_result") == ["unnamed_no_outcome"]
    assert not found(with_outcome(LIVE, outcome()), "no_named_result")
    assert not found(account(contracts=(contract(10, signed_on=ago(20)),)), "no_named_result"), "not live yet"


def test_outcome_not_agreed_until_somebody_agrees_or_confirms() -> None:
    proposed = with_outcome(LIVE, outcome(agreed_on=None))
    assert [f.subject for f in found(proposed, "outcome_not_agreed")] == ["outcome:close"]
    assert not found(with_outcome(LIVE, outcome()), "outcome_not_agreed")
    assert not found(with_outcome(LIVE, outcome(yes(BEA, 3), agreed_on=None)), "outcome_not_agreed")


def test_milestones_are_no_outcomes_to_agree_on() -> None:
    task = outcome(statement="Train 40 users by May", agreed_on=None, validator="")
    assert not found(with_outcome(LIVE, task), "outcome_not_agreed")
    assert not found(with_outcome(LIVE, task), "no_validator")


def test_first_value_late_after_the_goal_from_signature() -> None:
    signed_45_ago = account(go_live_on=ago(20), contracts=(contract(45, signed_on=ago(45)),))
    promised = with_outcome(signed_45_ago, outcome(first_value=True))
    (late,) = found(promised, "first_value_late")
    assert late.reason.text == "No first value by 16 Mar 2026, the goal since the signature on 14 Feb 2026."
    assert not found(on(promised, ago(15)), "first_value_late"), "day 30 is still in time"
    assert not found(with_outcome(promised, outcome(yes(BEA, 1), first_value=True)), "first_value_late")
    assert codes(signed_45_ago, "first_value_late") == ["signal_first_value_unmarked"]


def test_first_value_late_needs_a_signature() -> None:
    assert not found(account(go_live_on=ago(400)), "first_value_late")


def test_measurement_overdue() -> None:
    live = account(go_live_on=ago(200))
    measured = with_outcome(live, numeric_outcome(readings=(value(91, 9),)))
    (overdue,) = found(measured, "measurement_overdue")
    assert overdue.reason.text == (
        "“A faster monthly close” was last measured on 30 Dec 2025; the next value was due on 30 Mar 2026."
    )
    assert not found(with_outcome(live, numeric_outcome(readings=(value(90, 9),))), "measurement_overdue")
    assert codes(with_outcome(live, numeric_outcome()), "measurement_overdue") == ["signal_measurement_missing"]
    assert not found(with_outcome(live, numeric_outcome(agreed_on=ago(90))), "measurement_overdue")


def test_a_state_that_has_come_is_not_measured_again() -> None:
    passed = outcome(readings=(state(150, "passed"),))
    assert not found(with_outcome(account(go_live_on=ago(200)), passed), "measurement_overdue")
    assert found(with_outcome(account(go_live_on=ago(200)), outcome()), "measurement_overdue")


def test_outcome_stalled_on_two_values_a_month_apart() -> None:
    def stalls(*readings: object) -> bool:
        return bool(found(with_outcome(LIVE, numeric_outcome(readings=readings)), "outcome_stalled"))  # type: ignore[arg-type]

    assert stalls(value(40, 9), value(10, 9))
    assert not stalls(value(40, 8), value(10, 9)), "it moved back"
    assert not stalls(value(39, 9), value(10, 9)), "29 days are too close"
    assert not stalls(value(40, 9), value(10, 8))
    assert not stalls(value(10, 9))
    assert not stalls(value(40, 5), value(10, 5)), "the target is met"
    assert not stalls(value(60, 9), value(10, 9)), "the first lies before go-live: it is baseline"


def test_outcome_off_track_by_the_pace_of_the_latest_of_three() -> None:
    # 50 days live, 20% of the change on day 40: the whole of it takes 40 / 0.2 = 200 days, until 28 Aug 2026.
    slow = numeric_outcome(readings=(value(30, 10), value(20, "9.5"), value(10, 9)), due_on=ago(-100))
    (late,) = found(with_outcome(LIVE, slow), "outcome_off_track")
    assert late.reason.text == (
        "At the pace so far “A faster monthly close” is reached on 28 Aug 2026; due on 9 Jul 2026."
    )
    in_time = dataclasses.replace(slow, versions=(dataclasses.replace(slow.terms, due_on=ago(-150)),))
    assert not found(with_outcome(LIVE, in_time), "outcome_off_track"), "28 August is day 150"
    two = dataclasses.replace(slow, readings=slow.readings[1:])
    assert not found(with_outcome(LIVE, two), "outcome_off_track")


def test_outcome_off_track_where_nothing_moved_and_never_for_a_state() -> None:
    still = numeric_outcome(readings=(value(30, 10), value(20, 10), value(10, 10)), due_on=ago(-100))
    assert codes(with_outcome(LIVE, still), "outcome_off_track") == ["signal_off_track_never"]
    not_yet = outcome(readings=(state(30, "no"), state(20, "no"), state(10, "no")), due_on=ago(-100))
    assert not found(with_outcome(LIVE, not_yet), "outcome_off_track")


def test_outcome_missed_the_day_after_its_due_day() -> None:
    due = with_outcome(LIVE, numeric_outcome(due_on=ago(1)))
    assert [f.subject for f in found(due, "outcome_missed")] == ["outcome:close"]
    assert not found(on(due, ago(1)), "outcome_missed")
    reached = with_outcome(LIVE, numeric_outcome(readings=(value(0, 5),), due_on=ago(1)))
    assert not found(reached, "outcome_missed"), "reached at last"


def test_outcome_missed_after_the_oar_window_where_no_day_was_agreed() -> None:
    primary = with_outcome(account(go_live_on=ago(91)), numeric_outcome())
    assert found(primary, "outcome_missed")
    assert not found(on(primary, ago(1)), "outcome_missed"), "day 90 is within the window"
    assert not found(with_outcome(primary, numeric_outcome(primary=False)), "outcome_missed")
    assert not found(changed(primary, oar_days=120), "outcome_missed")


def test_no_next_outcome_once_first_value_is_reached() -> None:
    first = numeric_outcome(readings=(value(10, 5),), first_value=True)
    assert found(with_outcome(LIVE, first), "no_next_outcome")
    following = outcome(reference="audit", primary=False)
    assert not found(with_outcome(LIVE, first, following), "no_next_outcome")
    assert not found(with_outcome(LIVE, numeric_outcome(first_value=True)), "no_next_outcome")


def test_result_lost_with_what_is_left() -> None:
    lost = numeric_outcome(yes(BEA, 40), readings=(value(40, 5), value(10, 9)))
    (finding,) = found(with_outcome(LIVE, lost), "result_lost")
    # From 10 to 5 was promised; at 9 one of five days is left: 20%, under a quarter.
    assert "fell to 20% of the promise on 21 Mar 2026; 25% is the least that counts" in finding.reason.text
    back = dataclasses.replace(lost, readings=(*lost.readings, value(1, 5)))
    assert not found(with_outcome(LIVE, back), "result_lost")


def test_result_disputed_names_who() -> None:
    disputed = numeric_outcome(yes(BEA, 40, value=Decimal(5)), no(BEA, 10))
    (finding,) = found(with_outcome(LIVE, disputed), "result_disputed")
    assert finding.reason.text.startswith("Bea said no to “A faster monthly close” on 21 Mar 2026")
    settled = dataclasses.replace(disputed, attestations=(*disputed.attestations, yes(BEA, 1, value=Decimal(5))))
    assert not found(with_outcome(LIVE, settled), "result_disputed")


def test_result_lapsing_from_the_day_it_is_not_fresh() -> None:
    def on_age(days: int) -> list[str]:
        confirmed = outcome(yes(BEA, days))
        return codes(with_outcome(account(go_live_on=ago(500)), confirmed), "result_lapsing")

    assert on_age(90) == []
    assert on_age(91) == ["signal_result_lapsing"]
    assert on_age(365) == ["signal_result_lapsing"]
    assert on_age(366) == ["signal_result_lapsed"]


def test_result_validated_is_good_news_while_fresh() -> None:
    (good,) = found(successful(), "result_validated")
    assert good.good
    assert (
        good.reason.text == "“A faster monthly close”: 100% of the promise, confirmed on 11 Mar 2026 (grade reported)."
    )
    assert not found(with_outcome(LIVE, numeric_outcome()), "result_validated")


def test_expansion_ready_only_on_solid_ground_and_without_notice() -> None:
    assert [f.good for f in found(successful(), "expansion_ready")] == [True]
    notice = contract(signed_on=ago(210), cancelled_on=ago(3))
    assert not found(successful(contracts=(notice,)), "expansion_ready")
    assert not found(successful(usage=silent(60)), "expansion_ready"), "a hollow rung"
    assert found(successful(usage=None), "expansion_ready"), "unknown use is no gap"
    lapsing = successful(outcomes=(outcome(yes(BEA, 100)),))
    assert not found(lapsing, "expansion_ready"), "not fresh"


def test_an_increasing_metric_stalls_alike() -> None:
    rising = {"direction": Direction.INCREASE, "baseline": Decimal(10), "target": Decimal(20)}
    stuck = numeric_outcome(readings=(value(40, 12), value(5, 12)), **rising)
    assert found(with_outcome(LIVE, stuck), "outcome_stalled")
    moving = numeric_outcome(readings=(value(40, 11), value(5, 12)), **rising)
    assert not found(with_outcome(LIVE, moving), "outcome_stalled")


def test_a_value_to_hold_has_no_pace() -> None:
    hold = numeric_outcome(readings=(value(30, 7), value(20, 7), value(10, 7)), kind=OutcomeKind.HOLD, due_on=ago(-100))
    assert not found(with_outcome(LIVE, hold), "outcome_off_track")


def test_a_value_held_once_and_left_is_lost_and_neither_missed_nor_late() -> None:
    """Held from day 10 after go-live, confirmed, left on the way; due 15 days ago; signed 60 days ago, goal 30 days."""
    hold = {"kind": OutcomeKind.HOLD, "baseline": None, "target": Decimal(5), "due_on": ago(15), "first_value": True}
    kept = numeric_outcome(yes(BEA, 30), readings=(value(40, 5), value(10, 9)), **hold)
    e = account(go_live_on=ago(50), contracts=(contract(60, signed_on=ago(60)),), outcomes=(kept,))
    assert len(found(e, "result_lost")) == 1
    assert not found(e, "outcome_missed")
    assert not found(e, "first_value_late")
    never = with_outcome(e, numeric_outcome(readings=(value(40, 6), value(10, 9)), **hold))
    assert len(found(never, "outcome_missed")) == len(found(never, "first_value_late")) == 1


def test_milestone_overdue_the_day_after_it_was_due() -> None:
    planned = dataclasses.replace(LIVE, milestones=(Milestone("3", "Import ledgers", "close", ago(1)),))
    (overdue,) = found(planned, "milestone_overdue")
    assert overdue.subject == "milestone:3"
    assert overdue.reason.text == (
        "Milestone “Import ledgers” of the success plan was due on 30 Mar 2026 and is still open."
    )
    assert not found(on(planned, ago(1)), "milestone_overdue"), "the due day itself is still in time"
