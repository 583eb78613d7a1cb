"""A milestone of the success plan was due and is still open."""

from __future__ import annotations

from collections.abc import Iterator

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.plans import is_overdue
from toprung.doctrine.reasons import because
from toprung.doctrine.signals.finding import Finding, Standing

NAME = "milestone_overdue"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding a milestone, the vendor's and the customer's alike."""
    for milestone in e.milestones:
        if is_overdue(milestone.due_on, True, e.as_of):
            reason = because("signal_milestone_overdue", title=milestone.title, due=milestone.due_on)
            yield Finding(NAME, reason, f"milestone:{milestone.reference}")
