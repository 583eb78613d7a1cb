"""The lake's tables copied as they stand, put in the place of others, and taken back to an earlier version."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from toprung.engine.delta import EventTable, HeldFile, LakeError
from toprung.engine.storage import sync, sync_with_folders

#: what delta-rs writes before it gives an entry its name
_UNFINISHED = shutil.ignore_patterns("*.tmp")


class TableVersion(NamedTuple):
    """A version of one table: its number, which means little in another history; whose it is; and what it holds."""

    number: int
    #: the table's own id
    table: str
    #: SHA-256 of the paths of its files
    files: str


#: a table's name and its version; None: it was not there yet
Versions = Mapping[str, TableVersion | None]


def versions(tables: Sequence[EventTable]) -> dict[str, TableVersion | None]:
    """At which version each table is."""
    handles = {table: table.handle() for table in tables}
    return {
        table.folder.name: _version(table, handle.version(), handle) if handle else None
        for table, handle in handles.items()
    }


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


def exchange(tables: Sequence[EventTable], staged: Path, aside: Path, those: Collection[str]) -> None:
    """Put the tables below `staged` in the place of these, and `those` below `aside`. Under the lake's lock.

    Others, and those that lie below `aside` already, are copies that were put in by one that died: they are deleted.
    """
    for table in tables:
        _set_aside(table, aside, those)
        _put_in(table, staged)


def rewind(tables: Sequence[EventTable], wanted: Versions, aside: Path, those: Collection[str]) -> None:
    """Take each table back to its version by a commit of its own; one that was not there yet goes, as by `exchange`.

    Only while the lake's lock is held. Raises LakeError, and leaves them all, where one cannot go back.
    """
    require_there(tables, wanted)
    for table in tables:
        version = wanted.get(table.folder.name)
        _rewind(table, version) if version else _set_aside(table, aside, those)


def require_there(tables: Sequence[EventTable], wanted: Versions) -> None:
    """Raise LakeError where a table cannot go back to its version: it is of another history, or files are gone."""
    for table in tables:
        version = wanted.get(table.folder.name)
        if version is not None:
            _require_there(table, version)


def take_over(tables: Sequence[EventTable], inbox: tuple[str, str], at: Versions, now: datetime) -> None:
    """Let the second inbox go on where the first had come to at those versions: its loads up to there are taken.

    Only while the lake's lock is held. Twice over is once.
    """
    old, new = inbox
    for table in tables:
        version = at.get(table.folder.name)
        taken = DeltaTable(str(table.folder), version.number).transaction_version(old) if version else None
        if taken and not table.has_taken(new, taken):
            table.note({new: taken}, now)


def _set_aside(table: EventTable, aside: Path, those: Collection[str]) -> None:
    """Take the table away, by moving it into a folder on the same disk if it is one of those and not there yet."""
    if not table.folder.exists():
        return
    if table.folder.name not in those or (aside / table.folder.name).exists():
        shutil.rmtree(table.folder)
        return
    aside.mkdir(parents=True, exist_ok=True, mode=0o700)
    table.folder.rename(aside / table.folder.name)
    sync(aside)


def _put_in(table: EventTable, staged: Path) -> None:
    """Move the table below `staged`, on the same disk, into its place, where nothing is by now."""
    found = staged / table.folder.name
    if found.exists():
        sync_with_folders([path for path in found.rglob("*") if path.is_file()], found)
        found.rename(table.folder)
    sync(table.root)


def _rewind(table: EventTable, version: TableVersion) -> None:
    handle, before = table.handle(), {file.path for file in table.held()}
    if handle is not None and _version(table, handle.version(), handle) != version:
        handle.restore(version.number)
        table.sync_new(before)


def _version(table: EventTable, number: int, handle: DeltaTable) -> TableVersion:
    return TableVersion(number, str(handle.metadata().id), _digest(table, table.held_by(handle)))


def _digest(table: EventTable, held: Sequence[HeldFile]) -> str:
    paths = sorted(file.path.relative_to(table.folder).as_posix() for file in held)
    return hashlib.sha256("\n".join(paths).encode()).hexdigest()


def _require_there(table: EventTable, version: TableVersion) -> None:
    name = f"The lake's table “{table.folder.name}” cannot be taken back to version {version.number}"
    try:
        handle = DeltaTable(str(table.folder), version.number)
        held = table.held_by(handle)
    except (DeltaError, OSError) as error:
        raise LakeError(f"{name}: its log does not reach there any more ({' '.join(str(error).split())}).") from error
    if _version(table, version.number, handle) != version:
        raise LakeError(f"{name}: that version is of another history, since the lake was restored or made anew.")
    if gone := sum(not file.path.exists() for file in held):
        raise LakeError(f"{name}: {gone:,} of its {len(held):,} files are there no more.")
