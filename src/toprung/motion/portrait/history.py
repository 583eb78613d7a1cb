"""How an account's standing has changed lately: what moved its health, and since when each signal has been open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise, takewhile
from typing import Any

from toprung.motion.evaluation.models import StateChange
from toprung.records.book.models import Account
from toprung.records.tenancy.models import Workspace

#: how many changes of standing are looked through
LOOKED_AT = 60
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class PartMove:
    """How many points of the score one part gave more (or fewer, below zero) than before, the parts scaled to 100.

    `before` or `now` None: the part had no data and was left out.
    """

    part: str
    before: Decimal | None
    now: Decimal | None

    @property
    def points(self) -> Decimal:
        return ((self.now or Decimal(0)) - (self.before or Decimal(0))).quantize(_TENTH)


@dataclass(frozen=True, slots=True)
class HealthMove:
    """The score's latest change: from (None: it had none) to, on which day, and which parts moved, most first.

    The parts' points are those before caps and rounding, so they need not add up to the change of the score.
    """

    on: date
    before: int | None
    now: int | None
    parts: tuple[PartMove, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The account's standing from a day on."""

    since: date
    health: int | None
    parts: Sequence[dict[str, Any]]
    signals: frozenset[str]


@dataclass(frozen=True, slots=True)
class History:
    """The account's latest standings, newest first; `whole` where there were none before them."""

    standings: tuple[Standing, ...]
    whole: bool

    def health_move(self) -> HealthMove | None:
        """The latest change of the account's score; None where it has not changed."""
        for later, earlier in pairwise(self.standings):
            if later.health != earlier.health:
                return HealthMove(later.since, earlier.health, later.health, _moves(earlier.parts, later.parts))
        return None

    def open_since(self, signal: str, subject: str) -> date | None:
        """Since when that signal about that subject has been open without a break; None where it is not known."""
        held = list(takewhile(lambda s: f"{signal}:{subject}" in s.signals, self.standings))
        known = held and (self.whole or len(held) < len(self.standings))
        return held[-1].since if known else None


def history_of(workspace: Workspace, account: Account) -> History:
    """The account's latest standings. One query."""
    # By the account's workspace, not by the row's own: in the order of their days SQLite would look for the account's
    # rows among all of the book's.
    rows = StateChange.objects.filter(account__workspace=workspace, account=account).order_by("-since")
    columns = ("since", "standing__health", "health_parts", "standing__signals")
    found = list(rows.values_list(*columns)[: LOOKED_AT + 1])
    standings = tuple(Standing(since, health, parts, frozenset(s or ())) for since, health, parts, s in found)
    return History(standings[:LOOKED_AT], len(found) <= LOOKED_AT)


def _moves(before: Sequence[dict[str, Any]], now: Sequence[dict[str, Any]]) -> tuple[PartMove, ...]:
    old, new = _scaled(before), _scaled(now)
    moves = [PartMove(part, old.get(part), new.get(part)) for part in dict.fromkeys([*old, *new])]
    return tuple(sorted((m for m in moves if m.points), key=lambda m: -abs(m.points)))


def _scaled(parts: Sequence[dict[str, Any]]) -> dict[str, Decimal]:
    """Part -> its points of 100, of the parts that have data."""
    known = {p["part"]: (int(p["weight"]), Decimal(p["points"])) for p in parts if p["points"] is not None}
    weights = sum(weight for weight, _ in known.values())
    return {part: points * 100 / weights for part, (_, points) in known.items()} if weights else {}
