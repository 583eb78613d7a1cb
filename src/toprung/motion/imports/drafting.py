"""Kinds whose rows are one draft each, which is most of them."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

from toprung.motion.imports.job import Keeper
from toprung.motion.imports.report import Landed
from toprung.records.journal.upsert import Upserted
from toprung.sheets.problems import Row

D = TypeVar("D")


class DraftKeeper(Keeper, Generic[D]):
    """A row becomes a draft, and the drafts go to one bulk action."""

    @abstractmethod
    def draft(self, row: Row) -> D:
        """The row as a draft."""

    @abstractmethod
    def write(self, drafts: Sequence[D]) -> Sequence[Upserted]:
        """Call the bulk action."""

    def keep(self, rows: Sequence[Row]) -> Sequence[Landed]:
        return [Landed.of(upserted) for upserted in self.write([self.draft(row) for row in rows])]


class Ordinals:
    """Tells apart rows of one file that have the same key: 0 for the first, then 1, 2, ...

    It keeps one number for each different key of the file, not the key, so that a long file stays within memory.
    """

    def __init__(self) -> None:
        self._seen: Counter[int] = Counter()

    def next(self, *key: Hashable) -> int:
        """The ordinal of the next row with this key."""
        place = hash(key)
        self._seen[place] += 1
        return self._seen[place] - 1
