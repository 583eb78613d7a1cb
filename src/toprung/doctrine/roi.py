"""What results are worth against what was paid: the values that `returns` makes (DOMAIN section 7).

`currency` is that of the values; what was paid is kept by its own currencies, and never added over them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from toprung.doctrine.accrual import Level, accrued, cents, periods
from toprung.doctrine.reasons import Reason, because
from toprung.doctrine.results import ResultState
from toprung.kernel.vocabulary import Grade, StakeholderRole, ValuePeriod


@dataclass(frozen=True, slots=True)
class Worth:
    """What one unit of change is worth from a day on (None: from the start); no `per_unit`: nothing was agreed."""

    since: date | None
    per_unit: Decimal | None
    period: ValuePeriod | None


@dataclass(frozen=True, slots=True)
class Confirmer:
    """Somebody whose yes counts, and when and at which grade it was given. `name` is empty where it was erased."""

    name: str
    role: StakeholderRole | None
    day: date
    grade: Grade


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both ends included, on which the same accrues.

    `change` is what the latest value shows, in units of the outcome; a state that was reached or held counts as one.
    `shown_on` is that value's day, `confirmed` whether it was told by a confirmation and not measured. `amount` is in
    cents, rounded so that the spans of a line add up to it.
    """

    first: date
    last: date
    change: Decimal
    shown_on: date
    value: Decimal | None
    confirmed: bool
    per_unit: Decimal
    period: ValuePeriod
    by: tuple[Confirmer, ...]
    exact: Fraction
    amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """An outcome whose value has accrued, and what it rests on. `state` is its result's on the day.

    `accrues`: it still does on that day.
    """

    outcome: str
    statement: str
    unit: str
    state: ResultState
    spans: tuple[Span, ...]
    accrues: bool

    @property
    def amount(self) -> Decimal:
        return sum((span.amount for span in self.spans), Decimal(0))

    @property
    def since(self) -> date:
        """The day from which it accrued."""
        return self.spans[0].first

    @property
    def latest(self) -> Span:
        """What it rests on last."""
        return self.spans[-1]

    @property
    def grade(self) -> Grade:
        """Signed only if every yes that it rests on last was."""
        return Grade.SIGNED if all(c.grade is Grade.SIGNED for c in self.latest.by) else Grade.REPORTED


@dataclass(frozen=True, slots=True)
class Left:
    """An outcome that nothing has accrued of, and why.

    `validated`: a result all the same, without a money value. `agreed`: the customer has agreed to the outcome.
    """

    outcome: str
    statement: str
    state: ResultState
    why: Reason
    validated: bool
    agreed: bool


@dataclass(frozen=True)
class Roi:
    """One account's value and revenue, of all days up to and including `as_of`.

    `currency` is that of the values; revenue is kept by its own currencies, and never added over them.
    """

    account: str
    as_of: date
    currency: str
    lines: tuple[Line, ...]
    left: tuple[Left, ...]
    levels: tuple[Level, ...]

    @cached_property
    def value(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    @cached_property
    def paid(self) -> dict[str, Decimal]:
        """Revenue accrued, by currency."""
        return accrued(self.levels, self.as_of)

    @property
    def is_stated(self) -> bool:
        """Is the revenue what a sheet states, and not from movements?"""
        return any(level.stated for level in self.levels)

    @property
    def paid_since(self) -> date | None:
        return min((level.first for level in self.levels if level.first <= self.as_of), default=None)

    @property
    def times(self) -> Decimal | None:
        """Value for each unit of money paid, two places; None without revenue, or in another currency."""
        if set(self.paid) != {self.currency} or not self.paid[self.currency]:
            return None
        return (self.value / self.paid[self.currency]).quantize(Decimal("0.01"))

    @property
    def why_not_compared(self) -> Reason | None:
        """Why value and revenue are not set against each other; None where they are."""
        if not self.paid:
            return because("roi_nothing_paid")
        if set(self.paid) != {self.currency}:
            return because("roi_currencies", value=self.currency, paid=tuple(self.paid))
        return None

    def value_by(self, day: date) -> Decimal:
        """What had accrued by the end of that day."""
        return sum((cents(accrued_of(line.spans, day)) for line in self.lines), Decimal(0))

    def paid_by(self, day: date) -> dict[str, Decimal]:
        """What had been paid by the end of that day, by currency."""
        return accrued(self.levels, min(day, self.as_of))


def for_customer(roi: Roi) -> Roi:
    """The return as the customer's people may see it: without proposals that nobody of theirs has agreed to, and
    without what the vendor notes for itself of whom to ask and what is missing."""
    return replace(roi, left=tuple(_plain(left) for left in roi.left if left.agreed))


def _plain(left: Left) -> Left:
    return left if left.validated else replace(left, why=because("roi_not_confirmed"))


def accrued_of(spans: Iterable[Span], day: date) -> Fraction:
    """What had accrued by the end of that day."""
    return sum((span.exact * _share(span, day) for span in spans if span.first <= day), Fraction(0))


def _share(span: Span, day: date) -> Fraction:
    """How much of the span had passed by the end of that day, which is one of its days or a later one."""
    if span.last <= day or span.period is ValuePeriod.ONCE:
        return Fraction(1)
    return periods(span.period, span.first, day) / periods(span.period, span.first, span.last)
