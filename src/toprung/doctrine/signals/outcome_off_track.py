"""At the pace so far an outcome is reached after its due day, or never."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from toprung.doctrine import clocks
from toprung.doctrine.evidence import Evidence, Outcome
from toprung.doctrine.progress import projected_on, seen
from toprung.doctrine.reasons import Reason, because
from toprung.doctrine.results import Result
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.doctrine.signals.subjects import about_outcome, promises
from toprung.kernel.vocabulary import OutcomeKind

NAME = "outcome_off_track"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding a numeric outcome that is not due yet; a state has no pace. Needs readings enough for a line."""
    for outcome, result in promises(e, standing):
        due = outcome.terms.due_on
        if due is None or due < e.as_of or result.reached_on or outcome.terms.kind is not OutcomeKind.NUMERIC:
            continue
        why = _late(e, outcome, result, due)
        if why is not None:
            yield Finding(NAME, why, about_outcome(result))


def _late(e: Evidence, outcome: Outcome, result: Result, due: date) -> Reason | None:
    start = clocks.started_on(e)
    history = seen(outcome, outcome.terms, start)
    measured = sum(not value.confirmed_by for value in history)
    if start is None or measured < e.policy.off_track_readings or history[-1].day <= start:
        return None
    projected = projected_on(history[-1], start)
    if projected is None:
        return because("signal_off_track_never", statement=result.statement, day=history[-1].day, due=due)
    if projected <= due:
        return None
    return because("signal_outcome_off_track", statement=result.statement, projected=projected, due=due)
