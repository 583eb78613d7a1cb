"""The account stands on a rung while the evidence of a lower one says no."""

from __future__ import annotations

from collections.abc import Iterator

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.reasons import because
from toprung.doctrine.signals.finding import Finding, Standing

NAME = "hollow_rung"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding while the rung has gaps; unknown evidence is none."""
    ladder = standing.ladder
    if ladder.hollow:
        yield Finding(NAME, because("signal_hollow_rung", rung=ladder.rung, gaps=ladder.gaps))
