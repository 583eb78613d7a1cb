"""The life of a result, stage by stage, with what made each."""

from __future__ import annotations

from itertools import pairwise

from tests.doctrine.build import (
    BEA,
    LEO,
    MIA,
    PEOPLE,
    TODAY,
    account,
    ago,
    no,
    numeric_outcome,
    outcome,
    value,
    withdraws,
    yes,
)

from toprung.doctrine.evidence import Outcome
from toprung.doctrine.life import Stage, life_of
from toprung.doctrine.results import ResultState, judge_result

S = ResultState


def life(told: Outcome, segment: str = "SMB", live: int = 400) -> tuple[Stage, ...]:
    e = account(segment, stakeholders=PEOPLE, go_live_on=ago(live), outcomes=(told,))
    found = life_of(e, told)
    assert found[-1].state is judge_result(e, told).state, "it ends as it stands today"
    return found


def days(stages: tuple[Stage, ...]) -> list[tuple[object, ResultState]]:
    return [(None if s.since is None else (TODAY - s.since).days, s.state) for s in stages]


def test_from_proposed_to_fresh_lapsing_and_lapsed() -> None:
    told = numeric_outcome(yes(BEA, 380, value=5), readings=(value(390, 6),), agreed_on=ago(395))  # type: ignore[arg-type]

    # Fresh for 90 days after the confirmation, standing for 365 (settings of the segment).
    assert days(life(told)) == [
        (None, S.PROPOSED),
        (395, S.PROMISED),
        (390, S.MEASURED),
        (380, S.FRESH),
        (380 - 91, S.LAPSING),
        (380 - 366, S.LAPSED),
    ]


def test_each_stage_says_what_made_it() -> None:
    told = numeric_outcome(
        yes(BEA, 60, value=5),
        no(BEA, 40),
        yes(BEA, 30, value=5),
        readings=(value(10, 9),),
        agreed_on=ago(100),  # type: ignore[arg-type]
    )

    assert [(s.state, s.why.text) for s in life(told)][1:] == [
        (S.PROMISED, "The customer agreed to it."),
        (S.FRESH, "Bea (buyer) said yes, grade reported."),
        (S.DISPUTED, "Bea (buyer) said no, grade reported."),
        (S.FRESH, "Bea (buyer) said yes, grade reported."),
        (S.LOST, "9 was measured."),
    ]


def test_half_validated_and_withdrawn() -> None:
    told = outcome(yes(LEO, 50), yes(MIA, 40), withdraws(MIA, 30), withdraws(LEO, 20), agreed_on=ago(100))

    assert days(life(told, "Mid-Market"))[2:] == [
        (50, S.HALF_VALIDATED),
        (40, S.FRESH),
        (30, S.HALF_VALIDATED),
        (20, S.WITHDRAWN),
    ]


def test_stages_follow_each_other_without_a_gap() -> None:
    stages = life(numeric_outcome(yes(BEA, 60, value=5), readings=(value(10, 9),)))  # type: ignore[arg-type]

    for one, other in pairwise(stages):
        assert one.last is not None
        assert other.since is not None
        assert (other.since - one.last).days == 1
    assert stages[-1].last is None


def test_nothing_but_the_promise() -> None:
    assert days(life(numeric_outcome(agreed_on=None))) == [(None, S.PROPOSED)]
