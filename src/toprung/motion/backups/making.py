"""Making a backup: the databases and the lake as they stood between two loads."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from toprung import __version__
from toprung.engine.storage import sync_with_folders
from toprung.kernel.errors import Refused
from toprung.motion import stores
from toprung.motion.backups.databases import copy_databases, vendor
from toprung.motion.backups.manifest import LAKE, Held, Manifest, copied, held, written
from toprung.motion.schema import applied


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup in its folder."""

    folder: Path
    manifest: Manifest


def backups_folder() -> Path:
    """Where backups lie that nobody gave another place."""
    return Path(settings.HOME) / "backups"


def back_up(now: datetime, target: Path | None = None, name: str = "backup", *, with_events: bool = True) -> Backup:
    """Copy both stores into a new folder: `target`, else one below the backups folder, called by `name` and the moment.

    Feeds' events are accepted meanwhile, and loaded once the databases are copied. Without `with_events` the lake's
    version is noted alone, to which a restore can take it back as long as its files are there (seven days). A folder
    that is not finished is removed. Raises Refused where the target holds something, or a store cannot be copied.
    """
    folder = (target or backups_folder() / f"{name}-{now:%Y%m%dT%H%M%SZ}").absolute()
    with _new(folder):
        with stores.moving_events():
            files = {copy: held(folder / copy) for copy in copy_databases(folder)}
            # After the databases: of what an import does meanwhile, the lake may then know more, and never less.
            lake = _Lake.copied(folder / LAKE) if with_events else _Lake.noted()
        files |= lake.copy_files(folder)
        manifest = Manifest(
            made_at=now,
            toprung=__version__,
            database=vendor(),
            steps=tuple(sorted(applied())),
            lake=lake.versions,
            events=lake.rows,
            with_events=with_events,
            files=files,
        )
        sync_with_folders([*(folder / name for name in files), written(manifest, folder)], folder)
    return Backup(folder, manifest)


@dataclass(frozen=True, slots=True)
class _Lake:
    """The lake at the moment of the backup, with the files that are still to be copied; paths are in the lake."""

    versions: dict[str, int | None]
    rows: int
    files: tuple[Path, ...]

    @classmethod
    def noted(cls) -> _Lake:
        lake = stores.lake()
        return cls(dict(lake.versions()), lake.health().rows, ())

    @classmethod
    def copied(cls, target: Path) -> _Lake:
        """With its logs copied below `target`."""
        lake = stores.lake()
        versions, files = lake.copy_logs(target)
        return cls(dict(versions), lake.health().rows, files)

    def copy_files(self, folder: Path) -> dict[str, Held]:
        """Copy the events' files below the backup's folder; with the logs, by their paths in it."""
        logs = [path for path in (folder / LAKE).rglob("*") if path.is_file()]
        done = {path.relative_to(folder).as_posix(): held(path) for path in logs}
        for path in self.files:
            try:
                done[f"{LAKE}/{path.as_posix()}"] = copied(stores.lake().folder / path, folder / LAKE / path)
            except FileNotFoundError as error:
                raise Refused(
                    "Events were erased while they were being copied, and the copy would hold them still: nothing was "
                    "kept of it. Back up again."
                ) from error
        return done


@contextmanager
def _new(folder: Path) -> Iterator[None]:
    """A folder for this process's user alone, which is removed unless the work ends well. Raises Refused."""
    if folder.is_relative_to(stores.lake().folder):
        raise Refused(f"{folder} lies in the lake, which deletes what it does not know: name a folder outside of it.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} holds something already: name a new folder. Nothing was changed.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
