"""A disk that can be filled and emptied while Toprung runs on it, in two ways: one of them runs anywhere."""

from __future__ import annotations

import os
import resource
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

#: enough for a home with its databases, a lake and what they need while they are written
MEGABYTES = 24
_CHUNK = 64 * 1024


class Disk(ABC):
    """A folder whose disk is full from `fill` to `free`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def fill(self) -> None:
        """From now on no file grows."""

    @abstractmethod
    def free(self) -> None:
        """There is room again."""


class SmallDisk(Disk):
    """A file system of some megabytes in memory, really full: the kernel says ENOSPC. Only root may mount it."""

    def fill(self) -> None:
        with suppress(OSError), (self.folder / "ballast").open("wb", buffering=0) as ballast:
            while True:
                # At the end the kernel writes less than it was asked to, down to nothing.
                ballast.write(b"\0" * _CHUNK)

    def free(self) -> None:
        (self.folder / "ballast").unlink()


class LimitedDisk(Disk):
    """The running processes may write nothing behind a file's first bytes: the kernel says EFBIG. Anyone may."""

    def __init__(self, folder: Path, writers: Callable[[], Collection[int]]) -> None:
        """`writers` gives the ids of the processes that are to find the disk full."""
        super().__init__(folder)
        self._writers = writers

    def fill(self) -> None:
        self._limit(4096)

    def free(self) -> None:
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, most: int) -> None:
        for process in self._writers():
            resource.prlimit(process, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """A small file system at the folder, which is made; it is gone afterwards."""
    folder.mkdir(parents=True)
    subprocess.run(_mounting(folder), check=True)
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def may_mount() -> bool:
    """May this process mount a file system?"""
    if os.geteuid() != 0:
        return False
    with TemporaryDirectory() as folder:
        mounted = subprocess.run(_mounting(Path(folder)), capture_output=True, check=False).returncode == 0
        if mounted:
            subprocess.run(["umount", folder], check=True)
    return mounted


def _mounting(folder: Path) -> list[str | Path]:
    return ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", folder]


def family(process: int) -> list[int]:
    """The process and all that it has started, and they."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(one for child in children for one in family(int(child)))]
