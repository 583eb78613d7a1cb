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


def days_of(e: Evidence, day: int) -> tuple[object, ...]:
    """Due, asked, asked afresh, and the asking that nobody answered."""
    check = worded(on(e, ago(day))).check
    return check.due_on, check.asked_on, check.again_on, check.unanswered_on


def test_after_silence_every_30_days_from_the_day_on_which_it_counts_as_no() -> None:
    # Due and asked 110 days ago; the eighth day of silence, 102 days ago, is the day of the no: again 72 days ago.
    edges = {
        110: "due",
        103: "due",
        102: "silent",
        73: "silent",
        72: "due",
        65: "due",
        64: "silent",
        35: "silent",
        34: "due",
        27: "due",
        26: "silent",
        0: "silent",
    }
    assert {day: state_on(BEGUN, day) for day in edges} == edges
    assert days_of(BEGUN, 103) == (ago(110), ago(110), None, None)
    assert days_of(BEGUN, 102) == (ago(110), ago(110), ago(72), ago(110))
    assert days_of(BEGUN, 73) == (ago(110), ago(110), ago(72), ago(110))
    assert days_of(BEGUN, 72) == (ago(72), ago(72), None, ago(110))
    assert days_of(BEGUN, 64) == (ago(72), ago(72), ago(34), ago(72))
    assert days_of(BEGUN, 0) == (ago(34), ago(34), ago(-4), ago(34))


def test_an_answer_ends_the_silence() -> None:
    assert state_on(answered(BEGUN, (90, True)), 72) == "claimed"
    late = answered(BEGUN, (90, False))
    assert [state_on(late, day) for day in (90, 61, 60)] == ["failed", "failed", "due"], "30 days after the answer"
    assert days_of(late, 61) == (ago(60), None, ago(60), None)
    assert days_of(late, 60) == (ago(60), ago(60), None, None), "somebody answered: no silence counts"
    afresh = answered(BEGUN, (70, True))
    assert [state_on(afresh, day) for day in (70, 0)] == ["claimed", "claimed"], "asked afresh, and answered then"


def test_silence_after_a_no_repeats_too() -> None:
    e = answered(BEGUN, (108, False))
    # Asked again 78 days ago, a no by silence 70 days ago, so again 40 days ago.
    assert [state_on(e, day) for day in (71, 70, 41, 40, 33, 32)] == ["due", "silent", "silent", "due", "due", "silent"]


def test_silence_after_a_staged_day_and_after_the_first_import_repeats_from_there() -> None:
    for e in (dataclasses.replace(BEGUN, check_staged_on=ago(50)), dataclasses.replace(BEGUN, asked_from=ago(50))):
        assert [state_on(e, day) for day in (50, 43, 42, 13, 12)] == ["due", "due", "silent", "silent", "due"]
        assert days_of(e, 12) == (ago(12), ago(12), None, ago(50))
    staged = worded(on(dataclasses.replace(BEGUN, check_staged_on=ago(50)), ago(12))).check
    assert staged.staged_on is None, "it was put off once"


def test_a_day_of_the_plan_comes_before_the_thirty_days() -> None:
    live = dataclasses.replace(BEGUN, go_live_on=ago(170))
    # No by silence 102 days ago, asked again 80 days ago by the go-live, and 42 days ago after its silence.
    assert [state_on(live, day) for day in (81, 80, 73, 72, 43, 42)] == [
        *("silent", "due", "due", "silent", "silent", "due"),
    ]
    assert days_of(live, 102) == (ago(110), ago(110), ago(80), ago(110))
    within = dataclasses.replace(BEGUN, go_live_on=ago(195))
    assert state_on(within, 105) == "due", "a day of the plan within the days of silence is the same asking"
    assert days_of(within, 102) == (ago(110), ago(110), ago(72), ago(110))


def test_the_segments_days_decide() -> None:
    policy = dataclasses.replace(BEGUN.policy, check_silence_days=0, check_again_days=1)
    daily = dataclasses.replace(BEGUN, policy=policy)
    # Asked one day, a no on the next, asked again the day after that.
    assert [state_on(daily, day) for day in (110, 109, 108, 107, 106)] == ["due", "silent", "due", "silent", "due"]


def test_a_result_that_fell_is_asked_about_from_its_fall() -> None:
    held = dataclasses.replace(BEGUN, outcomes=(outcome(yes(BEA, 60)),))
    assert state_on(held, 50) == "met", "silent before, and answered by the result"
    fallen = dataclasses.replace(BEGUN, outcomes=(outcome(yes(BEA, 60), no(BEA, 20)),))
    assert days_of(fallen, 20) == (ago(110), ago(20), None, None)
    assert days_of(fallen, 12) == (ago(110), ago(20), ago(-18), ago(20))


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
