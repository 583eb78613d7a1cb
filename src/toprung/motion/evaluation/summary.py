"""A book at a glance: its customers on the ladder, with their yearly revenue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from toprung.kernel.vocabulary import Lifecycle, Rung

#: they are no customers (any more, or yet): they stand on no rung of the book's ladder
_ELSEWHERE = (Lifecycle.FORMER.value, Lifecycle.PROSPECT.value)


@dataclass(slots=True)
class Steps:
    """Customers and their ARR per rung; former customers and prospects are counted beside."""

    accounts: dict[Rung, int] = field(default_factory=lambda: dict.fromkeys(Rung, 0))
    arr: dict[Rung, Decimal] = field(default_factory=lambda: dict.fromkeys(Rung, Decimal(0)))
    elsewhere: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_ELSEWHERE, 0))

    def add(self, lifecycle: str, rung: int, arr: Decimal) -> None:
        """Count one account."""
        if lifecycle in _ELSEWHERE:
            self.elsewhere[lifecycle] += 1
            return
        self.accounts[Rung(rung)] += 1
        self.arr[Rung(rung)] += arr


def steps_of(verdicts: Iterable[dict[str, Any]]) -> Steps:
    """The ladder of a book, from verdicts as `Verdict.as_json` tells them."""
    steps = Steps()
    for verdict in verdicts:
        steps.add(verdict["lifecycle"], verdict["rung"], Decimal(verdict["arr"] or 0))
    return steps
