"""A live account has no named result: the triage list."""

from __future__ import annotations

from collections.abc import Iterator

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.doctrine.triage import triage

NAME = "no_named_result"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding while the account is on the triage list."""
    why = triage(e, standing.lifecycle)
    if why is not None:
        yield Finding(NAME, why)
