"""Writing the journal: called by other actions, inside their transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from toprung.kernel.canon import plain
from toprung.records.journal.models import Entry
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace

Changes = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be noted of one subject."""

    verb: str
    account: str = ""
    subject: str = ""
    changes: Changes = field(default_factory=dict)


def changes_between(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Changes:
    """Field -> [before, after] in JSON's types, for the fields that differ; all of `after` where there was nothing."""
    old = before or {}
    return {
        name: [plain(old.get(name)), plain(value)]
        for name, value in after.items()
        if before is None or old.get(name) != value
    }


def write(workspace: Workspace, notes: Iterable[Note], *, by: Actor, at: datetime) -> None:
    """Append the notes in their order."""
    Entry.objects.bulk_create(
        Entry(
            workspace=workspace,
            at=at,
            actor_kind=by.kind.value,
            actor_id=by.id,
            actor_name=by.name,
            verb=note.verb,
            account=note.account,
            subject=note.subject,
            changes=note.changes,
        )
        for note in notes
    )
