"""First value is reached and nothing is promised next."""

from __future__ import annotations

from collections.abc import Iterator

from toprung.doctrine.achievement import first_value_on
from toprung.doctrine.evidence import Evidence
from toprung.doctrine.reasons import because
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.doctrine.signals.subjects import promises

NAME = "no_next_outcome"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding, until an outcome is on file that is still to be reached."""
    reached = first_value_on(e)
    if reached is not None and all(result.reached_on for _, result in promises(e, standing)):
        yield Finding(NAME, because("signal_no_next_outcome", day=reached))
