"""Kaplan-Meier against a published table, hand-worked edges, and a plainer computation."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toprung.engine.survival import Quantile, Share, kaplan_meier
from toprung.kernel.errors import BadInput

# Freireich et al. 1963, Blood 21: weeks of remission of 21 children on 6-mercaptopurine; + is still in remission.
# 6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+
SIX_MP = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = {0, 1, 2, 4, 6, 9, 10, 14, 15}

# Published (Kleinbaum and Klein, Survival Analysis, table 2.3; Klein and Moeschberger, example 4.1):
# week, at risk, relapses, survival = the product of (1 - relapses / at risk), Greenwood's standard error.
PUBLISHED = [
    (6, 21, 3, 0.8571, 0.0764),  # 18/21
    (7, 17, 1, 0.8067, 0.0869),  # x 16/17
    (10, 15, 1, 0.7529, 0.0963),  # x 14/15
    (13, 12, 1, 0.6902, 0.1068),  # x 11/12
    (16, 11, 1, 0.6275, 0.1141),  # x 10/11
    (22, 7, 1, 0.5378, 0.1282),  # x 6/7
    (23, 6, 1, 0.4482, 0.1346),  # x 5/6
]


def test_the_published_leukaemia_table() -> None:
    curve = kaplan_meier(SIX_MP, [n in RELAPSED for n in range(21)])
    assert [(s.day, s.at_risk, s.reached) for s in curve.steps] == [row[:3] for row in PUBLISHED]
    for step, (_, _, _, survival, error) in zip(curve.steps, PUBLISHED, strict=True):
        assert step.survival == pytest.approx(survival, abs=5e-5)
        assert math.sqrt(step.variance) == pytest.approx(error, abs=5e-5)


def test_the_published_median_and_its_interval() -> None:
    # Stata's `stci` on the same data: 23 weeks, 13 to not reached (log-log).
    curve = kaplan_meier(SIX_MP, [n in RELAPSED for n in range(21)])
    assert curve.quantile(0.5) == Quantile(23, 13, None)


def test_greenwood_and_the_interval_by_hand() -> None:
    # Week 6: S = 18/21. Greenwood: S^2 x 3/(21 x 18) = 0.734694 x 0.0079365 = 0.0058309.
    # ln S = -0.1541507; z x sqrt(0.0079365) / 0.1541507 = 1.959964 x 0.0890871 / 0.1541507 = 1.132702
    # S^exp(1.132702) = 0.857143^3.104032 = 0.6197; S^exp(-1.132702) = 0.857143^0.322161 = 0.9516.
    step = kaplan_meier(SIX_MP, [n in RELAPSED for n in range(21)]).steps[0]
    assert step.variance == pytest.approx(0.0058309, abs=1e-7)
    assert (step.low, step.high) == (pytest.approx(0.6197, abs=5e-5), pytest.approx(0.9516, abs=5e-5))


def test_censored_on_a_day_of_events_is_still_at_risk_on_it() -> None:
    # Day 5: one reached, one only observed; both are at risk: S = 1/2.
    (step,) = kaplan_meier([5, 5], [True, False]).steps
    assert (step.at_risk, step.reached, step.survival) == (2, 1, 0.5)


def test_ties_are_one_step() -> None:
    (step,) = kaplan_meier([3, 3, 3, 9], [True, True, True, False]).steps
    assert (step.day, step.at_risk, step.reached, step.survival) == (3, 4, 3, 0.25)


def test_nobody_gives_no_curve() -> None:
    curve = kaplan_meier([], [])
    assert (curve.steps, curve.count, curve.last_day) == ((), 0, None)
    assert curve.quantile(0.5) == Quantile(None, None, None)
    assert curve.reached_by(0) is None


def test_all_censored_have_not_reached_the_median() -> None:
    curve = kaplan_meier([10, 20], [False, False])
    assert curve.quantile(0.5) == Quantile(None, None, None)
    assert curve.reached_by(20) == Share(0.0, 0.0, 0.0)
    assert curve.reached_by(21) is None


def test_all_reached() -> None:
    # After day 2 nobody is left: S = 0, where the log-log interval has no width; the upper bound stays that of day 1.
    curve = kaplan_meier([1, 2], [True, True])
    first, last = curve.steps
    assert (first.survival, last.survival, last.variance, last.low, last.high) == (0.5, 0.0, 0.0, 0.0, first.high)
    assert curve.quantile(0.5).days == 1
    later = curve.reached_by(99)
    assert later is not None
    assert (later.value, later.high) == (1.0, 1.0)


def test_a_half_that_rounds_to_a_little_more_is_still_a_half() -> None:
    # 3/4 x 2/3 = 1/2, but 0.75 x 2 / 3 need not be 0.5 in floats; so too 9/10 x 8/9 x ... x 5/6.
    for count in range(2, 60, 2):
        curve = kaplan_meier(list(range(1, count + 1)), [True] * count)
        assert curve.quantile(0.5).days == count // 2


def test_reached_by_reads_the_step_before() -> None:
    curve = kaplan_meier([2, 4, 6, 8], [True, True, False, False])
    shares = [curve.reached_by(day) for day in (1, 2, 3, 4, 8)]
    assert [share.value for share in shares if share] == [0.0, 0.25, 0.25, 0.5, 0.5]


@pytest.mark.parametrize("share", [0, 1, -0.5, 2])
def test_a_share_out_of_range_is_refused(share: float) -> None:
    with pytest.raises(BadInput, match="between 0 and 1"):
        kaplan_meier([1], [True]).quantile(share)


def test_unlike_lengths_and_days_below_zero_are_refused() -> None:
    with pytest.raises(BadInput, match="do not belong together"):
        kaplan_meier([1, 2], [True])
    with pytest.raises(BadInput, match="below 0"):
        kaplan_meier([-1], [True])


OBSERVED = st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=40)


@given(OBSERVED)
def test_the_curve_equals_the_plain_product(observed: list[tuple[int, bool]]) -> None:
    curve = kaplan_meier([day for day, _ in observed], [done for _, done in observed])
    for step in curve.steps:
        survival, terms = Fraction(1), Fraction(0)
        for day in range(step.day + 1):
            at_risk = sum(1 for other, _ in observed if other >= day)
            events = sum(1 for other, done in observed if other == day and done)
            if events:
                survival *= 1 - Fraction(events, at_risk)
                terms += Fraction(events, at_risk * (at_risk - events)) if at_risk > events else 0
        assert step.survival == pytest.approx(float(survival))
        assert step.variance == pytest.approx(float(survival * survival * terms))
        assert 0 <= step.low <= step.survival <= step.high <= 1


@given(OBSERVED)
def test_without_censoring_it_is_the_share_that_reached(observed: list[tuple[int, bool]]) -> None:
    days = [day for day, _ in observed]
    curve = kaplan_meier(days, [True] * len(days))
    for step in curve.steps:
        share = curve.reached_by(step.day)
        assert share is not None
        assert share.value == pytest.approx(sum(1 for day in days if day <= step.day) / len(days))


@given(OBSERVED)
def test_the_order_of_observations_does_not_matter(observed: list[tuple[int, bool]]) -> None:
    back = list(reversed(observed))
    assert kaplan_meier([d for d, _ in observed], [r for _, r in observed]) == kaplan_meier(
        [d for d, _ in back], [r for _, r in back]
    )
