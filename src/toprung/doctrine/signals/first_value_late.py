"""The goal for the time to first value has passed without it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from toprung.doctrine import clocks
from toprung.doctrine.achievement import first_value_on
from toprung.doctrine.evidence import Evidence
from toprung.doctrine.reasons import because
from toprung.doctrine.signals.finding import Finding, Standing

NAME = "first_value_late"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding, until the first value is reached. Without a signature the clock never started."""
    signed = clocks.signed_on(e)
    if signed is None or first_value_on(e) is not None:
        return
    goal = signed + timedelta(days=e.policy.ttfv_goal_days)
    if e.as_of > goal:
        code = "signal_first_value_late" if e.first_value else "signal_first_value_unmarked"
        yield Finding(NAME, because(code, goal=goal, signed=signed))
