"""What each batch of an import does to the book, noted in the batch's own transaction, so that it can be taken back.

The journal says what changed in words for people; a trace has the rows themselves, so that taking back gives the very
bytes. It also remembers what the batch's rows came to: an import that died and was taken up again finds the rows of its
first life on file, and must not report them as unchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from toprung.kernel.canon import plain
from toprung.motion.imports.models import ImportRun, ImportTrace
from toprung.motion.imports.reach import REACH, Model, Reach, rows_of
from toprung.records.journal.upsert import Status
from toprung.sheets.problems import Row

Statuses = Counter[Status]
#: by key, one row's columns in the order of the model's
Rows = dict[int, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Before:
    """A batch's records as they were. `marks`: the newest key of what is only ever added."""

    accounts: tuple[str, ...]
    days: Mapping[str, tuple[date, ...]]
    changed: Mapping[Model, Rows]
    marks: Mapping[Model, int]


@dataclass(slots=True)
class Trace:
    """Follows one import, batch by batch; call `before` and `after` within the batch's transaction."""

    run: ImportRun
    _batch: int = 0
    _known: dict[int, Statuses] = field(default_factory=dict)
    #: keys of facts that this import superseded in the batches before
    _retired: set[tuple[Model, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """An earlier life of this import may have left traces."""
        for trace in ImportTrace.objects.filter(run__workspace=self.run.workspace_id, run=self.run).order_by("-pk"):
            self._known[trace.batch] = Counter({Status(name): count for name, count in trace.statuses.items()})

    def before(self, rows: Sequence[Row]) -> Before:
        """Look at what the rows are about."""
        self._batch += 1
        accounts = tuple({row.values["account"] for row in rows})
        days = {name: tuple({r.values[name] for r in rows}) for name in self._reach.changed.values() if name}
        return Before(
            accounts,
            days,
            {model: self._rows(model, accounts, days) for model in self._reach.changed},
            {model: self._newest(model) for model in self._reach.added},
        )

    def after(self, before: Before, statuses: Statuses | None) -> Statuses:
        """Note what has become of it; gives the statuses of the batch, which an earlier life may have settled.

        None for rows that are handed in a second time: their statuses were told.
        """
        told: dict[str, Any] = {}
        if statuses is None or statuses[Status.CREATED] or statuses[Status.UPDATED]:
            told = self._changes(before) | self._additions(before)
        statuses = statuses or Counter()
        if told:
            counted = {status.value: count for status, count in statuses.items()}
            self.run.traces.create(batch=self._batch, rows=told, statuses=counted)
        return self._known.get(self._batch, statuses)

    @property
    def _reach(self) -> Reach:
        return REACH[self.run.kind]

    def _rows(self, model: Model, accounts: Sequence[str], days: Mapping[str, Sequence[date]]) -> Rows:
        found = rows_of(model, self.run.workspace, accounts)
        if name := self._reach.changed[model]:
            found = found.filter(**{f"{name}__in": days[name]})
        return {row[0]: row for row in found.values_list("pk", *_columns(model))}

    def _newest(self, model: Model) -> int:
        """Of all workspaces: the last row of the key is found at once, the last of one workspace is looked for."""
        return model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0

    def _changes(self, before: Before) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for model, old in before.changed.items():
            new = self._rows(model, before.accounts, before.days)
            names = ("id", *_columns(model))
            changed = [dict(zip(names, row, strict=True)) for key, row in old.items() if new.get(key, row) != row]
            _tell(told, model, sorted(new.keys() - old.keys()), changed)
        return told

    def _additions(self, before: Before) -> dict[str, Any]:
        """Nobody else adds to the workspace during its turn, so what is newer than the mark is the batch's."""
        told: dict[str, Any] = {}
        for model, mark in before.marks.items():
            created = rows_of(model, self.run.workspace).filter(pk__gt=mark).order_by("pk").values_list("pk", flat=True)
            _tell(told, model, list(created), self._superseded(model, before.accounts, mark))
        return told

    def _superseded(self, model: Model, accounts: Sequence[str], mark: int) -> list[dict[str, Any]]:
        """Facts that this batch superseded, as they were; no other act has this import's moment."""
        if "superseded_at" not in _columns(model):
            return []
        moment = self.run.started_at
        found = rows_of(model, self.run.workspace, accounts).filter(superseded_at=moment, pk__lte=mark).values()
        fresh = [row | {"superseded_at": None} for row in found if (model, row["id"]) not in self._retired]
        self._retired.update((model, row["id"]) for row in fresh)
        return fresh


@cache
def _columns(model: Model) -> tuple[str, ...]:
    return tuple(item.attname for item in model._meta.concrete_fields if not item.primary_key)


def _tell(told: dict[str, Any], model: Model, created: list[int], changed: list[dict[str, Any]]) -> None:
    if created or changed:
        told[model._meta.label_lower] = {"created": created, "changed": [plain(row) for row in changed]}
