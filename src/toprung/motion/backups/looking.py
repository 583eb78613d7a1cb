"""Looking before a restore: what the backup holds, and what has happened since that would be on file no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import DatabaseError

from toprung.kernel.errors import BadInput
from toprung.motion import schema
from toprung.motion.backups.databases import vendor
from toprung.motion.backups.making import backups_folder
from toprung.motion.backups.manifest import NAME, Manifest, manifest_of, require_same
from toprung.records.book.models import Stakeholder
from toprung.records.journal.queries import entries
from toprung.records.outcomes.erasing import is_erased
from toprung.records.tenancy.queries import workspaces

_ERASE_EVENTS = "erase_events"
#: a stakeholder in whichever copy of a book: the workspace's key in the lake, which no other has, and the row's number
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Since:
    """What the book on file says of the time after a backup; nothing where no book is there or none can be read.

    `done`: entries of the journal, by the workspace's name. `erased_events`: how many times events were erased.
    `erased`: all people who are erased by now, whenever that was.
    """

    done: Mapping[str, int]
    erased_events: int
    erased: frozenset[Key]


@dataclass(frozen=True, slots=True)
class Outlook:
    """A backup that can be restored here, and what has happened since it was made."""

    folder: Path
    manifest: Manifest
    since: Since


_NOTHING = Since({}, 0, frozenset())


def look(folder: Path) -> Outlook:
    """Look into a backup and read every file of it; nothing is changed. Raises BadInput where it is unfit."""
    folder = folder.absolute()
    manifest = manifest_of(folder)
    require_fit(manifest, folder)
    for name, noted in manifest.files.items():
        require_same(folder / name, noted)
    return Outlook(folder, manifest, since(manifest.made_at))


def require_fit(manifest: Manifest, folder: Path) -> None:
    """Raise BadInput where this Toprung, with this database, cannot restore it."""
    if manifest.database != vendor():
        raise BadInput(
            f"{folder} holds the records of {manifest.database}, and DATABASE_URL names {vendor()}: restore it with "
            "the settings it was made with. To move between the two see “toprung export”."
        )
    if unknown := schema.unknown(manifest.steps):
        raise BadInput(
            f"{folder} was made by a newer Toprung ({manifest.toprung}, {unknown[0]}): restore it with that version."
        )


def since(moment: datetime) -> Since:
    """What the book on file says of the time after that moment."""
    try:
        if schema.pending() or schema.newer():
            return _NOTHING
        return _since(moment)
    except (schema.Silent, DatabaseError):
        # What cannot be read is what a restore is for.
        return _NOTHING


def person_of(key: Key) -> Stakeholder | None:
    """The person in the book on file; None where they are not in it, or are erased."""
    workspace_key, pk = key
    found = Stakeholder.objects.filter(account__workspace__lake_key=workspace_key, pk=pk).select_related("account")
    return next((person for person in found if not is_erased(person)), None)


def backups_here() -> list[tuple[Path, datetime]]:
    """The backups in the backups folder with the moment of each, the newest first."""
    found = []
    for path in sorted(backups_folder().glob(f"*/{NAME}")):
        try:
            found.append((path.parent, manifest_of(path.parent).made_at))
        except (BadInput, OSError):
            continue
    return sorted(found, key=lambda backup: backup[1], reverse=True)


def _since(moment: datetime) -> Since:
    done, erased_events = {}, 0
    for workspace in workspaces():
        later = entries(workspace).filter(at__gt=moment)
        done[workspace.name] = later.count()
        erased_events += later.filter(verb=_ERASE_EVENTS).count()
    return Since({name: count for name, count in done.items() if count}, erased_events, _erased_people())


def _erased_people() -> frozenset[Key]:
    called_so = Stakeholder.objects.filter(account__workspace__isnull=False, name__startswith="erased person")
    found = called_so.select_related("account__workspace")
    return frozenset((person.account.workspace.lake_key, person.pk) for person in found if is_erased(person))
