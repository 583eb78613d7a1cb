"""A validated result is not fresh any more, or no longer stands for its age."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.reasons import because
from toprung.doctrine.results import ResultState
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.doctrine.signals.subjects import about_outcome, promises

NAME = "result_lapsing"

_WORDS = {ResultState.LAPSING: "signal_result_lapsing", ResultState.LAPSED: "signal_result_lapsed"}


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding a result, until it is confirmed or measured on target again."""
    for _, result in promises(e, standing):
        if result.state in _WORDS and result.confirmed_on is not None:
            reason = because(
                _WORDS[result.state],
                statement=result.statement,
                day=result.confirmed_on,
                until=result.confirmed_on + timedelta(days=e.policy.stands_days),
            )
            yield Finding(NAME, reason, about_outcome(result))
