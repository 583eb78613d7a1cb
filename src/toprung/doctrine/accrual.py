"""What accrues day by day: money per week, month or year over days, and revenue from its movements.

A day counts as a whole, with what was so at its end. A month's money is spread over the days of that month, so that
every whole month gives the same; a year is twelve months, a week seven days. Amounts are exact fractions until they
are told: so the days of a stretch add up to it, however it is cut.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from toprung.kernel.days import ONE_DAY, add_months
from toprung.kernel.money import CENT
from toprung.kernel.vocabulary import ValuePeriod


@dataclass(frozen=True, slots=True)
class Move:
    """A dated change of monthly recurring revenue in a currency."""

    day: date
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Level:
    """What is paid a month in a currency on each day from `first` to `last`, both included; `last` None: from then on.

    `stated`: as a sheet states it, and not from movements.
    """

    first: date
    last: date | None
    monthly: Decimal
    currency: str
    stated: bool = False


def months(first: date, last: date) -> Fraction:
    """The days from `first` to `last`, both included, as months: a day of April is a 30th. 0 where there is none."""
    total, day = Fraction(0), first
    while day <= last:
        following = add_months(day.replace(day=1), 1)
        until = min(following - ONE_DAY, last)
        total += Fraction((until - day).days + 1, (following - day.replace(day=1)).days)
        day = following
    return total


def periods(period: ValuePeriod, first: date, last: date) -> Fraction:
    """How many weeks, months or years the days are. Raises KeyError for once, which no day adds to."""
    return {
        ValuePeriod.WEEK: lambda: Fraction(max((last - first).days + 1, 0), 7),
        ValuePeriod.MONTH: lambda: months(first, last),
        ValuePeriod.YEAR: lambda: months(first, last) / 12,
    }[period]()


def levels(moves: Iterable[Move]) -> tuple[Level, ...]:
    """What was paid from when to when, by currency and day. A balance below nothing is paid as nothing."""
    by_currency: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for move in moves:
        by_currency[move.currency][move.day] += move.amount
    return tuple(level for currency, days in sorted(by_currency.items()) for level in _of_one(currency, days))


def _of_one(currency: str, days: dict[date, Decimal]) -> Iterable[Level]:
    ordered, balance = sorted(days), Decimal(0)
    for day, following in zip(ordered, [*ordered[1:], None], strict=True):
        balance += days[day]
        if balance > 0:
            yield Level(day, following - ONE_DAY if following else None, balance, currency)


def accrued(paid: Sequence[Level], until: date) -> dict[str, Decimal]:
    """Revenue of all days up to and including `until`, in cents, by currency; a currency only where it was paid."""
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for level in paid:
        last = until if level.last is None else min(level.last, until)
        if level.first <= last:
            sums[level.currency] += Fraction(level.monthly) * months(level.first, last)
    return {currency: cents(total) for currency, total in sorted(sums.items())}


def cents(amount: Fraction) -> Decimal:
    """The amount rounded half up to the cent."""
    whole = Decimal(amount.numerator) / Decimal(amount.denominator)
    return whole.quantize(CENT, ROUND_HALF_UP)
