"""What a backup says of itself: when it was made, of what, and every file's length and hash."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Annotated

import msgspec

from toprung.engine.copying import TableVersion
from toprung.kernel.errors import BadInput, Refused

NAME = "backup.json"
LAKE = "lake"
_FORMAT = 1
_AT_ONCE = 1 << 20
_MAKE_ROOM = "make room there, or name another place. Nothing was changed."
_TAKE_ANOTHER = "Take another one; nothing was changed."


class Held(msgspec.Struct, frozen=True):
    """One file: its length in bytes and its SHA-256."""

    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """`steps` are the schema's; `lake` has each table's version, None where there was none yet.

    `files` are by their paths below the backup's folder; without `with_events` none is of the lake.
    """

    made_at: Annotated[datetime, msgspec.Meta(tz=True)]
    toprung: str
    database: str
    steps: tuple[tuple[str, str], ...]
    lake: Mapping[str, TableVersion | None]
    events: int
    with_events: bool
    files: Mapping[str, Held]
    format: int = _FORMAT

    @property
    def bytes(self) -> int:
        """The length of all files."""
        return sum(held.bytes for held in self.files.values())


def written(manifest: Manifest, folder: Path) -> Path:
    """Write it into the backup's folder; a folder without it is no backup."""
    path = folder / NAME
    path.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    return path


def manifest_of(folder: Path) -> Manifest:
    """What the backup in the folder says of itself. Raises BadInput where it is none, or not to be read."""
    path = folder / NAME
    if not path.is_file():
        why = "there is no such folder" if not folder.is_dir() else f"it holds no {NAME}, which is written last"
        raise BadInput(f"{folder} is no backup ({why}): name a folder that “toprung backup” has made.")
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read ({error}): take another backup. Nothing was changed.") from error
    if found.format != _FORMAT:
        raise BadInput(f"{folder} was made by a newer Toprung ({found.toprung}): restore it with that version.")
    if strange := [name for name in found.files if not _is_plain(name)]:
        raise BadInput(f"{path} names a file outside of the backup (“{strange[0]}”): do not trust it.")
    return found


def held(path: Path) -> Held:
    """What is to be noted of a file."""
    with path.open("rb") as file:
        return Held(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def copied(source: Path, target: Path) -> Held:
    """Copy a file, and say what the copy is. Raises FileNotFoundError, and Refused where it cannot be written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as file:
        try:
            with target.open("wb") as copy:
                shutil.copyfileobj(file, copy, _AT_ONCE)
            return held(target)
        except OSError as error:
            raise Refused(f"{source} could not be copied to {target} ({error.strerror}): {_MAKE_ROOM}") from error


def require_same(path: Path, noted: Held) -> None:
    """Raise BadInput where the file of a backup is gone or is not what was noted of it."""
    if not path.is_file():
        raise BadInput(f"{path} is missing: the backup is not whole. {_TAKE_ANOTHER}")
    if path.stat().st_size != noted.bytes or held(path) != noted:
        raise BadInput(f"{path} is not what was backed up: it was changed or damaged. {_TAKE_ANOTHER}")


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and path.parts != ()
