"""The awkward accounts of the first issue, each by name."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from tests.doctrine import awkward
from tests.doctrine.build import (
    BEA,
    ago,
    changed,
    found,
    numeric_outcome,
    result_of,
    successful,
    value,
    weeks,
    with_outcome,
    worded,
    yes,
)

from toprung.doctrine.evidence import Reading
from toprung.doctrine.ladder import users_needed
from toprung.doctrine.results import ResultState
from toprung.kernel.days import OffSeason
from toprung.kernel.vocabulary import Lifecycle, Rung


def signals(e: object) -> set[str]:
    return {f.signal for f in worded(e).findings}  # type: ignore[arg-type]


def test_enterprise_with_a_result_and_no_usage_left() -> None:
    e = awkward.UNUSED_ENTERPRISE
    verdict = worded(e)
    assert (verdict.ladder.rung, verdict.ladder.gaps) == (Rung.RESULT, (Rung.ACTIVITY, Rung.ADOPTION))
    assert verdict.health.score == 69
    assert "hollow_rung" in signals(e)
    assert "expansion_ready" not in signals(e)
    assert verdict.next_step.code == "step_bring_back_use"


def test_renewed_twice_without_a_result() -> None:
    e = awkward.RENEWED_TWICE
    verdict = worded(e)
    assert verdict.ladder.rung is Rung.ADOPTION
    assert verdict.health.score is not None
    assert verdict.health.score <= 69
    (delayed,) = found(e, "delayed_churner")
    assert "(renewals made so: 2)" in delayed.reason.text
    assert {"renewal_without_result", "adoption_without_outcome", "no_named_result"} <= signals(e)


def test_seasonal() -> None:
    e = awkward.SEASONAL
    assert {Rung.ACTIVITY, Rung.ADOPTION} <= set(worded(e).ladder.gaps)
    in_season = changed(e, off_season=(OffSeason.parse("12-25..03-31"),))
    assert worded(in_season).ladder.gaps == (), "days out of season do not count for any rung"
    assert worded(in_season).health.caps == ()
    assert "adoption_falling" not in signals(in_season)


def test_no_go_live() -> None:
    e = awkward.NO_GO_LIVE
    verdict = worded(e)
    assert verdict.lifecycle is Lifecycle.IMPLEMENTING
    assert verdict.achieved is None, "the clock of OAR has not started"
    assert verdict.health.caps[0].code == "cap_anchor", "health counts from the contract's start"
    assert "first_value_late" in signals(e)


def test_two_contracts() -> None:
    e = awkward.TWO_CONTRACTS
    other, one = e.contracts
    assert worded(e).renewal_on == ago(-65)
    assert [f.subject for f in found(e, "renewal_without_result")] == ["contract:C-1", "contract:C-2"]
    cancelled = dataclasses.replace(e, contracts=(other, dataclasses.replace(one, cancelled_on=ago(4))))
    assert worded(cancelled).lifecycle is not Lifecycle.LEAVING, "the other contract goes on"
    assert worded(cancelled).renewal_on == ago(-100)


def test_parent_and_child_do_not_inherit_results() -> None:
    assert worded(awkward.PARENT).ladder.rung is Rung.RESULT
    assert worded(awkward.CHILD).ladder.rung is Rung.ADOPTION


def test_buyer_attests_in_enterprise() -> None:
    e = awkward.BUYER_IN_ENTERPRISE
    assert worded(e).ladder.rung is Rung.OUTCOME
    (mismatch,) = found(e, "validator_mismatch")
    assert "ask Sam (executive sponsor)" in mismatch.reason.text


def test_sponsor_attests_in_smb() -> None:
    e = awkward.SPONSOR_IN_SMB
    assert worded(e).ladder.rung is Rung.RESULT
    assert "validator_mismatch" not in signals(e)


def test_baseline_equals_target() -> None:
    def at(reading: Reading) -> Decimal | None:
        kept = dataclasses.replace(awkward.BASELINE_IS_TARGET.outcomes[0], readings=(reading,))
        return result_of(with_outcome(awkward.BASELINE_IS_TARGET, kept)).progress

    assert at(value(5, 5)) == 1, "equality counts as reached"
    assert at(value(5, 4)) == 1
    assert at(value(5, 6)) == 0


def test_decreasing_metric() -> None:
    assert result_of(awkward.DECREASING).progress == Decimal("0.8")
    assert result_of(awkward.WORSE_THAN_BEFORE).progress == Decimal("-0.4")
    assert worded(awkward.WORSE_THAN_BEFORE).health.score == 0


def test_reached_then_lost() -> None:
    e = awkward.REACHED_THEN_LOST
    result = result_of(e)
    assert (result.state, result.stands) == (ResultState.LOST, False)
    achieved = worded(e).achieved
    assert achieved is not None
    assert achieved.reached_on == ago(100), "reached once stays reached for OAR"
    assert worded(e).ladder.rung is Rung.ADOPTION
    assert "result_lost" in signals(e)
    assert "outcome_missed" not in signals(e)


def test_segment_changed() -> None:
    grown = awkward.GROWN
    assert worded(successful("SMB", seats=100)).ladder.rung is Rung.RESULT
    assert worded(grown).ladder.rung is Rung.OUTCOME, "a buyer's yes does not validate there"
    assert "validator_mismatch" in signals(grown)
    assert users_needed(grown.policy, grown.seats) == 10


def test_go_live_before_signature() -> None:
    e = awkward.LIVE_BEFORE_SIGNATURE
    achieved = worded(e).achieved
    assert achieved is not None
    assert achieved.clock_on == ago(180)
    early = numeric_outcome(yes(BEA, 5), readings=(value(190, 5), value(5, 5)), first_value=True)
    assert worded(with_outcome(e, early)).first_value_on == ago(5), "before signature it is baseline"


def test_back_after_two_months() -> None:
    back = awkward.BACK
    away = dataclasses.replace(back, contracts=back.contracts[:1], as_of=ago(200))
    assert worded(away).lifecycle is Lifecycle.FORMER
    assert worded(away).findings == ()
    assert worded(back).lifecycle is Lifecycle.ONBOARDING
    assert "delayed_churner" not in signals(back), "coming back is no renewal"


def test_zero_seats() -> None:
    e = awkward.NO_SEATS
    assert users_needed(e.policy, 0) == 1
    assert worded(e).ladder.gaps == ()
    assert "adoption_falling" not in signals(successful(seats=0, usage=weeks(0, 0, 0, 0)))


def test_monthly_terms() -> None:
    e = awkward.MONTHLY
    verdict = worded(e)
    assert (verdict.renewal_on, verdict.notice_on) == (None, None), "a review takes the renewal's place"
    (review_due,) = found(e, "renewal_without_result")
    assert review_due.reason.code == "signal_review_without_result"
    assert "delayed_churner" in signals(e), "it renews every month"


def test_a_sheet_row_only() -> None:
    row = awkward.SHEET_ROW
    verdict = worded(row)
    assert verdict.ladder.rung is Rung.RESULT
    assert verdict.ladder.unknown == (Rung.ACTIVITY, Rung.ADOPTION)
    assert not verdict.ladder.hollow
    assert verdict.named_result == "Cut manual reporting time by 40%"
    assert verdict.renewal_on == ago(-60)
    assert verdict.check.state.value == "met"
    assert verdict.achieved is not None
    assert verdict.achieved.reached_on == ago(20)
    unconfirmed = with_outcome(row, dataclasses.replace(row.outcomes[0], attestations=()))
    assert worded(unconfirmed).check.state.value == "silent"
    assert "renewal_without_result" in signals(unconfirmed)


def test_a_value_to_hold() -> None:
    assert result_of(awkward.HELD).progress == 1


def test_signed_and_not_begun() -> None:
    e = awkward.NOT_BEGUN
    assert worded(e).lifecycle is Lifecycle.IMPLEMENTING
    assert signals(e) == set()
    assert worded(e).renewal_on is None
