"""What signals about outcomes share: which outcomes they speak of, and how a subject is written."""

from __future__ import annotations

from collections.abc import Iterator

from toprung.doctrine.evidence import Evidence, Outcome
from toprung.doctrine.linter import Label
from toprung.doctrine.results import Result
from toprung.doctrine.signals.finding import Standing


def promises(e: Evidence, standing: Standing) -> Iterator[tuple[Outcome, Result]]:
    """Each outcome with what became of it, the primary one first; tasks and milestones are none."""
    on_file = {outcome.reference: outcome for outcome in e.outcomes}
    for result in standing.results:
        if result.label is not Label.PRODUCT_MILESTONE:
            yield on_file[result.outcome], result


def about_outcome(result: Result) -> str:
    """The subject of a finding about one outcome."""
    return f"outcome:{result.outcome}"
