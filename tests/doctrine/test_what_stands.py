"""What a word is worth beside a measurement, and after it was taken back; what follows when a result falls."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from tests.doctrine.build import (
    BEA,
    LEO,
    MIA,
    PEOPLE,
    TODAY,
    UNA,
    account,
    ago,
    contract,
    no,
    numeric_outcome,
    outcome,
    result_of,
    value,
    withdraws,
    worded,
    yes,
)

from toprung.doctrine import clocks
from toprung.doctrine.checks import CheckState
from toprung.doctrine.results import ResultState
from toprung.doctrine.signals.renewals import upcoming
from toprung.kernel.days import add_months
from toprung.kernel.vocabulary import Rung


def test_a_bare_yes_does_not_outdo_the_measurement() -> None:
    # From 10 to 5 days: 8.5 is 30% of the way, whatever a later yes without a number says.
    said = yes(BEA, 5, words="Close went from 10 to 5 days")
    e = account(
        stakeholders=PEOPLE, go_live_on=ago(100), outcomes=(numeric_outcome(said, readings=(value(20, "8.5"),)),)
    )
    assert result_of(e).progress == Decimal("0.3")
    assert result_of(e).state is ResultState.FRESH, "all four tests and a quarter of the promise: validated at 30%"
    verdict = worded(e)
    assert verdict.achieved is not None
    assert verdict.achieved.reached_on is None, "OAR measures the target, not the word"


def test_where_nobody_measures_the_word_says_how_much() -> None:
    said = yes(BEA, 5, words="Close went from 10 to 5 days")
    e = account(stakeholders=PEOPLE, go_live_on=ago(60), outcomes=(numeric_outcome(said),))
    assert result_of(e).progress == 1


def test_a_baseline_reading_is_no_measuring() -> None:
    said = yes(BEA, 5, words="Close went from 10 to 5 days")
    e = account(stakeholders=PEOPLE, go_live_on=ago(60), outcomes=(numeric_outcome(said, readings=(value(70, 10),)),))
    assert result_of(e).progress == 1


def test_a_withdrawn_yes_shows_nothing_but_stays_reached() -> None:
    e = account(stakeholders=PEOPLE, go_live_on=ago(60), outcomes=(outcome(yes(BEA, 30), withdraws(BEA, 5)),))
    verdict = worded(e)
    assert verdict.results[0].state is ResultState.WITHDRAWN
    assert verdict.results[0].progress is None
    assert verdict.ladder.rung < Rung.OUTCOME
    assert verdict.achieved is not None
    assert verdict.achieved.reached_on == ago(30), "reached once stays reached for OAR"


def test_a_no_before_any_yes_disputes_nothing() -> None:
    bob = dataclasses.replace(BEA, name="Bob")
    e = account(stakeholders=(*PEOPLE, bob), go_live_on=ago(60), outcomes=(outcome(no(bob, 20), yes(BEA, 10)),))
    assert result_of(e).state is ResultState.FRESH


def test_a_users_withdrawal_withdraws_no_result() -> None:
    e = account(stakeholders=PEOPLE, go_live_on=ago(60), outcomes=(outcome(yes(UNA, 20), withdraws(UNA, 10)),))
    assert result_of(e).state is ResultState.PROMISED


def test_a_fallen_result_is_asked_for_from_the_day_it_fell() -> None:
    fallen = outcome(yes(BEA, 40), no(BEA, 3))
    e = account(stakeholders=PEOPLE, go_live_on=ago(300), contracts=(contract(300),), outcomes=(fallen,))
    assert worded(e).check.state is CheckState.DUE, "nobody owed an answer while the result stood"
    long_ago = outcome(yes(BEA, 40), no(BEA, 8))
    assert worded(dataclasses.replace(e, outcomes=(long_ago,))).check.state is CheckState.SILENT


def test_a_contract_that_renews_by_itself_has_a_next_renewal() -> None:
    rolled = contract(500, 135, auto_renew=True)
    e = account(contracts=(rolled,))
    assert clocks.renewal(e) == (add_months(ago(135), 12), rolled)
    assert [u.renews_on for u in upcoming(e)] == [add_months(ago(135), 12)]
    assert clocks.term_end(dataclasses.replace(rolled, cancelled_on=ago(200)), TODAY) == ago(135)


def test_a_signed_successor_takes_the_renewal_off_the_list() -> None:
    first, second = contract(300, -65), contract(-65, -430, reference="C-2", signed_on=ago(10))
    assert clocks.renewal(account(contracts=(first,))) == (ago(-65), first)
    assert clocks.renewal(account(contracts=(first, second))) is None


def test_notice_on_one_of_two_contracts_is_no_notice_of_the_account() -> None:
    one, other = contract(300, -65, cancelled_on=ago(4)), contract(300, -100, reference="C-2")
    verdict = worded(account(stakeholders=PEOPLE, go_live_on=ago(290), contracts=(one, other)))
    codes = {reason.code for part in verdict.health.parts for reason in part.reasons}
    assert "forward_notice_given" not in codes
    assert "forward_renewal_without_result" in codes


def test_a_team_lead_alone_then_the_managers_no() -> None:
    e = account("Mid-Market", stakeholders=PEOPLE, go_live_on=ago(60), outcomes=(outcome(yes(LEO, 20), no(MIA, 10)),))
    assert result_of(e).state is ResultState.DISPUTED
