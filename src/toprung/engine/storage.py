"""Files that survive a power cut, and locks that die with the process that held them."""

from __future__ import annotations

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

_STAGING = "staging"
_UNBORN = "new-"


def sync(path: Path) -> None:
    """Make a file's bytes, or a folder's list of names, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_with_folders(paths: Iterable[Path], root: Path) -> None:
    """Make files durable, and every folder between them and `root`, `root` included."""
    folders: set[Path] = set()
    for path in paths:
        sync(path)
        folders.update(parent for parent in path.parents if parent.is_relative_to(root))
    for folder in sorted(folders, reverse=True):
        sync(folder)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock across processes, waiting for it. It ends with the process, however that ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Hold:
    """A lock across processes that is not waited for, shared or held by one alone. It ends with the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self, *, alone: bool) -> bool:
        """Hold it from now on, or still; False where others hold it in a way that forbids this: then it is not held."""
        if self._descriptor is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDONLY | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def leave(self) -> None:
        """Hold it no longer."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


@contextmanager
def staging(root: Path) -> Iterator[Path]:
    """A folder under `root` for one piece of work, removed afterwards; its name is unique.

    The folder itself is locked while the work lives, which is how `dead_stagings` knows the others. It takes its
    final name only once locked, so that nobody can find it unlocked before that.
    """
    name = uuid.uuid4().hex
    unborn, folder = root / _STAGING / f"{_UNBORN}{name}", root / _STAGING / name
    unborn.mkdir(parents=True)
    descriptor = os.open(unborn, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        unborn.rename(folder)
        yield folder
        shutil.rmtree(folder)
    finally:
        os.close(descriptor)


def dead_stagings(root: Path) -> list[Path]:
    """Staging folders whose process ended before its work did, or whose work failed."""
    home = root / _STAGING
    folders = sorted(home.iterdir()) if home.is_dir() else []
    return [folder for folder in folders if not folder.name.startswith(_UNBORN) and _is_dead(folder)]


def _is_dead(folder: Path) -> bool:
    with suppress(FileNotFoundError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            os.close(descriptor)
    return False


def machine_now() -> datetime:
    """The machine's clock, by which files are kept and vacuumed; never the program's, which may stand elsewhere."""
    return datetime.now(UTC)
