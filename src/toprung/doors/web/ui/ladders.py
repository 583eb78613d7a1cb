"""The big ladder of a book and the ladder of one account, as values for their templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from toprung.kernel.vocabulary import Rung


@dataclass(frozen=True, slots=True)
class RungLine:
    """One rung of the book's ladder. `moved` and `arr` None: not known; `href` leads to the accounts behind."""

    rung: int
    accounts: int
    arr: Decimal | None = None
    currency: str = ""
    hollow: int = 0
    moved: int | None = None
    href: str = ""

    @property
    def label(self) -> str:
        return Rung(self.rung).label


@dataclass(frozen=True, slots=True)
class Drawn:
    """A rung as it is drawn: the line and its share of the longest bar, in percent with one decimal."""

    line: RungLine
    width: str


def drawn(lines: Iterable[RungLine]) -> tuple[Drawn, ...]:
    """Top rung first, bars in proportion to accounts."""
    ordered = sorted(lines, key=lambda line: -line.rung)
    most = max((line.accounts for line in ordered), default=0)
    return tuple(Drawn(line, f"{100 * line.accounts / most:.1f}" if most else "0") for line in ordered)


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of an account's ladder: what the evidence says of it, in one of four words, and the sentence."""

    rung: int
    says: str
    text: str
    standing: bool

    @property
    def label(self) -> str:
        return Rung(self.rung).label

    @property
    def word(self) -> str:
        return {"yes": "yes", "gap": "gap", "no": "not yet", "unknown": "unknown"}[self.says]


def steps(evidence: Iterable[Mapping[str, Any]], rung: int) -> tuple[Step, ...]:
    """From a verdict's `evidence` (dicts of rung, says, reason), top rung first. A no below the rung is a gap."""
    return tuple(
        Step(
            e["rung"],
            "gap" if e["says"] == "no" and e["rung"] < rung else e["says"],
            e["reason"]["text"],
            e["rung"] == rung,
        )
        for e in sorted(evidence, key=lambda e: -e["rung"])
    )
