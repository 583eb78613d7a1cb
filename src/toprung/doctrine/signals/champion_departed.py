"""The champion has left and nobody has taken their place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.reasons import because
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.kernel.vocabulary import StakeholderRole

NAME = "champion_departed"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding, about the champion who left last, until there is a champion again."""
    champions = [s for s in e.stakeholders if s.role is StakeholderRole.CHAMPION]
    gone = [s for s in champions if s.left_on is not None and s.left_on <= e.as_of]
    if not gone or any(s.present(e.as_of) for s in champions):
        return
    last = max(gone, key=lambda s: (s.left_on or date.min, s.name))
    yield Finding(
        NAME, because("signal_champion_departed", who=last.name, day=last.left_on), f"stakeholder:{last.name}"
    )
