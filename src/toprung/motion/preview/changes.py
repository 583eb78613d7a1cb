"""What would change: account by account, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from toprung.doctrine.verdict import Verdict
from toprung.kernel.canon import plain
from toprung.motion.preview.stands import Stand, is_customer, stand_of


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that would change of an account, by its name in `stand_of`, from one value to another."""

    what: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One account that would change. ARR is in `currency`; "" where nobody said which."""

    account: str
    name: str
    arr: Decimal | None
    currency: str
    moves: tuple[Move, ...]

    def as_json(self) -> list[Any]:
        """In JSON's types, short: a page carries hundreds of them."""
        moves = [[m.what, m.before, m.after] for m in self.moves]
        return [self.account, self.name, plain(self.arr), self.currency, moves]

    @classmethod
    def from_json(cls, told: list[Any]) -> Change:
        """What `as_json` told."""
        account, name, arr, currency, moves = told
        return cls(account, name, None if arr is None else Decimal(arr), currency, tuple(Move(*m) for m in moves))


@dataclass(slots=True)
class Preview:
    """What a policy would change of a segment's accounts, as of a day.

    Counters hold customers (accounts that are neither prospects nor former). `rungs` and `bands` count each pair of
    (today, then), those that stay included; band "none" is no health. `changes` are largest ARR first; where they were
    cut, `changed` still says how many there are. `last` is the external id of the last account looked at.
    """

    segment: str
    as_of: date
    accounts: int = 0
    changed: int = 0
    last: str = ""
    rungs: Counter[tuple[int, int]] = field(default_factory=Counter)
    bands: Counter[tuple[str, str]] = field(default_factory=Counter)
    opened: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)
    triage: Counter[tuple[bool, bool]] = field(default_factory=Counter)
    checks_due: Counter[tuple[bool, bool]] = field(default_factory=Counter)
    notices: int = 0
    changes: list[Change] = field(default_factory=list)

    def count(self, now: Verdict, then: Verdict) -> None:
        """Take in one account, judged by today's policy and by the proposed one."""
        before, after = stand_of(now), stand_of(then)
        self.accounts += 1
        self.last = now.account
        if is_customer(before) or is_customer(after):
            self._count_customer(before, after)
        if before != after:
            self.changed += 1
            self.changes.append(Change(now.account, now.name, now.arr, now.currency, tuple(_moves(before, after))))

    def _count_customer(self, before: Stand, after: Stand) -> None:
        self.rungs[before["rung"], after["rung"]] += 1
        self.bands[before["band"] or "none", after["band"] or "none"] += 1
        self.opened.update(_signals(after) - _signals(before))
        self.closed.update(_signals(before) - _signals(after))
        self.triage[before["triage"] is not None, after["triage"] is not None] += 1
        self.checks_due[before["check_is_due"], after["check_is_due"]] += 1
        self.notices += before["notice_on"] != after["notice_on"]

    def add(self, other: Preview) -> None:
        """Take in what a look at further accounts found."""
        self.accounts += other.accounts
        self.changed += other.changed
        self.notices += other.notices
        self.last = max(self.last, other.last)
        for name in _COUNTERS:
            getattr(self, name).update(getattr(other, name))
        self.changes = largest_first([*self.changes, *other.changes])

    def cut(self, keep: int) -> Preview:
        """The same with the largest of the changed accounts alone; returns itself."""
        self.changes = self.changes[:keep]
        return self

    def moved(self, what: str) -> int:
        """Of the customers, how many would move: `rungs`, `bands`, `triage` or `checks_due`."""
        return sum(number for (before, after), number in getattr(self, what).items() if before != after)

    def as_json(self) -> dict[str, Any]:
        """In JSON's types; `from_json` reads it back."""
        return {
            "segment": self.segment,
            "as_of": self.as_of.isoformat(),
            **{name: getattr(self, name) for name in _NUMBERS},
            **{name: sorted([key, number] for key, number in getattr(self, name).items()) for name in _COUNTERS},
            "changes": [change.as_json() for change in self.changes],
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Preview:
        """What `as_json` told."""
        counters: dict[str, Any] = {name: Counter({_key(k): n for k, n in told[name]}) for name in _COUNTERS}
        numbers = {name: told[name] for name in _NUMBERS}
        changes = [Change.from_json(change) for change in told["changes"]]
        day = date.fromisoformat(told["as_of"])
        return cls(told["segment"], day, **numbers, **counters, changes=changes)


_NUMBERS = ("accounts", "changed", "last", "notices")
_COUNTERS = ("rungs", "bands", "opened", "closed", "triage", "checks_due")


def largest_first(changes: Iterable[Change]) -> list[Change]:
    """By ARR; unknown ARR last; then by external id."""
    return sorted(changes, key=lambda c: (c.arr is None, -(c.arr or 0), c.account))


def _moves(before: Stand, after: Stand) -> Iterable[Move]:
    return (Move(what, value, after[what]) for what, value in before.items() if after[what] != value)


def _signals(stand: Stand) -> Counter[str]:
    return Counter(found.partition(":")[0] for found in stand["signals"])


def _key(told: Any) -> Any:
    return tuple(told) if isinstance(told, list) else told
