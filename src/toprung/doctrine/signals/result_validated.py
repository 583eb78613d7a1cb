"""Good news: a validated result is fresh."""

from __future__ import annotations

from collections.abc import Iterator

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.reasons import because, percent
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.doctrine.signals.subjects import about_outcome, promises

NAME = "result_validated"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding a fresh result, with its percentage of the promise."""
    for _, result in promises(e, standing):
        if result.fresh and result.progress is not None:
            reason = because(
                "signal_result_validated",
                statement=result.statement,
                share=percent(result.progress),
                day=result.confirmed_on,
                grade=result.grade,
            )
            yield Finding(NAME, reason, about_outcome(result), good=True)
