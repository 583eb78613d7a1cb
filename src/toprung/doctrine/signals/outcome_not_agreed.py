"""An outcome is on file that nobody at the customer has agreed to: it is only proposed."""

from __future__ import annotations

from collections.abc import Iterator

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.reasons import because
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.doctrine.signals.subjects import about_outcome, promises

NAME = "outcome_not_agreed"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding an outcome. Whoever said that it was got has agreed to it."""
    for outcome, result in promises(e, standing):
        if outcome.terms.agreed_on is None and result.confirmed_on is None and not result.mismatched:
            yield Finding(NAME, because("signal_outcome_not_agreed", statement=result.statement), about_outcome(result))
