"""Confirmed numbers that were corrected since: what was said yes to is no longer what is on file."""

from __future__ import annotations

from dataclasses import dataclass

from toprung.kernel.vocabulary import Said
from toprung.motion.portrait.outcomes import OutcomePortrait
from toprung.records.outcomes.models import Attestation, Measurement


@dataclass(frozen=True, slots=True)
class Corrected:
    """A standing yes, the value that was on file when it was recorded, and the one of that day now."""

    word: Attestation
    before: Measurement
    now: Measurement


def corrected_since(portrait: OutcomePortrait) -> tuple[Corrected, ...]:
    """The standing yeses whose value was corrected after they were recorded, newest first."""
    found = []
    for word in portrait.words:
        link = word.attestation
        if link.said == Said.YES and not word.later:
            found.append(_of(portrait, link))
    return tuple(each for each in found if each is not None)


def _of(portrait: OutcomePortrait, link: Attestation) -> Corrected | None:
    """The latest value by the day of the word, as it was on file then and as it is now."""
    value = next((v for v in portrait.values if v.measurement.occurred_on <= link.occurred_on), None)
    if value is None:
        return None
    held = [*value.corrected, value.measurement]
    then = [m for m in held if m.recorded_at <= link.recorded_at]
    before = max(then, key=lambda m: (m.recorded_at, m.pk), default=None)
    now = value.measurement
    if before is None or (before.value, before.state) == (now.value, now.state):
        return None
    return Corrected(link, before, now)
