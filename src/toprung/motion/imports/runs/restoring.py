"""Putting the book back as an import's traces and its entries in the journal have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from toprung.kernel.batching import batches
from toprung.motion.imports.models import ImportRun, ImportTrace, RunState, mark_of
from toprung.motion.imports.reach import Model
from toprung.records.book.models import Account, Segment
from toprung.records.journal.models import Entry
from toprung.records.journal.queries import entries
from toprung.records.tenancy.actors import ActorKind
from toprung.records.tenancy.models import Workspace

_AT_A_TIME = 500


@dataclass(slots=True)
class Undoing:
    """All that an import did: keys of what it created, and rows as they were before it first changed them."""

    run: ImportRun
    created: dict[Model, set[int]] = field(default_factory=lambda: defaultdict(set))
    before: dict[Model, dict[int, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, run: ImportRun) -> Undoing:
        """Read the traces, oldest first."""
        undoing = cls(run)
        for trace in ImportTrace.objects.filter(run__workspace=run.workspace, run=run).order_by("pk").iterator(50):
            for label, rows in trace.rows.items():
                undoing._take(apps.get_model(label), rows)
        return undoing

    @property
    def records(self) -> int:
        """How many records are created or changed."""
        return sum(map(len, self.created.values())) + sum(map(len, self.before.values()))

    def restore(self) -> None:
        """Bring all of it back. Call within the workspace's turn."""
        for model in sorted(self.created.keys() - {Segment}, key=_goes_last):
            _delete(model, sorted(self.created[model]))
        for model in sorted(self.before, key=_goes_last, reverse=True):
            _write_back(model, self.before[model].values())
        # Only now does nothing belong to them any more.
        _delete_segments(self.run.workspace, self.created.get(Segment, set()))
        _take_back_staging(self.run)
        _take_back_first_import(self.run)

    def _take(self, model: Model, rows: Mapping[str, Any]) -> None:
        self.created[model].update(rows["created"])
        for row in rows["changed"]:
            if row["id"] not in self.created[model]:
                self.before[model].setdefault(row["id"], row)


def created_accounts(run: ImportRun) -> set[int]:
    """Keys of the accounts that the import created. The rows that it changed are long, and stay unread."""
    label = Account._meta.label_lower
    traces = ImportTrace.objects.filter(run__workspace=run.workspace, run=run)
    return {pk for keys in traces.values_list(f"rows__{label}__created", flat=True) for pk in keys or ()}


def _goes_last(model: Model) -> bool:
    """What hangs on an account goes before it, and comes back after it."""
    return model is Account


def _delete(model: Model, keys: Sequence[int]) -> None:
    """By key alone: they come from the run's own traces, and asking for the workspace again makes it slow."""
    for some in batches(keys, _AT_A_TIME):
        model._default_manager.filter(pk__in=some).delete()


def _delete_segments(workspace: Workspace, keys: Iterable[int]) -> None:
    """Segments that the import made stay if someone has used one since, or looked at its policy."""
    for segment in Segment.objects.filter(workspace=workspace, pk__in=keys, memberships=None, flagged=True):
        if not entries(workspace, "").filter(subject=segment.name).exclude(verb="create_segment").exists():
            segment.delete()


def _write_back(model: Model, rows: Iterable[Mapping[str, Any]]) -> None:
    fields = {item.attname: item for item in model._meta.concrete_fields}
    others = [item.name for item in model._meta.concrete_fields if not item.primary_key]
    for some in batches(rows, _AT_A_TIME):
        model._default_manager.bulk_create(
            [model(**{name: fields[name].to_python(value) for name, value in row.items()}) for row in some],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=others,
        )


def _take_back_staging(run: ImportRun) -> None:
    """Days on which checks were to be asked; one that was moved since stays where it is."""
    for entry in entries(run.workspace).filter(through=run.mark, verb="stage_checks").order_by("-pk"):
        days: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
        for account, (before, after) in entry.changes.items():
            days[before, after].append(account)
        for (before, after), accounts in days.items():
            staged = Account.objects.filter(workspace=run.workspace, external_id__in=accounts)
            staged.filter(check_staged_on=_day(after)).update(check_staged_on=_day(before))


def _take_back_first_import(run: ImportRun) -> None:
    """It was the first: the next one will be, if nobody has worked on the book since."""
    was_first = entries(run.workspace).filter(through=run.mark, verb="first_import").exists()
    if was_first and not by_others_since(run).exclude(account="").exists():
        run.workspace.first_import_on = None
        run.workspace.save(update_fields=["first_import_on"])


def by_others_since(run: ImportRun) -> QuerySet[Entry]:
    """What others have done since the import began; an import that was undone itself has done nothing."""
    first = entries(run.workspace).filter(through=run.mark).values_list("pk", flat=True).first()
    undone = ImportRun.objects.filter(workspace=run.workspace, state=RunState.UNDONE).values_list("pk", flat=True)
    marks = [run.mark, *map(mark_of, undone)]
    found = entries(run.workspace).filter(pk__gt=first or 0).exclude(through__in=marks)
    return found.exclude(actor_kind=ActorKind.SYSTEM.value, verb__in=_FOLLOWS)


#: what Toprung does by itself about what was imported: it goes with the accounts, or stands without harm
_FOLLOWS = ("freeze_promise", "open_intervention", "close_intervention")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
