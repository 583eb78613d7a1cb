"""The 90-day result check: when it is due, what an answer or silence does, and its staging (DOMAIN section 6)."""

from __future__ import annotations

import dataclasses

from tests.doctrine.build import (
    BEA,
    TODAY,
    account,
    ago,
    contract,
    no,
    numeric_outcome,
    on,
    outcome,
    result_of,
    value,
    worded,
    yes,
)

from toprung.doctrine.checks import CheckState, stage_backlog
from toprung.doctrine.evidence import CheckAnswer, Evidence, Money

#: began 200 days ago: due 110 days ago
BEGUN = account(contracts=(contract(200),))


def state_on(e: Evidence, day: int) -> str:
    return worded(on(e, ago(day))).check.state.value


def due(e: Evidence, day: int = 0) -> object:
    return worded(on(e, ago(day))).check.due_on


def answered(e: Evidence, *answers: tuple[int, bool]) -> Evidence:
    return dataclasses.replace(e, checks=tuple(CheckAnswer(ago(day), said) for day, said in answers))


def test_due_90_days_after_contract_start() -> None:
    assert due(BEGUN, 150) == ago(110)
    assert [state_on(BEGUN, day) for day in (111, 110, 103, 102)] == ["not_due", "due", "due", "silent"]


def test_without_a_contract_start_go_live_and_else_first_revenue() -> None:
    assert due(account(go_live_on=ago(80))) == ago(-10)
    assert due(account(money=Money(first_on=ago(80)))) == ago(-10)
    assert due(account(go_live_on=ago(80), contracts=(contract(100),)), 20) == ago(10)
    assert worded(account(go_live_on=None)).check.state is CheckState.NOT_DUE


def test_again_90_days_after_a_later_go_live() -> None:
    e = answered(dataclasses.replace(BEGUN, go_live_on=ago(150)), (108, True))
    # Due 110 days ago by the contract, answered; again 60 days ago by the go-live.
    assert [state_on(e, day) for day in (107, 61, 60, 52)] == ["claimed", "claimed", "due", "silent"]


def test_an_earlier_go_live_asks_nothing_more() -> None:
    e = answered(dataclasses.replace(BEGUN, go_live_on=ago(210)), (108, True))
    assert [state_on(e, day) for day in (107, 60, 0)] == ["claimed"] * 3


def test_a_yes_without_a_result_is_claimed_and_lifts_nothing() -> None:
    e = answered(BEGUN, (108, True))
    assert state_on(e, 0) == "claimed"
    assert worded(e).ladder == worded(BEGUN).ladder
    assert worded(e).health == worded(BEGUN).health


def test_after_a_no_every_30_days() -> None:
    e = answered(BEGUN, (108, False))
    assert [state_on(e, day) for day in (107, 79, 78, 71, 70)] == ["failed", "failed", "due", "due", "silent"]
    twice = answered(BEGUN, (108, False), (75, False))
    assert [state_on(twice, day) for day in (74, 46, 45)] == ["failed", "failed", "due"]


def test_a_yes_about_a_result_that_has_fallen_since_is_asked_again() -> None:
    fallen = outcome(yes(BEA, 60), no(BEA, 20))
    e = answered(dataclasses.replace(BEGUN, outcomes=(fallen,)), (108, True))
    assert [state_on(e, day) for day in (20, 13, 12)] == ["due", "due", "silent"]
    assert worded(on(e, ago(20))).check.asked_on == ago(20)
    assert state_on(answered(e, (108, True), (19, True)), 12) == "claimed", "answered since"
    assert state_on(answered(e, (108, True), (19, False)), 12) == "failed"


def test_one_more_bad_reading_does_not_ask_again() -> None:
    """Lost 60 days ago, when the value fell; that it is still low 10 days ago is no new fall."""
    lost = numeric_outcome(yes(BEA, 90), readings=(value(90, 5), value(60, 10), value(10, 10)))
    e = answered(dataclasses.replace(BEGUN, outcomes=(lost,)), (50, True))
    assert result_of(e).fell_on == ago(60)
    assert state_on(e, 0) == "claimed"


def test_a_milestone_that_is_taken_back_asks_nothing() -> None:
    milestone = outcome(yes(BEA, 60), no(BEA, 20), statement="Complete onboarding")
    assert state_on(answered(dataclasses.replace(BEGUN, outcomes=(milestone,)), (108, True)), 0) == "claimed"


def test_nobody_was_asked_before_the_first_import() -> None:
    e = dataclasses.replace(BEGUN, asked_from=ago(5))
    assert [state_on(e, day) for day in (110, 5, 0)] == ["due"] * 3
    assert worded(e).check.asked_on == ago(5)
    assert state_on(dataclasses.replace(BEGUN, asked_from=ago(8)), 0) == "silent"
    assert [state_on(dataclasses.replace(BEGUN, asked_from=ago(150)), day) for day in (103, 102)] == ["due", "silent"]


def test_a_standing_result_answers_it() -> None:
    e = dataclasses.replace(BEGUN, outcomes=(outcome(yes(BEA, 5)),))
    assert worded(e).check.state is CheckState.MET


def test_prospects_and_former_accounts_owe_nothing() -> None:
    former = account(contracts=(contract(500, 100),))
    assert worded(former).check.state is CheckState.NOT_DUE


def test_a_staged_check_waits_for_its_day() -> None:
    e = dataclasses.replace(BEGUN, check_staged_on=ago(10))
    assert [state_on(e, day) for day in (11, 10, 3, 2)] == ["staged", "due", "due", "silent"]
    assert worded(on(e, ago(11))).check.staged_on == ago(10)
    assert worded(on(e, ago(11))).check.is_due
    once_answered = answered(e, (9, False))
    assert worded(once_answered).check.staged_on is None


def test_staging_spreads_by_renewal_date() -> None:
    staged = stage_backlog([("none", None), ("late", ago(-300)), ("soon", ago(-20)), ("next", ago(-20))], TODAY, 90)
    # Four over 90 days: 0, 22, 45 and 67 days after the import; equal renewals by name.
    assert staged == {"next": TODAY, "soon": ago(-22), "late": ago(-45), "none": ago(-67)}
    assert stage_backlog([], TODAY, 90) == {}
