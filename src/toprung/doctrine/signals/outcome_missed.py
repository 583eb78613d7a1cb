"""The window of a promised outcome is over and it has not been reached: the escalation opens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from toprung.doctrine import clocks
from toprung.doctrine.evidence import Evidence, Outcome
from toprung.doctrine.reasons import because
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.doctrine.signals.subjects import about_outcome, promises

NAME = "outcome_missed"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding an outcome, until it is reached."""
    for outcome, result in promises(e, standing):
        last = _last_day(e, outcome)
        if last is not None and e.as_of > last and result.reached_on is None:
            reason = because("signal_outcome_missed", statement=result.statement, day=last)
            yield Finding(NAME, reason, about_outcome(result))


def _last_day(e: Evidence, outcome: Outcome) -> date | None:
    """Its due day; the primary outcome without one has the window by which OAR judges it."""
    clock = clocks.oar_clock(e)
    if outcome.terms.due_on is not None or clock is None or not outcome.terms.primary:
        return outcome.terms.due_on
    return clock + timedelta(days=e.policy.oar_days)
