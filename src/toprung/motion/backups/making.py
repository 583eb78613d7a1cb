"""Making a backup: the databases and the lake as they stood between two loads."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from deltalake.exceptions import DeltaError
from django.conf import settings
from django.db import DatabaseError
from msgspec import structs

from toprung import __version__
from toprung.engine.copying import Versions
from toprung.engine.storage import sync, sync_with_folders
from toprung.kernel.errors import Refused
from toprung.motion import stores
from toprung.motion.backups.databases import are_there, copy_databases, vendor
from toprung.motion.manifests import LAKE, NAME, Held, Manifest, copied, held, written
from toprung.motion.schema import Silent, applied
from toprung.records.journal.models import Entry
from toprung.records.matching.models import MatchingState

#: what a restore writes beside what it has set aside: who is on file again
ERASED_SINCE = "erased-since.txt"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup in its folder."""

    folder: Path
    manifest: Manifest


def backups_folder() -> Path:
    """Where backups lie that nobody gave another place."""
    return Path(settings.HOME) / "backups"


def back_up(
    clock: Callable[[], datetime], target: Path | None = None, name: str = "backup", *, with_events: bool = True
) -> Backup:
    """Copy both stores into a new folder: `target`, else one below the backups folder, called by `name` and the moment.

    The moment is asked of the clock once nobody brings events in any more. Feeds' events are accepted meanwhile, and
    loaded once the databases are copied. Without `with_events` the lake's version is noted alone, to which a restore
    can take it back as long as its log and files are there. What is not finished is removed. Raises Refused where the
    target holds something, or a store cannot be copied.
    """
    folder = target or free_name(backups_folder(), f"{name}-{clock():%Y%m%dT%H%M%SZ}")
    _require_lake()
    with _new(folder.absolute()) as part:
        with stores.moving_events():
            moment = clock()
            files = {copy: held(part / copy) for copy in copy_databases(part)}
            # After the databases: of what an import does meanwhile, the lake may then know more, and never less.
            lake = _Lake.copied(part / LAKE) if with_events else _Lake.noted()
        files |= lake.copy_files(part)
        manifest = _manifest(moment, lake, files, with_events=with_events)
        sync_with_folders([*(part / name for name in files), written(manifest, part)], part)
    return Backup(folder.absolute(), manifest)


def free_name(parent: Path, name: str) -> Path:
    """That name below the folder, or one like it that nothing has: clocks stand still in demos, and go back."""
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(parent / each for each in names if not (parent / each).exists())


def version_now(now: datetime) -> Manifest | None:
    """What a backup of the stores as they stand would say, without its files; None where they cannot be read."""
    try:
        return _manifest(now, _Lake.noted(), {}, with_events=True) if are_there() else None
    except (Silent, DeltaError, OSError):
        return None


def seal(folder: Path, manifest: Manifest) -> None:
    """Make a backup of what lies in the folder: to be restored as any other."""
    found = [path for path in folder.rglob("*") if path.is_file() and path.name not in (NAME, ERASED_SINCE)]
    files = {path.relative_to(folder).as_posix(): held(path) for path in found}
    if files:
        sync_with_folders([written(structs.replace(manifest, files=files), folder)], folder)


def _manifest(moment: datetime, lake: _Lake, files: Mapping[str, Held], *, with_events: bool) -> Manifest:
    return Manifest(
        made_at=moment,
        toprung=__version__,
        database=vendor(),
        steps=tuple(sorted(applied())),
        lake=lake.versions,
        events=lake.rows,
        with_events=with_events,
        files=files,
    )


@dataclass(frozen=True, slots=True)
class _Lake:
    """The lake at the moment of the backup, with the files that are still to be copied; paths are in the lake."""

    versions: Versions
    rows: int
    files: tuple[Path, ...]

    @classmethod
    def noted(cls) -> _Lake:
        lake = stores.lake()
        return cls(lake.versions(), lake.health().rows, ())

    @classmethod
    def copied(cls, target: Path) -> _Lake:
        """With its logs copied below `target`."""
        lake = stores.lake()
        versions, files = lake.copy_logs(target)
        return cls(versions, lake.health().rows, files)

    def copy_files(self, folder: Path) -> dict[str, Held]:
        """Copy the events' files below the backup's folder; with the logs, by their paths in it."""
        logs = [path for path in (folder / LAKE).rglob("*") if path.is_file()]
        done = {path.relative_to(folder).as_posix(): held(path) for path in logs}
        for path in self.files:
            try:
                done[f"{LAKE}/{path.as_posix()}"] = copied(stores.lake().folder / path, folder / LAKE / path)
            except FileNotFoundError as error:
                raise Refused(_why_gone(path)) from error
        return done


def _require_lake() -> None:
    """Raise Refused where the records know of events and there is no lake: it was forgotten to say where that is."""
    lake = stores.lake()
    if set(lake.versions().values()) == {None} and _have_loaded():
        raise Refused(
            f"Events were loaded, and there is no lake at {lake.folder}: set TOPRUNG_LAKE to where it is, or mount its "
            "disk. Nothing was kept of the backup."
        )


def _have_loaded() -> bool:
    """Do the records know of events that were brought into a lake? Asked so that an older schema can answer too."""
    try:
        return (
            Entry.objects.filter(workspace__isnull=False, verb="load_events").exists()
            or MatchingState.objects.filter(workspace__isnull=False, load__gt=0).exists()
        )
    except DatabaseError:
        # So old that it knows of no loads.
        return False


def _why_gone(path: Path) -> str:
    lake = stores.lake()
    if lake.holds(path):
        return f"{lake.folder / path} is missing: the lake is damaged. Nothing was kept: “toprung doctor” says more."
    return (
        "Events were erased while they were being copied, and the copy would hold them still: nothing was kept of it. "
        "Back up again."
    )


@contextmanager
def _new(folder: Path) -> Iterator[Path]:
    """A folder for this process's user alone, which takes its name once the work ends well. Raises Refused."""
    if folder.resolve().is_relative_to(stores.lake().folder):
        raise Refused(f"{folder} lies in the lake, which deletes what it does not know: name a folder outside of it.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} holds something already: name a new folder. Nothing was changed.")
    part = folder.with_name(f"{folder.name}.part")
    if not folder.parent.is_dir():
        folder.parent.mkdir(parents=True, mode=0o700)
    try:
        part.mkdir(mode=0o700)
    except FileExistsError as error:
        raise Refused(
            f"{part} is there: another backup is being written to it, or one was cut off. Wait, or delete it, or name "
            "another folder. Nothing was changed."
        ) from error
    try:
        yield part
        part.rename(folder)
        sync(folder.parent)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
