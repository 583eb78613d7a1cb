"""One promised outcome of an account and what was said and measured of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from toprung.kernel.canon import decimal_text
from toprung.kernel.vocabulary import Direction, MeasurementSource, OutcomeKind, Said
from toprung.motion.demo.customer import Person
from toprung.motion.demo.wording import VENDOR, Promise

TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Word:
    """A stakeholder's word on a day, with the value they name and how it came to the vendor's ears."""

    day: date
    person: Person
    said: Said
    value: Decimal | str
    words: str
    how: str


@dataclass(slots=True)
class Outcome:
    """A promise made to one account. `share` everywhere is the share of the promised change: 0 baseline, 1 target."""

    reference: str
    promise: Promise
    before: str
    after: str
    owner: str
    promised_by: str
    validator: str
    agreed_by: str
    agreed_on: date | None
    due_on: date | None
    primary: bool
    first_value: bool
    #: key of the library's template from which it was started
    template: str = ""
    #: a document of the customer's in which the result stands
    document: str = ""
    readings: list[tuple[date, Decimal | str, MeasurementSource]] = field(default_factory=list)
    said: list[Word] = field(default_factory=list)
    #: scripted: the first reading on target after the clock started, and the first full validation
    reached_on: date | None = None
    validated_on: date | None = None

    def at(self, share: Decimal) -> Decimal | str:
        """The value at that share. A hold has no way to go: below 1 is off its side, 1 and more is on it."""
        if self.promise.kind is OutcomeKind.STATUS:
            return self.after if share >= 1 else self.before
        baseline, target = Decimal(self.before), Decimal(self.after)
        if baseline == target:
            ahead = target * (share - 1) if self.promise.direction is Direction.INCREASE else target * (1 - share)
            return (target + ahead).quantize(TENTH, ROUND_HALF_UP)
        return (baseline + (target - baseline) * share).quantize(TENTH, ROUND_HALF_UP)

    def read(self, day: date, share: Decimal, source: MeasurementSource) -> None:
        """A reading at that share."""
        self.readings.append((day, self.at(share), source))

    def latest(self, day: date) -> Decimal | str:
        """The last value read by that day; the state before, where nothing was."""
        return next((value for on, value, _ in reversed(self.readings) if on <= day), self.before)

    def hear(self, day: date, person: Person, said: Said, how: str) -> None:
        """The person says yes or no to the value read last."""
        value = self.latest(day)
        self.said.append(Word(day, person, said, value, self._words(said, value), how))

    def _words(self, said: Said, value: Decimal | str) -> str:
        """What a person says who names metric and magnitude."""
        metric, unit = self.promise.metric, self.promise.unit
        text = value if isinstance(value, str) else decimal_text(value)
        if said is Said.NO:
            return f"We looked again and cannot stand by it: {metric.lower()} is not at {text} in our own books."
        if self.promise.kind is OutcomeKind.STATUS:
            return f"{metric} went from “{self.before}” to “{text}” with {VENDOR}."
        if self.before == self.after:
            return f"{metric} stood at {text} {unit} against the {self.after} we promised ourselves, with {VENDOR}."
        return f"{metric} went from {self.before} to {text} {unit} with {VENDOR}."

    def row(self, account: str) -> dict[str, Any]:
        """A row of KIND outcomes."""
        promise = self.promise
        stated = promise.kind is OutcomeKind.STATUS
        return {
            "account": account,
            "outcome": self.reference,
            "statement": promise.statement.format(b=self.before, t=self.after),
            "kind": promise.kind.value,
            "metric": promise.metric or None,
            "unit": promise.unit or None,
            "direction": None if stated else promise.direction.value,
            "baseline": _value(self.before, stated),
            "target": _value(self.after, stated),
            "due_on": self.due_on,
            "category": promise.category.value,
            "value_per_unit": Decimal(promise.value) if promise.value else None,
            "value_period": promise.period.value if promise.period else None,
            "mechanism": promise.mechanism or None,
            "features": promise.features,
            "owner": self.owner,
            "validator": self.validator,
            "agreed_on": self.agreed_on,
            "agreed_by": self.agreed_by or None,
            "promised_by": self.promised_by,
            "primary": self.primary,
            "first_value": self.first_value,
            "template": self.template or None,
            "document": self.document or None,
        }

    def measurement_rows(self, account: str) -> Iterator[dict[str, Any]]:
        """Rows of KIND measurements."""
        for day, value, source in self.readings:
            yield {
                "account": account,
                "outcome": self.reference,
                "occurred_on": day,
                "value": value,
                "source": source.value,
            }

    def attestation_rows(self, account: str) -> Iterator[dict[str, Any]]:
        """Rows of KIND attestations, all of grade reported."""
        for word in self.said:
            yield {
                "account": account,
                "outcome": self.reference,
                "stakeholder": word.person.name,
                "verdict": word.said.value,
                "occurred_on": word.day,
                "value": word.value,
                "words": word.words,
                "how": word.how,
            }


def _value(text: str, stated: bool) -> Decimal | str | None:
    """A state as text, a number as Decimal, nothing as nothing."""
    if not text:
        return None
    return text if stated else Decimal(text)
