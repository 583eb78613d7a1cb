"""Good news: a fresh validated result on solid ground makes the case for another team."""

from __future__ import annotations

from collections.abc import Iterator

from toprung.doctrine import clocks
from toprung.doctrine.evidence import Evidence
from toprung.doctrine.reasons import because
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.kernel.vocabulary import Rung

NAME = "expansion_ready"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding while rung 4 has no gaps, a result is fresh and no notice has been given."""
    fresh = [result for result in standing.results if result.fresh]
    if not fresh or standing.ladder.rung is not Rung.RESULT or standing.ladder.hollow:
        return
    if any(contract.cancelled_on for contract in clocks.running(e)):
        return
    reason = because("signal_expansion_ready", statement=fresh[0].statement, day=fresh[0].confirmed_on)
    yield Finding(NAME, reason, good=True)
