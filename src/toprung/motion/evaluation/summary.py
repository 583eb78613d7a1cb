"""A book at a glance: its customers on the ladder, with their yearly revenue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from toprung.kernel.vocabulary import Lifecycle, Rung

#: they are no customers (any more, or yet): they stand on no rung of the book's ladder
ELSEWHERE = (Lifecycle.FORMER.value, Lifecycle.PROSPECT.value)


@dataclass(slots=True)
class Steps:
    """Customers and their ARR per rung; former customers and prospects are counted beside.

    `arr` is over all currencies as if they were one; `money` tells them apart.
    """

    accounts: dict[Rung, int] = field(default_factory=lambda: dict.fromkeys(Rung, 0))
    arr: dict[Rung, Decimal] = field(default_factory=lambda: dict.fromkeys(Rung, Decimal(0)))
    money: dict[Rung, dict[str, Decimal]] = field(default_factory=lambda: {rung: {} for rung in Rung})
    elsewhere: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ELSEWHERE, 0))

    def add(self, lifecycle: str, rung: int, arr: Decimal, currency: str) -> None:
        """Count one account."""
        if lifecycle in ELSEWHERE:
            self.elsewhere[lifecycle] += 1
            return
        self.accounts[Rung(rung)] += 1
        self.arr[Rung(rung)] += arr
        if arr:
            held = self.money[Rung(rung)]
            held[currency] = held.get(currency, Decimal(0)) + arr


def steps_of(verdicts: Iterable[dict[str, Any]]) -> Steps:
    """The ladder of a book, from verdicts as `Verdict.as_json` tells them."""
    steps = Steps()
    for verdict in verdicts:
        steps.add(verdict["lifecycle"], verdict["rung"], Decimal(verdict["arr"] or 0), verdict["currency"] or "")
    return steps
