"""A hand-off has opened and lacks something, or waits too long to be accepted."""

from __future__ import annotations

from collections.abc import Iterator

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.handoff import accept_by, began_on, gate, outstanding
from toprung.doctrine.reasons import because
from toprung.doctrine.signals.finding import Finding, Standing

NAME = "handoff_incomplete"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding a hand-off, until it is accepted. Those of before hand-offs were in use are asked of nobody."""
    for kind in outstanding(e):
        subject, due = f"handoff:{kind.value}", accept_by(e, kind)
        pieces = tuple(piece.name for piece in gate(e, kind).missing)
        if pieces:
            reason = because("signal_handoff_missing", kind=kind, day=began_on(e, kind), pieces=pieces)
            yield Finding(NAME, reason, subject)
        elif due is not None and e.as_of > due:
            yield Finding(NAME, because("signal_handoff_waits", kind=kind, due=due), subject)
