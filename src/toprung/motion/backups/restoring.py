"""A backup put in the place of what is there."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from django.conf import settings
from django.db import connections
from msgspec import structs

from toprung.kernel.errors import Refused
from toprung.motion import schema, stores
from toprung.motion.backups.databases import (
    exchange_databases,
    files_there,
    keep_aside,
    require_exchangeable,
)
from toprung.motion.backups.looking import person_of, require_fit, since
from toprung.motion.backups.making import backups_folder
from toprung.motion.backups.manifest import LAKE, Held, Manifest, copied, manifest_of, require_same
from toprung.motion.home import Exchange, Since, all_or_again, exchange_begun, home_alone
from toprung.records.inbox.actions import rename, the_inbox
from toprung.records.matching.actions import follow_inbox

#: where a restore's files wait, below the home and below the lake: moved from there, they are in their places at once
_STAGED = "restoring"
#: how the folders are called in which lies what was there before, and when it was set aside
SET_ASIDE = "before-restore-"


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup is in place. `aside`: the folders in which lies what was there before; none where nothing was.

    `steps`: changes that brought an older schema up to date. `on_file_again`: people who were erased since, as name and
    account.
    """

    manifest: Manifest
    aside: tuple[Path, ...]
    steps: int
    since: Since
    on_file_again: tuple[tuple[str, str], ...]


def restore(folder: Path, now: datetime) -> Restored:
    """Put the backup in the place of both stores; what is there is set aside, and nothing is deleted.

    Nobody else uses the home meanwhile. Every file is copied and compared, and all is looked at that could hinder,
    before anything is moved. The inbox gets a new name, since numbers of its loads will be given again, and the lake
    learns up to where the new one has come: what waits in it is loaded once. A backup without events takes the lake
    back to the version it has noted. Dying midway, it is to be done again, with this backup or another, and nothing
    else can be done before. Raises BadInput for what is no such backup, Refused where something hinders.
    """
    folder = folder.absolute()
    manifest = manifest_of(folder)
    require_fit(manifest, folder)
    with home_alone(), stores.moving_events(), _staged(folder, manifest):
        require_exchangeable(_home_staging())
        begun = _begun(folder, manifest, now)
        with all_or_again(begun):
            steps = _exchange(manifest, begun, now)
    again = sorted(
        (person.name, person.account.external_id) for key in begun.since.erased if (person := person_of(*key))
    )
    aside, lake_aside = Path(begun.aside), Path(begun.lake_aside)
    folders = (aside,) if lake_aside.is_relative_to(aside) else (aside, lake_aside)
    held = tuple(folder for folder in folders if any(folder.iterdir()))
    return Restored(manifest, held, steps, begun.since, tuple(again))


def _begun(folder: Path, manifest: Manifest, now: datetime) -> Exchange:
    """What is noted before anything is moved; of a restore that was cut off, what that one has noted."""
    before = exchange_begun()
    if before is not None:
        return structs.replace(before, backup=str(folder))
    home, lake = Path(settings.HOME), stores.lake().folder
    aside = _new_folder(backups_folder(), home, f"{SET_ASIDE}{now:%Y%m%dT%H%M%SZ}")
    lake_aside = aside / LAKE if _same_disk(aside, lake) else _new_folder(lake, lake, aside.name)
    try:
        keep_aside(aside)
    except Refused:
        shutil.rmtree(aside)
        raise
    tables = tuple(name for name in manifest.lake if (lake / name).exists())
    later = since(manifest.made_at)
    return Exchange(str(folder), str(aside), str(lake_aside), tuple(files_there()), tables, later)


def _exchange(manifest: Manifest, begun: Exchange, now: datetime) -> int:
    """Move everything; how many changes brought an older schema up to date."""
    if manifest.with_events:
        stores.lake().exchange(_lake_staging(), Path(begun.lake_aside), begun.tables)
    else:
        stores.lake().rewind(manifest.lake, Path(begun.lake_aside))
    exchange_databases(_home_staging(), Path(begun.aside), begun.files)
    steps = schema.pending()
    if steps:
        schema.bring_up_to_date()
    old, new = the_inbox().uuid, uuid.uuid4().hex
    stores.lake().take_over(old, new, manifest.lake, now)
    follow_inbox(old, new)
    rename(new)
    connections.close_all()
    return steps


def _new_folder(preferred: Path, beside: Path, name: str) -> Path:
    """A new folder of that name, or of one like it, on the disk of `beside`, whose things are moved there whole."""
    preferred.mkdir(parents=True, exist_ok=True, mode=0o700)
    parent = preferred if _same_disk(preferred, beside) else beside
    for number in count(1):
        made = parent / (name if number == 1 else f"{name}-{number}")
        if not made.exists():
            made.mkdir(mode=0o700)
            return made
    raise AssertionError("there are numbers enough")


def _same_disk(one: Path, other: Path) -> bool:
    return one.stat().st_dev == other.stat().st_dev


@contextmanager
def _staged(folder: Path, manifest: Manifest) -> Iterator[None]:
    """The backup's files copied beside their places, each compared with what was noted of it."""
    places = (_home_staging(), _lake_staging())
    for place in places:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True, mode=0o700)
    try:
        for name, noted in manifest.files.items():
            _stage(folder / name, _place_of(name), noted)
        yield
    finally:
        for place in places:
            shutil.rmtree(place, ignore_errors=True)


def _place_of(name: str) -> Path:
    inside = f"{LAKE}/"
    return _lake_staging() / name.removeprefix(inside) if name.startswith(inside) else _home_staging() / name


def _stage(source: Path, target: Path, noted: Held) -> None:
    if not source.is_file() or copied(source, target) != noted:
        require_same(source, noted)
        # The file is as it was, and the copy is not: a disk at fault.
        raise Refused(f"{target} was not written as it was read: look at the disk. Nothing was changed.")


def _home_staging() -> Path:
    return Path(settings.HOME) / _STAGED


def _lake_staging() -> Path:
    return stores.lake().folder / _STAGED
