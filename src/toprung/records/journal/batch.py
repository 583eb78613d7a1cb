"""The records that one bulk action touches: as they were, as they shall be, and what came of each draft."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import models

from toprung.kernel.canon import plain
from toprung.records.journal.actions import Changes, Note, changes_between
from toprung.records.journal.upsert import Problem, Status, Upserted

M = TypeVar("M", bound=models.Model)
K = TypeVar("K", bound=Hashable)

REPEATED = "The same one was given more than once with different values: the last ones count."
_BLANK: tuple[Any, ...] = (None, "", [], {}, False)


@dataclass(slots=True)
class _Touched(Generic[M]):
    record: M
    before: dict[str, Any] | None
    #: the draft that touched it first; it carries the net result
    draft: int
    #: changes that stand in other tables, such as an account's segment
    further: Changes = field(default_factory=dict)


class Batch(Generic[K, M]):
    """Drafts are taken in order. Several may touch one record: the last counts, and only the net change is journalled.

    `on_file` holds the records that the drafts name, by key; `fields` are the model's fields a draft may change.
    """

    def __init__(self, model: type[M], fields: Sequence[str], on_file: Mapping[K, M]) -> None:
        self._model = model
        self._fields = tuple(fields)
        self._records: dict[K, M] = dict(on_file)
        self._touched: dict[K, _Touched[M]] = {}
        #: for each draft its problem or its record's key, and a remark
        self._drafts: list[tuple[Problem | None, K | None, str]] = []

    def find(self, key: K) -> M | None:
        """The record of that key as the drafts so far leave it."""
        return self._records.get(key)

    def refuse(self, problem: Problem) -> None:
        """The next draft is refused."""
        self._drafts.append((problem, None, ""))

    def keep(self, key: K, values: Mapping[str, Any], make: Callable[[], M], remark: str = "") -> M:
        """The next draft lays its values over the record of that key, or over the one that `make` gives."""
        again = key in self._touched
        record = (self._touched[key] if again else self._touch(key, make)).record
        if again and any(getattr(record, name) != value for name, value in values.items()):
            remark = remark or REPEATED
        for name, value in values.items():
            setattr(record, name, value)
        self._drafts.append((None, key, remark))
        return record

    def further(self, key: K, name: str, before: Any, after: Any) -> None:
        """Note a change of a touched record that stands in another table."""
        first = self._touched[key].further.get(name, [plain(before)])[0]
        self._touched[key].further[name] = [first, plain(after)]

    def save(self) -> None:
        """Write what is new and what differs, in two statements whatever the number of drafts."""
        touched = self._touched.values()
        self._model._default_manager.bulk_create([item.record for item in touched if item.before is None])
        changed = [item.record for item in touched if item.before is not None and self._differs(item)]
        self._model._default_manager.bulk_create(
            changed, update_conflicts=bool(changed), unique_fields=["id"], update_fields=self._fields
        )

    @property
    def changed(self) -> list[M]:
        """The records that are new or differ."""
        return [item.record for item in self._touched.values() if self._differs(item)]

    def notes(self, thing: str, name: Callable[[M], tuple[str, str]]) -> list[Note]:
        """A journal note for each record that is new or differs; `name` gives its account and subject."""
        return [
            Note(f"{'create' if item.before is None else 'change'}_{thing}", *name(item.record), changes)
            for item in self._touched.values()
            if (changes := self._changes(item)) or item.before is None
        ]

    def results(self) -> list[Upserted]:
        """One result per draft, in their order."""
        return [self._result(index, *draft) for index, draft in enumerate(self._drafts)]

    def _touch(self, key: K, make: Callable[[], M]) -> _Touched[M]:
        record = self._records.get(key)
        before = None if record is None else self._snapshot(record)
        if record is None:
            record = self._records[key] = make()
        touched = self._touched[key] = _Touched(record, before, len(self._drafts))
        return touched

    def _snapshot(self, record: M) -> dict[str, Any]:
        return {name: getattr(record, name) for name in self._fields}

    def _differs(self, item: _Touched[M]) -> bool:
        return item.before is None or any(getattr(item.record, name) != old for name, old in item.before.items())

    def _changes(self, item: _Touched[M]) -> Changes:
        after = self._snapshot(item.record)
        if item.before is None:
            after = {name: value for name, value in after.items() if value not in _BLANK}
        return changes_between(item.before, after) | {n: c for n, c in item.further.items() if c[0] != c[1]}

    def _result(self, index: int, problem: Problem | None, key: K | None, remark: str) -> Upserted:
        if problem is not None or key is None:
            return Upserted(Status.REFUSED, problem)
        item = self._touched[key]
        if item.draft != index:
            return Upserted(Status.UNCHANGED, remark=remark)
        if item.before is None:
            return Upserted(Status.CREATED, remark=remark)
        changed = self._differs(item) or any(before != after for before, after in item.further.values())
        return Upserted(Status.UPDATED if changed else Status.UNCHANGED, remark=remark)
