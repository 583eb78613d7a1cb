"""What an account pays, as levels: the truth is the level on a day, and the movements are the steps between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from toprung.kernel.money import to_cent
from toprung.kernel.vocabulary import MovementKind

CURRENCY = "EUR"
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Level:
    """From that day on (that day included) the product brings `mrr` a month."""

    day: date
    product: str
    mrr: Decimal
    kind: MovementKind


class Revenue:
    """The scripted levels of one account, in order of day."""

    def __init__(self) -> None:
        self.levels: list[Level] = []
        #: what came from other accounts (or went to them), by day
        self.transfers: list[tuple[date, Decimal]] = []

    def set(self, day: date, product: str, mrr: Decimal, kind: MovementKind) -> None:
        """From `day` on the product brings `mrr`, rounded to the cent."""
        self.levels.append(Level(day, product, to_cent(mrr), kind))
        self.levels.sort(key=lambda level: level.day)

    def by_product(self, day: date) -> dict[str, Decimal]:
        """The level of each product on that day, that day's changes included."""
        return {level.product: level.mrr for level in self.levels if level.day <= day}

    def mrr_on(self, day: date) -> Decimal:
        """All products together on that day."""
        return sum(self.by_product(day).values(), NOTHING)

    def stop(self, day: date) -> None:
        """Everything that is still paid ends on that day: churn."""
        for product, mrr in self.by_product(day).items():
            if mrr:
                self.set(day, product, NOTHING, MovementKind.CHURN)

    def shift(self, day: date, product: str, amount: Decimal) -> None:
        """From `day` on `amount` more (or less) is paid here, because another account pays that much less (or more)."""
        now = self.by_product(day)[product]
        self.levels = [
            replace(level, mrr=level.mrr + amount) if level.day > day and level.product == product else level
            for level in self.levels
        ]
        self.set(day, product, now + amount, MovementKind.TRANSFER)
        self.transfers.append((day, amount))

    def transferred_between(self, first: date, last: date) -> Decimal:
        """What other accounts handed over after `first`, up to and including `last`; below nothing where it gave."""
        return sum((amount for day, amount in self.transfers if first < day <= last), NOTHING)

    def newly_sold_between(self, first: date, last: date) -> Decimal:
        """What was first sold after `first`, up to and including `last`."""
        sold = (r for r in self.rows("") if r["kind"] == MovementKind.NEW and first < r["occurred_on"] <= last)
        return sum((r["mrr_change"] for r in sold), NOTHING)

    def was_zero_between(self, first: date, last: date) -> bool:
        """Did the account pay nothing on some day after `first`, up to and including `last`?"""
        changes = {level.day for level in self.levels if first < level.day <= last}
        return any(not self.mrr_on(day) for day in changes)

    def rows(self, account: str) -> Iterator[dict[str, Any]]:
        """Rows of KIND revenue; `mrr_change` is signed."""
        before: dict[str, Decimal] = {}
        for level in self.levels:
            change = level.mrr - before.get(level.product, NOTHING)
            before[level.product] = level.mrr
            yield {
                "account": account,
                "occurred_on": level.day,
                "kind": level.kind.value,
                "mrr_change": change,
                "product": level.product,
                "currency": CURRENCY,
            }
