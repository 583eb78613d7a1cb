"""The lake's tables copied as they stand, put in the place of others, and taken back to an earlier version."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from toprung.engine.delta import EventTable, LakeError
from toprung.engine.storage import sync

#: what delta-rs writes before it gives an entry its name
_UNFINISHED = shutil.ignore_patterns("*.tmp")

#: a table's name and its version; None: it was not there yet
Versions = Mapping[str, int | None]


def versions(tables: Sequence[EventTable]) -> dict[str, int | None]:
    """At which version each table is."""
    handles = {table.folder.name: table.handle() for table in tables}
    return {name: handle.version() if handle else None for name, handle in handles.items()}


def copy_logs(tables: Sequence[EventTable], target: Path) -> tuple[Path, ...]:
    """Copy each table's log below `target`; returns the files that the tables hold, relative to the lake's folder.

    Only while the lake's lock is held. Files are never changed, so they may be copied after it.
    """
    held: list[Path] = []
    for table in tables:
        if table.handle() is not None:
            log = table.folder / "_delta_log"
            shutil.copytree(log, target / table.folder.name / "_delta_log", ignore=_UNFINISHED)
            held += [file.path.relative_to(table.root) for file in table.held()]
    return tuple(held)


def exchange(tables: Sequence[EventTable], staged: Path, aside: Path) -> None:
    """Put the tables below `staged` (a folder of the lake's own) in the place of these, which are moved to `aside`.

    Only while the lake's lock is held. Dying midway leaves each table in one of the two places.
    """
    for table in tables:
        if table.folder.exists():
            aside.mkdir(parents=True, exist_ok=True)
            shutil.move(table.folder, aside / table.folder.name)
        if (staged / table.folder.name).exists():
            (staged / table.folder.name).rename(table.folder)
    sync(tables[0].root)


def rewind(tables: Sequence[EventTable], wanted: Versions) -> None:
    """Take each table back to its version, by a commit of its own; all of them or none.

    Only while the lake's lock is held. Raises LakeError where a file of that version is there no more.
    """
    for table in tables:
        _require_there(table, wanted.get(table.folder.name))
    for table in tables:
        handle, before = table.handle(), {file.path for file in table.held()}
        if handle is not None and handle.version() != (version := wanted.get(table.folder.name) or 0):
            handle.restore(version)
            table.sync_new(before)


def take_over(tables: Sequence[EventTable], inbox: tuple[str, str], at: Versions, now: datetime) -> None:
    """Let the second inbox go on where the first had come to at those versions: its loads up to there are taken.

    Only while the lake's lock is held. Twice over is once.
    """
    old, new = inbox
    for table in tables:
        version = at.get(table.folder.name)
        taken = DeltaTable(str(table.folder), version).transaction_version(old) if version is not None else None
        if taken and not table.has_taken(new, taken):
            table.note({new: taken}, now)


def _require_there(table: EventTable, version: int | None) -> None:
    if not version:
        return
    try:
        paths = [file.path for file in table.held_by(DeltaTable(str(table.folder), version))]
    except (DeltaError, OSError) as error:
        raise LakeError(f"The {table.folder.name} cannot be taken back to version {version} ({error}).") from error
    gone = [path for path in paths if not path.exists()]
    if gone:
        raise LakeError(
            f"The {table.folder.name} cannot be taken back to version {version}: {len(gone):,} of its {len(paths):,} "
            "files are there no more."
        )
