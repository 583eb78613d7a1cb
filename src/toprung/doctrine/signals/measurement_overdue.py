"""Nobody has measured an outcome for too long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from toprung.doctrine import clocks
from toprung.doctrine.evidence import Evidence, Outcome
from toprung.doctrine.lifecycle import gone_live
from toprung.doctrine.reasons import because
from toprung.doctrine.results import Result
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.doctrine.signals.subjects import about_outcome, promises
from toprung.kernel.vocabulary import OutcomeKind

NAME = "measurement_overdue"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding an outcome of a live account. A state that has come needs no second look."""
    if not gone_live(e, standing.lifecycle):
        return
    for outcome, result in promises(e, standing):
        since = result.latest_on or _first_asked(e, outcome)
        if since is None or (outcome.terms.kind is OutcomeKind.STATUS and result.reached_on is not None):
            continue
        due = since + timedelta(days=e.policy.measurement_days)
        if e.as_of > due:
            yield _finding(result, due)


def _first_asked(e: Evidence, outcome: Outcome) -> date | None:
    """From when an outcome without a value could be measured: the clock, or the agreement if later."""
    started = clocks.started_on(e)
    return max(started, outcome.terms.agreed_on or started) if started else None


def _finding(result: Result, due: date) -> Finding:
    if result.latest_on is None:
        reason = because("signal_measurement_missing", statement=result.statement, due=due)
    else:
        reason = because("signal_measurement_overdue", statement=result.statement, day=result.latest_on, due=due)
    return Finding(NAME, reason, about_outcome(result))
