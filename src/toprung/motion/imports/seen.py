"""What a file has said so far: a fact of which one file says two different things is a problem, not a correction.

Else importing that file a second time would correct back and forth instead of changing nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from toprung.motion.imports.report import Landed
from toprung.records.journal.upsert import Problem, Status, Upserted

D = TypeVar("D", bound=Hashable)


class Seen(Generic[D]):
    """Drafts of the batches before, kept as hashes: some 150 bytes each, whatever their length.

    `key` is what a draft is about; `problem` what to say of a second draft that says something else.
    """

    def __init__(self, key: Callable[[D], Hashable], problem: Callable[[D], Problem]) -> None:
        self._key = key
        self._problem = problem
        self._said: dict[int, int] = {}

    def through(self, drafts: Sequence[D], record: Callable[[Sequence[D]], Sequence[Upserted]]) -> list[Landed]:
        """Hand the drafts to a bulk action, but for those that contradict an earlier batch; one result a draft."""
        against = [self._said.get(hash(self._key(draft)), hash(draft)) != hash(draft) for draft in drafts]
        results = iter(record([draft for draft, refused in zip(drafts, against, strict=True) if not refused]))
        landed = [
            Landed(Status.REFUSED, (self._problem(draft),)) if refused else Landed.of(next(results))
            for draft, refused in zip(drafts, against, strict=True)
        ]
        kept = (draft for draft, result in zip(drafts, landed, strict=True) if result.status is not Status.REFUSED)
        self._said.update((hash(self._key(draft)), hash(draft)) for draft in kept)
        return landed
