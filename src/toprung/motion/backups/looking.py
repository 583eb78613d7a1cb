"""Looking before a restore: what the backup holds, and what has happened since that would be on file no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import DatabaseError

from toprung.engine.delta import LakeError
from toprung.kernel.errors import BadInput, Refused
from toprung.motion import schema, stores
from toprung.motion.backups.databases import are_there, place, vendor
from toprung.motion.backups.making import backups_folder
from toprung.motion.home import Since, exchange_begun
from toprung.motion.manifests import NAME, Manifest, manifest_of, require_same
from toprung.records.book.models import Stakeholder
from toprung.records.journal.queries import entries
from toprung.records.outcomes.erasing import is_erased
from toprung.records.tenancy.queries import workspaces

_ERASE_EVENTS = "erase_events"


@dataclass(frozen=True, slots=True)
class Outlook:
    """A backup that can be restored here, what has happened since it was made, and the places it would be put in."""

    folder: Path
    manifest: Manifest
    since: Since
    records: str
    lake: Path


def look(folder: Path) -> Outlook:
    """Look into a backup and read every file of it. Raises BadInput or Refused where it is unfit."""
    folder = folder.absolute()
    manifest = manifest_of(folder)
    require_fit(manifest, folder)
    for name, noted in manifest.files.items():
        require_same(folder / name, noted)
    return Outlook(folder, manifest, since(manifest.made_at), place(), stores.lake().folder)


def require_fit(manifest: Manifest, folder: Path) -> None:
    """Raise BadInput where this Toprung, with this database, cannot restore it, and Refused where this lake cannot."""
    if manifest.database != vendor():
        raise BadInput(
            f"{folder} holds the records of {manifest.database}, and DATABASE_URL names {vendor()}: restore it with "
            "the settings it was made with. To move between the two see “toprung export”."
        )
    if unknown := schema.unknown(manifest.steps):
        raise BadInput(
            f"{folder} was made by a newer Toprung ({manifest.toprung}, {unknown[0]}): restore it with that version."
        )
    if not manifest.with_events:
        try:
            stores.lake().require_there(manifest.lake)
        except LakeError as error:
            raise Refused(f"{error} Restore a backup that holds events. Nothing was changed.") from error


def since(moment: datetime) -> Since:
    """What the book on file says of the time after that moment: the one that was there before a restore began."""
    if begun := exchange_begun():
        return begun.since
    try:
        if not are_there() or schema.pending() or schema.newer():
            return Since(read=False)
        return _since(moment)
    except (schema.Silent, DatabaseError):
        # What cannot be read is what a restore is for; that nobody could look is said.
        return Since(read=False)


def person_of(workspace_key: str, row: int) -> Stakeholder | None:
    """The person in the book on file; None where they are not in it, or are erased."""
    found = Stakeholder.objects.filter(account__workspace__lake_key=workspace_key, pk=row).select_related("account")
    return next((person for person in found if not is_erased(person)), None)


def backups_here() -> list[tuple[Path, Manifest]]:
    """The backups in the backups folder, the newest first."""
    found = []
    for path in backups_folder().glob(f"*/{NAME}"):
        try:
            found.append((path.parent, manifest_of(path.parent)))
        except (BadInput, OSError):
            # It is shown to nobody as a backup, which is what it is not.
            continue
    return sorted(found, key=lambda backup: backup[1].made_at, reverse=True)


def _since(moment: datetime) -> Since:
    done, erased_events = {}, 0
    for workspace in workspaces():
        later = entries(workspace).filter(at__gt=moment)
        done[workspace.name] = later.count()
        erased_events += later.filter(verb=_ERASE_EVENTS).count()
    return Since(True, {name: count for name, count in done.items() if count}, erased_events, _erased_people())


def _erased_people() -> tuple[tuple[str, int], ...]:
    called_so = Stakeholder.objects.filter(account__workspace__isnull=False, name__startswith="erased person")
    found = called_so.select_related("account__workspace")
    return tuple((person.account.workspace.lake_key, person.pk) for person in found if is_erased(person))
