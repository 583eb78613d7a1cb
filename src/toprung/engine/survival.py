"""Kaplan-Meier curves: how long it takes until something is reached, when not all have reached it yet.

Kaplan and Meier 1958; variance by Greenwood 1926; intervals by the log-log transformation (Kalbfleisch and Prentice
1980), for quantiles by inverting them (Brookmeyer and Crowley 1982). Intervals are 95%.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from toprung.kernel.errors import BadInput

_Z = NormalDist().inv_cdf(0.975)
#: Products of shares miss a round one by a few units in the last place: 0.75 * (2/3) is not quite 0.5.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Step:
    """A day on which some reached it. `survival` is the share that had not, at its end; `low` to `high` bound it.

    `at_risk` had not reached it before that day and were observed on it. `variance` is Greenwood's, of survival. Once
    all have reached it, the transformation has no interval: `low` is 0 and `high` stays as it was.
    """

    day: int
    at_risk: int
    reached: int
    survival: float
    variance: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Quantile:
    """The first day by which a share has reached it. None: not within what was observed, and so for the bounds."""

    days: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """A share that has reached it, with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A Kaplan-Meier curve over whole days. `count` were observed, the longest for `last_day` days."""

    steps: tuple[Step, ...]
    count: int
    last_day: int | None

    def quantile(self, share: float) -> Quantile:
        """When `share` (0.5 for the median) had reached it.

        Days are None where fewer had by the last day observed: the median is then "not reached", not the last day.
        """
        if not 0 < share < 1:
            raise BadInput(f"{share} is not a share between 0 and 1: give 0.5 for the median.")
        left = 1 - share + _ROUNDING
        return Quantile(
            days=next((step.day for step in self.steps if step.survival <= left), None),
            low=next((step.day for step in self.steps if step.low <= left), None),
            high=next((step.day for step in self.steps if step.high <= left), None),
        )

    def reached_by(self, day: int) -> Share | None:
        """The share that had reached it by the end of `day`; None where nobody was observed that long."""
        if self.last_day is None or day > self.last_day:
            return Share(1.0, 1.0 - self.steps[-1].high, 1.0) if self._all_reached() else None
        at = bisect_right([step.day for step in self.steps], day)
        if at == 0:
            return Share(0.0, 0.0, 0.0)
        step = self.steps[at - 1]
        return Share(1 - step.survival, 1 - step.high, 1 - step.low)

    def _all_reached(self) -> bool:
        return bool(self.steps) and self.steps[-1].survival == 0


def kaplan_meier(days: Sequence[int], reached: Sequence[bool]) -> Curve:
    """The curve of one observation each: reached after so many days, or observed for so many without reaching it.

    Who is observed until a day counts as at risk on that day. No observations give a curve without steps. Raises
    BadInput for days below 0 and for sequences of unlike length.
    """
    if len(days) != len(reached):
        raise BadInput(f"{len(days)} durations and {len(reached)} answers do not belong together.")
    if any(day < 0 for day in days):
        raise BadInput("A duration is below 0 days: it cannot be observed.")
    ended = Counter(days)
    events = Counter(day for day, done in zip(days, reached, strict=True) if done)
    return Curve(_steps(ended, events), len(days), max(days, default=None))


def _steps(ended: Counter[int], events: Counter[int]) -> tuple[Step, ...]:
    at_risk, survival, sum_of_terms, high = ended.total(), 1.0, 0.0, 1.0
    steps: list[Step] = []
    for day in sorted(ended):
        if events[day]:
            left = at_risk - events[day]
            survival = survival * left / at_risk
            sum_of_terms += events[day] / (at_risk * left) if left else 0.0
            low, high = _interval(survival, sum_of_terms) if left else (0.0, high)
            variance = survival * survival * sum_of_terms
            steps.append(Step(day, at_risk, events[day], survival, variance, low, high))
        at_risk -= ended[day]
    return tuple(steps)


def _interval(survival: float, sum_of_terms: float) -> tuple[float, float]:
    """S ** exp(±z * sqrt(sum) / ln S): the interval of ln(-ln S), carried back, so that it stays within 0 and 1."""
    width = _Z * math.sqrt(sum_of_terms) / abs(math.log(survival))
    return survival ** math.exp(width), survival ** math.exp(-width)
