"""The awkward accounts of the first issue, each by name."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from tests.doctrine.build import (
    BEA,
    MONDAYS,
    PEOPLE,
    SAM,
    account,
    ago,
    changed,
    contract,
    found,
    numeric_outcome,
    outcome,
    result_of,
    silent,
    successful,
    value,
    weeks,
    with_outcome,
    worded,
    yes,
)

from toprung.doctrine.evidence import Contract, Money, Stakeholder
from toprung.doctrine.ladder import users_needed
from toprung.doctrine.policy import DEFAULTS
from toprung.doctrine.results import ResultState
from toprung.kernel.days import OffSeason
from toprung.kernel.vocabulary import Direction, Lifecycle, OutcomeKind, Rung


def signals(e: object) -> set[str]:
    return {f.signal for f in worded(e).findings}  # type: ignore[arg-type]


def test_enterprise_with_a_result_and_no_usage_left() -> None:
    e = successful("Enterprise", usage=silent(60))
    verdict = worded(e)
    assert (verdict.ladder.rung, verdict.ladder.gaps) == (Rung.RESULT, (Rung.ACTIVITY, Rung.ADOPTION))
    assert verdict.health.score == 69
    assert "hollow_rung" in signals(e)
    assert "expansion_ready" not in signals(e)
    assert verdict.next_step.code == "step_bring_back_use"


def test_renewed_twice_without_a_result() -> None:
    terms = (contract(1100, 735), contract(735, 370, reference="C-2"), contract(370, -5, reference="C-3"))
    e = account(go_live_on=ago(1090), contracts=terms, usage=weeks(*[9] * 12))
    verdict = worded(e)
    assert verdict.ladder.rung is Rung.ADOPTION
    assert verdict.health.score is not None
    assert verdict.health.score <= 69
    (delayed,) = found(e, "delayed_churner")
    assert "(renewals made so: 2)" in delayed.reason.text
    assert {"renewal_without_result", "adoption_without_outcome", "no_named_result"} <= signals(e)


def test_seasonal() -> None:
    # Nobody works from January to the end of March; 12 weeks before were busy.
    e = successful(usage=dataclasses.replace(weeks(*[9] * 12, *[0] * 14), last_event_on=ago(95)))
    assert {Rung.ACTIVITY, Rung.ADOPTION} <= set(worded(e).ladder.gaps)
    in_season = changed(e, off_season=(OffSeason.parse("12-25..03-31"),))
    assert worded(in_season).ladder.gaps == (), "days out of season do not count for any rung"
    assert worded(in_season).health.caps == ()
    assert "adoption_falling" not in signals(in_season)


def test_no_go_live() -> None:
    e = account(contracts=(contract(200, signed_on=ago(210)),), outcomes=(numeric_outcome(readings=(value(5, 6),)),))
    verdict = worded(e)
    assert verdict.lifecycle is Lifecycle.IMPLEMENTING
    assert verdict.achieved is None, "the clock of OAR has not started"
    assert verdict.health.caps[0].code == "cap_anchor", "health counts from the contract's start"
    assert "first_value_late" in signals(e)


def test_two_contracts() -> None:
    one, other = contract(300, -65), contract(300, -100, reference="C-2")
    e = account(go_live_on=ago(290), contracts=(other, one))
    assert worded(e).renewal_on == ago(-65)
    assert [f.subject for f in found(e, "renewal_without_result")] == ["contract:C-1", "contract:C-2"]
    cancelled = dataclasses.replace(e, contracts=(other, dataclasses.replace(one, cancelled_on=ago(4))))
    assert worded(cancelled).lifecycle is not Lifecycle.LEAVING, "the other contract goes on"
    assert worded(cancelled).renewal_on == ago(-100)


def test_parent_and_child_do_not_inherit_results() -> None:
    parent, child = successful(account="holding"), successful(account="subsidiary", outcomes=())
    assert worded(parent).ladder.rung is Rung.RESULT
    assert worded(child).ladder.rung is Rung.ADOPTION


def test_buyer_attests_in_enterprise() -> None:
    e = successful("Enterprise", outcomes=(outcome(yes(BEA, 5), validator="Sam"),))
    assert worded(e).ladder.rung is Rung.OUTCOME
    (mismatch,) = found(e, "validator_mismatch")
    assert "ask Sam (executive sponsor)" in mismatch.reason.text


def test_sponsor_attests_in_smb() -> None:
    e = successful("SMB", outcomes=(outcome(yes(SAM, 5), validator="Sam"),))
    assert worded(e).ladder.rung is Rung.RESULT
    assert "validator_mismatch" not in signals(e)


def test_baseline_equals_target() -> None:
    def at(*readings: object) -> Decimal | None:
        kept = numeric_outcome(readings=readings, baseline=Decimal(5), target=Decimal(5))  # type: ignore[arg-type]
        return result_of(account(go_live_on=ago(200), outcomes=(kept,))).progress

    assert at(value(5, 5)) == 1, "equality counts as reached"
    assert at(value(5, 4)) == 1
    assert at(value(5, 6)) == 0


def test_decreasing_metric() -> None:
    falling = numeric_outcome(readings=(value(60, 10), value(20, 6)))
    assert result_of(account(go_live_on=ago(200), outcomes=(falling,))).progress == Decimal("0.8")
    worse = numeric_outcome(readings=(value(20, 12),))
    e = account(go_live_on=ago(200), outcomes=(worse,))
    assert result_of(e).progress == Decimal("-0.4")
    assert worded(e).health.score == 0


def test_reached_then_lost() -> None:
    lost = numeric_outcome(yes(BEA, 100), readings=(value(100, 5), value(10, 10)))
    e = successful(outcomes=(lost,), go_live_on=ago(150))
    result = result_of(e)
    assert (result.state, result.stands) == (ResultState.LOST, False)
    achieved = worded(e).achieved
    assert achieved is not None
    assert achieved.reached_on == ago(100), "reached once stays reached for OAR"
    assert worded(e).ladder.rung is Rung.ADOPTION
    assert "result_lost" in signals(e)
    assert "outcome_missed" not in signals(e)


def test_segment_changed() -> None:
    smb = successful("SMB", seats=100)
    grown = dataclasses.replace(smb, segment="Enterprise", policy=DEFAULTS["Enterprise"])
    assert worded(smb).ladder.rung is Rung.RESULT
    assert worded(grown).ladder.rung is Rung.OUTCOME, "a buyer's yes does not validate there"
    assert "validator_mismatch" in signals(grown)
    assert users_needed(grown.policy, grown.seats) == 10


def test_go_live_before_signature() -> None:
    e = successful(go_live_on=ago(200), contracts=(contract(180, -185, signed_on=ago(180)),))
    achieved = worded(e).achieved
    assert achieved is not None
    assert achieved.clock_on == ago(180)
    early = numeric_outcome(yes(BEA, 5), readings=(value(190, 5), value(5, 5)), first_value=True)
    assert worded(with_outcome(e, early)).first_value_on == ago(5), "before signature it is baseline"


def test_back_after_two_months() -> None:
    terms = (contract(600, 235), contract(175, -190, reference="C-2"))
    away = account(go_live_on=ago(590), contracts=terms[:1], as_of=ago(200))
    assert worded(away).lifecycle is Lifecycle.FORMER
    assert worded(away).findings == ()
    back = account(go_live_on=ago(590), contracts=terms)
    assert worded(back).lifecycle is Lifecycle.ONBOARDING
    assert "delayed_churner" not in signals(back), "coming back is no renewal"


def test_zero_seats() -> None:
    e = successful(seats=0, usage=weeks(1, 1, 1, 1))
    assert users_needed(e.policy, 0) == 1
    assert worded(e).ladder.gaps == ()
    assert "adoption_falling" not in signals(successful(seats=0, usage=weeks(0, 0, 0, 0)))


def test_monthly_terms() -> None:
    months = tuple(contract(30 * n, 30 * (n - 1), reference=f"M-{n}") for n in range(8, 0, -1))
    current = contract(0, -30, reference="M-0")
    e = account(go_live_on=ago(230), contracts=(*months, current))
    verdict = worded(e)
    assert (verdict.renewal_on, verdict.notice_on) == (None, None), "a review takes the renewal's place"
    (review_due,) = found(e, "renewal_without_result")
    assert review_due.reason.code == "signal_review_without_result"
    assert "delayed_churner" in signals(e), "it renews every month"


def test_a_sheet_row_only() -> None:
    """Account, segment, owner, go-live, renewal, ARR, the named result, its validator and role, yes and when."""
    row = account(
        "SMB",
        owner="Noa",
        go_live_on=ago(100),
        contracts=(Contract("sheet", ends_on=ago(-60)),),
        stakeholders=(Stakeholder("Bea", BEA.role),),
        outcomes=(
            outcome(yes(BEA, 20), statement="Cut manual reporting time by 40%", agreed_on=None, first_value=True),
        ),
        money=Money(stated_arr=Decimal(12000)),
    )
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
    hold = numeric_outcome(
        yes(BEA, 10),
        readings=(value(60, 99), value(10, 98)),
        kind=OutcomeKind.HOLD,
        direction=Direction.INCREASE,
        baseline=None,
        target=Decimal(98),
    )
    assert result_of(account(go_live_on=MONDAYS[0], outcomes=(hold,), stakeholders=PEOPLE)).progress == 1


def test_signed_and_not_begun() -> None:
    e = account(contracts=(contract(-30, -395, signed_on=ago(5)),))
    assert worded(e).lifecycle is Lifecycle.IMPLEMENTING
    assert signals(e) == set()
    assert worded(e).renewal_on is None
