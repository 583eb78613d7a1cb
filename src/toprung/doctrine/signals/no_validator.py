"""An outcome names nobody who would confirm it."""

from __future__ import annotations

from collections.abc import Iterator

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.reasons import because
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.doctrine.signals.subjects import about_outcome, promises

NAME = "no_validator"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding an outcome without a validator."""
    for outcome, result in promises(e, standing):
        if not outcome.terms.validator:
            reason = because("signal_no_validator", statement=result.statement, ask=result.ask or "its validator")
            yield Finding(NAME, reason, about_outcome(result))
