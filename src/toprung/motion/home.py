"""Who uses the stores of a home, and who alone may exchange them: never both, and nobody while half is exchanged."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import msgspec
from django.conf import settings

from toprung.engine.storage import Hold, sync
from toprung.kernel.errors import Refused
from toprung.motion.manifests import Manifest

_LOCK = "use.lock"
_FULL = "Stop “toprung serve” and whatever else is running, imports and other restores too. Nothing was changed."


class Since(msgspec.Struct, frozen=True):
    """What the book on file says of the time after a backup; without `read` nobody could say.

    `done`: entries of the journal, by the workspace's name. `erased_events`: how many times events were erased.
    `erased`: all people who are erased by now, whenever that was, by the workspace's key in the lake and row number.
    """

    read: bool
    done: Mapping[str, int] = {}
    erased_events: int = 0
    erased: tuple[tuple[str, int], ...] = ()


class Exchange(msgspec.Struct, frozen=True):
    """A restore that has begun to move files: of which backup, where what was there goes, and what that was.

    `files` (of the databases) and `tables` (of the lake) were there when it began; whatever else lies in their places
    is its own. `was`: what a manifest of it would say but for its files; None where that could not be read.
    """

    backup: str
    aside: str
    lake_aside: str
    files: tuple[str, ...]
    tables: tuple[str, ...]
    since: Since
    was: Manifest | None


def use_home() -> None:
    """From now on, until `leave_home` or its end, this process may use the stores: no restore begins meanwhile.

    Raises Refused while one is at work, and where one was cut off. Without a home there is nothing to hold.
    """
    home = Path(settings.HOME)
    if home.is_dir() and not _hold(home).take(alone=False):
        raise Refused("A restore is at work here: wait until it is done, then try again. Nothing was changed.")
    if backup := cut_off_restore():
        leave_home()
        again = f"toprung restore {shlex.quote(backup)} --yes"
        raise Refused(f"A restore was cut off, which left half of each: run “{again}” again.")


def leave_home() -> None:
    """This process is through with the stores."""
    _hold(Path(settings.HOME)).leave()


@contextmanager
def home_alone() -> Iterator[None]:
    """The home for this process alone, which is made where it is not there. Raises Refused while others use it."""
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    hold = Hold(home / _LOCK)
    if not hold.take(alone=True):
        raise Refused(f"Toprung is in use in {home}. {_FULL}")
    try:
        yield
    finally:
        hold.leave()


def cut_off_restore() -> str:
    """The backup whose restore was cut off; empty where none was."""
    begun = exchange_begun()
    return begun.backup if begun else ""


def exchange_begun() -> Exchange | None:
    """What a restore has noted before it moved anything, and has not ended."""
    mark = _mark()
    return msgspec.json.decode(mark.read_bytes(), type=Exchange) if mark.exists() else None


@contextmanager
def all_or_again(begun: Exchange) -> Iterator[None]:
    """Until this ends well the restore counts as cut off, however the process ends."""
    mark = _mark()
    unborn = mark.with_suffix(".new")
    try:
        unborn.write_bytes(msgspec.json.encode(begun))
        sync(unborn)
    except OSError as error:
        unborn.unlink(missing_ok=True)
        raise Refused(f"{unborn} could not be written ({error.strerror}): make room. Nothing was changed.") from error
    unborn.rename(mark)
    sync(mark.parent)
    yield
    mark.unlink()
    sync(mark.parent)


def _mark() -> Path:
    return Path(settings.HOME) / "restore-cut-off.json"


@lru_cache(maxsize=1)
def _hold(home: Path) -> Hold:
    return Hold(home / _LOCK)
