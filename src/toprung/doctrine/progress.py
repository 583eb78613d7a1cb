"""How much of the promised change has been reached (DOMAIN section 2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from toprung.doctrine.evidence import Attestation, Outcome, Reading, Terms
from toprung.doctrine.linter import names_metric_and_magnitude
from toprung.doctrine.once import once
from toprung.kernel.vocabulary import Direction, OutcomeKind, Said

ZERO, ONE = Decimal(0), Decimal(1)
#: what people write for a state that has come, or has not
_REACHED_WORDS = frozenset({"1", "yes", "true", "reached", "done", "achieved", "passed", "certified", "compliant"})
_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Seen:
    """One dated value of an outcome, with the share of the promised change it shows (1 = target met)."""

    day: date
    progress: Decimal
    value: Decimal | None
    #: who confirmed it; empty for a measurement
    confirmed_by: str = ""

    @property
    def met(self) -> bool:
        """Is the target met? Equality counts."""
        return self.progress >= ONE


def seen(
    outcome: Outcome, terms: Terms, clock_on: date | None, words: Collection[Attestation] | None = None
) -> tuple[Seen, ...]:
    """The outcome's dated values on or after the clock's start, oldest first, judged by these terms.

    Readings before the clock starts are baseline. A confirmation is a reading reported by the customer where it
    gives a value; and where it names metric and magnitude of what was promised, unless somebody measures: then the
    measurement says how much. `words` are those that count, all where None.
    """
    return _by_all(outcome, terms, clock_on) if words is None else _by(outcome, terms, clock_on, words)


@once
def _by_all(outcome: Outcome, terms: Terms, clock_on: date | None) -> tuple[Seen, ...]:
    return _by(outcome, terms, clock_on, outcome.attestations)


def _by(outcome: Outcome, terms: Terms, clock_on: date | None, words: Collection[Attestation]) -> tuple[Seen, ...]:
    measured = _measured(outcome, terms, clock_on)
    found = list(measured)
    if words:
        baseline = baseline_of(outcome, terms, clock_on)
        found += _confirmed(words, terms, baseline, _first_day(measured, clock_on))
    # On one day the measurement comes last: it is what counts as latest.
    found.sort(key=lambda s: (s.day, not s.confirmed_by))
    return tuple(s for s in found if clock_on is None or s.day >= clock_on)


def baseline_of(outcome: Outcome, terms: Terms, clock_on: date | None) -> Decimal | None:
    """From where the change is counted: as promised, else the last value before the clock's start."""
    return terms.baseline if terms.baseline is not None else _baseline(outcome.readings, clock_on)


def _first_day(measured: Iterable[Seen], clock_on: date | None) -> date:
    """From when on somebody measures; what was measured before the clock's start is baseline."""
    return min((s.day for s in measured if clock_on is None or s.day >= clock_on), default=date.max)


def _baseline(readings: Iterable[Reading], clock_on: date | None) -> Decimal | None:
    before = [r.value for r in readings if clock_on is not None and r.occurred_on < clock_on and r.value is not None]
    return before[-1] if before else None


@once
def _measured(outcome: Outcome, terms: Terms, clock_on: date | None) -> tuple[Seen, ...]:
    baseline = baseline_of(outcome, terms, clock_on)
    found = ((r, share_of(terms, r.value, r.state, baseline)) for r in outcome.readings)
    return tuple(Seen(reading.occurred_on, share, reading.value) for reading, share in found if share is not None)


def _confirmed(
    words: Iterable[Attestation], terms: Terms, baseline: Decimal | None, measured_from: date
) -> Iterable[Seen]:
    for word in words:
        if word.said is not Said.YES:
            continue
        share = share_of(terms, word.value, "", baseline) if word.value is not None else None
        if share is None and word.occurred_on < measured_from and names_result(word, terms):
            share = ONE
        if share is not None:
            yield Seen(word.occurred_on, share, word.value, word.speaker)


def names_result(word: Attestation, terms: Terms) -> bool:
    """Does this confirmation name metric and magnitude: by its value, its words, or the sentence it says yes to?

    For a status the state itself is the magnitude.
    """
    if word.value is not None and (terms.metric or terms.target is not None):
        return True
    if terms.kind is OutcomeKind.STATUS and terms.state_after:
        return True
    return names_metric_and_magnitude(word.words) or names_metric_and_magnitude(terms.statement)


def share_of(terms: Terms, value: Decimal | None, state: str, baseline: Decimal | None) -> Decimal | None:
    """Share of the promised change that a value or state shows; None where the terms cannot tell."""
    if terms.kind is OutcomeKind.STATUS:
        return _status_share(terms, value, state)
    if value is None or terms.target is None:
        return None
    if terms.kind is OutcomeKind.HOLD or baseline is None or baseline == terms.target:
        return ONE if _good_side(value, terms) else ZERO
    return ((value - baseline) / (terms.target - baseline)).quantize(_PLACES)


def threshold(terms: Terms, share: Decimal) -> Decimal | None:
    """The value at which that share of the promised change is reached; None where it takes all of it."""
    if terms.kind is not OutcomeKind.NUMERIC or terms.baseline is None or terms.target is None:
        return None
    return terms.baseline + share * (terms.target - terms.baseline)


def _status_share(terms: Terms, value: Decimal | None, state: str) -> Decimal:
    if value is not None:
        return ONE if value > 0 else ZERO
    said = state.strip().casefold()
    return ONE if said in _REACHED_WORDS or (said and said == terms.state_after.strip().casefold()) else ZERO


def _good_side(value: Decimal, terms: Terms) -> bool:
    assert terms.target is not None
    return value >= terms.target if terms.direction is Direction.INCREASE else value <= terms.target


def reached_on(history: Iterable[Seen]) -> date | None:
    """The day the target was first met. Reached once stays reached; whether it still holds, the latest value says."""
    return next((value.day for value in history if value.met), None)


def projected_on(latest: Seen, start: date) -> date | None:
    """The day on which the target is met at the pace so far: a line from nothing at the start through the latest value.

    Only the latest value enters, so that a better reading never projects a later day. None where nothing moved, or
    beyond ten years.
    """
    elapsed = (latest.day - start).days
    if latest.progress <= 0 or elapsed <= 0:
        return None
    needed = int(elapsed / latest.progress)
    return start + timedelta(days=needed) if needed <= 3650 else None
