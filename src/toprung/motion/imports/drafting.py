"""Kinds whose rows are one draft each, which is most of them."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, TypeVar

from toprung.motion.imports.job import Job, Keeper
from toprung.motion.imports.report import Landed
from toprung.records.journal.upsert import Problem, Status, Upserted
from toprung.sheets.problems import Row

D = TypeVar("D")


class DraftKeeper(Keeper, Generic[D]):
    """A row becomes a draft, and the drafts go to one bulk action."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        #: by the hash of a thing: the row that first spoke of it, and the hash of what it said
        self._said: dict[int, tuple[int, int]] = {}

    @abstractmethod
    def draft(self, row: Row) -> D:
        """The row as a draft."""

    @abstractmethod
    def write(self, drafts: Sequence[D]) -> Sequence[Upserted]:
        """Call the bulk action."""

    def claims(self, draft: D) -> Iterable[tuple[Hashable, Hashable]]:
        """What the draft says of what, where a file may say it only one way: (thing, what is said of it)."""
        return ()

    def land(self, drafts: Sequence[D]) -> Sequence[Landed]:
        """Put the drafts on file and say what came of each."""
        return [Landed.of(upserted) for upserted in self.write(drafts)]

    def keep(self, rows: Sequence[Row]) -> Sequence[Landed]:
        """A row that contradicts an earlier one is refused: else importing the file again would change things twice."""
        drafts = [self.draft(row) for row in rows]
        against = [self._contradicts(row, draft) for row, draft in zip(rows, drafts, strict=True)]
        landed = iter(self.land([draft for draft, earlier in zip(drafts, against, strict=True) if not earlier]))
        return [_contradiction(earlier) if earlier else next(landed) for earlier in against]

    def _contradicts(self, row: Row, draft: D) -> int:
        """The number of the earlier row that says otherwise; 0 where there is none."""
        claims = [(hash(thing), hash(said)) for thing, said in self.claims(draft)]
        for thing, said in claims:
            number, before = self._said.get(thing, (row.number, said))
            if before != said:
                return number
        self._said |= {thing: (row.number, said) for thing, said in claims if thing not in self._said}
        return 0


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


def _contradiction(earlier: int) -> Landed:
    reason = f"Row {earlier} of this file says otherwise of the same one; that row counts."
    return Landed(Status.REFUSED, (Problem("", "", reason, "Keep the row that is right and take the other out."),))
