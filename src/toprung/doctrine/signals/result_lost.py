"""A result that was confirmed has fallen below what counts as an outcome."""

from __future__ import annotations

from collections.abc import Iterator

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.reasons import because, percent
from toprung.doctrine.results import ResultState
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.doctrine.signals.subjects import about_outcome, promises

NAME = "result_lost"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding a lost result, with the share that is left."""
    for _, result in promises(e, standing):
        if result.state is ResultState.LOST and result.progress is not None:
            reason = because(
                "signal_result_lost",
                statement=result.statement,
                share=percent(result.progress),
                day=result.latest_on,
                threshold=percent(e.policy.outcome_share),
            )
            yield Finding(NAME, reason, about_outcome(result))
