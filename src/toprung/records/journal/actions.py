"""Writing the journal: called by other actions, inside their transaction."""

from __future__ import annotations

import re
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


def replace_texts(workspace: Workspace, account: str, texts: Iterable[str], by_what: str) -> int:
    """Put other words for a person's name and addresses in the account's entries; returns how many entries it was.

    The one change that the journal takes: a person has the right to be forgotten, what was done stays on the record.
    """
    named = _naming(texts)
    if named is None:
        return 0
    changed: list[Entry] = []
    for entry in Entry.objects.filter(workspace=workspace, account=account):
        subject, changes = named.sub(by_what, entry.subject), _replaced(entry.changes, named, by_what)
        if (subject, changes) != (entry.subject, entry.changes):
            entry.subject, entry.changes = subject, changes
            changed.append(entry)
    Entry.objects.bulk_update(changed, ["subject", "changes"], batch_size=200)
    return len(changed)


def without_texts(text: str, texts: Iterable[str], by_what: str) -> str:
    """The text with other words for a person's name and addresses."""
    named = _naming(texts)
    return text if named is None else named.sub(by_what, text)


def _naming(texts: Iterable[str]) -> re.Pattern[str] | None:
    """What finds any of the texts as whole words, letters' case and the kind of space between words aside."""
    found = [r"\s+".join(map(re.escape, text.split())) for text in sorted(filter(None, texts), key=len, reverse=True)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", re.IGNORECASE) if found else None


def _replaced(value: Any, named: re.Pattern[str], by_what: str) -> Any:
    if isinstance(value, str):
        return named.sub(by_what, value)
    if isinstance(value, dict):
        return {name: _replaced(item, named, by_what) for name, item in value.items()}
    return [_replaced(item, named, by_what) for item in value] if isinstance(value, list) else value


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
            through=by.through,
        )
        for note in notes
    )
