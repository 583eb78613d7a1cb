"""The contracts of one account: terms that follow each other, and how the price moves from one to the next."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from toprung.kernel.days import add_months
from toprung.kernel.money import to_cent


class Mood(enum.Enum):
    """How the price moves once a year: lowest and highest change in percent, and how often it moves at all."""

    GROWS = (8, 25, 60)
    STEADY = (2, 6, 30)
    SHRINKS = (-25, -10, 50)

    def next_price(self, mrr: Decimal, rng: Random) -> Decimal:
        """The price after one more year."""
        low, high, chance = self.value
        percent = rng.randint(low, high)
        return to_cent(mrr * (100 + percent) / 100) if rng.randrange(100) < chance else mrr


@dataclass(slots=True)
class Contract:
    """One term; `price` is what the whole term costs."""

    signed_on: date
    starts_on: date
    ends_on: date
    price: Decimal
    notice_days: int
    auto_renew: bool
    cancelled_on: date | None = None

    def row(self, account: str, number: int) -> dict[str, Any]:
        """A row of KIND contracts."""
        return {
            "account": account,
            "contract": f"{account}-C{number}",
            "signed_on": self.signed_on,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
            "notice_days": self.notice_days,
            "auto_renew": self.auto_renew,
            "cancelled_on": self.cancelled_on,
            "price": self.price,
        }


def terms(starts_on: date, months: int, until: date) -> Iterator[tuple[date, date]]:
    """Terms [start, end) one after another: the first always, then each that starts on or before `until`.

    Counted from the first start, so that a month's last day does not wander.
    """
    number = 0
    while number == 0 or add_months(starts_on, months * number) <= until:
        yield add_months(starts_on, months * number), add_months(starts_on, months * (number + 1))
        number += 1


def signature(starts_on: date, rng: Random) -> date:
    """A renewal is signed three to seven weeks before it starts."""
    return starts_on - timedelta(days=rng.randint(21, 49))
