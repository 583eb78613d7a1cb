"""Two values of an outcome, far enough apart, and equal. What moved back did move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from toprung.doctrine import clocks
from toprung.doctrine.evidence import Evidence, Outcome
from toprung.doctrine.progress import seen
from toprung.doctrine.reasons import because
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.doctrine.signals.subjects import about_outcome, promises

NAME = "outcome_stalled"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding an outcome whose target is not met and whose latest number is the one it was some time before."""
    for outcome, result in promises(e, standing):
        values = _numbers(e, outcome)
        if not values or result.progress is None or result.progress >= 1:
            continue
        (day, latest), apart = values[-1], timedelta(days=e.policy.stalled_days)
        before = [pair for pair in values if pair[0] <= day - apart]
        if before and before[-1][1] == latest:
            params = {"since": before[-1][0], "day": day, "value": latest, "before": before[-1][1]}
            reason = because("signal_outcome_stalled", statement=result.statement, **params)
            yield Finding(NAME, reason, about_outcome(result))


def _numbers(e: Evidence, outcome: Outcome) -> list[tuple[date, Decimal]]:
    history = seen(outcome, outcome.terms, clocks.started_on(e))
    return [(s.day, s.value) for s in history if s.value is not None]
