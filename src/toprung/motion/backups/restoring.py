"""A backup put in the place of what is there."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connections
from msgspec import structs

from toprung.engine.storage import sync
from toprung.kernel.errors import Refused
from toprung.motion import schema, stores
from toprung.motion.backups.databases import (
    exchange_databases,
    files_there,
    keep_aside,
    require_exchangeable,
)
from toprung.motion.backups.looking import person_of, require_fit, since
from toprung.motion.backups.making import ERASED_SINCE, backups_folder, free_name, seal, version_now
from toprung.motion.home import Exchange, Since, all_or_again, exchange_begun, home_alone
from toprung.motion.manifests import LAKE, Held, Manifest, copied, manifest_of, require_same
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
            again = _on_file_again(begun)
            held = _told(begun)
    return Restored(manifest, held, steps, begun.since, again)


def _begun(folder: Path, manifest: Manifest, now: datetime) -> Exchange:
    """What is noted before anything is moved; of a restore that was cut off, what that one has noted."""
    before = exchange_begun()
    if before is not None:
        return structs.replace(before, backup=str(folder))
    lake, later, version = stores.lake().folder, since(manifest.made_at), version_now(now)
    aside = _new_folder(backups_folder(), Path(settings.HOME), f"{SET_ASIDE}{now:%Y%m%dT%H%M%SZ}")
    lake_aside = aside / LAKE if _same_disk(aside, lake) else _new_folder(lake, lake, aside.name)
    try:
        keep_aside(aside)
    except Refused:
        _remove(aside, lake_aside)
        raise
    tables = tuple(name for name in manifest.lake if (lake / name).exists())
    # Back to it by the same command: not where the lake's part lies elsewhere, or what was there could not be read.
    was = version if lake_aside.is_relative_to(aside) else None
    return Exchange(str(folder), str(aside), str(lake_aside), tuple(files_there()), tables, later, was)


def _exchange(manifest: Manifest, begun: Exchange, now: datetime) -> int:
    """Move everything; how many changes brought an older schema up to date."""
    lake, lake_aside = stores.lake(), Path(begun.lake_aside)
    if manifest.with_events:
        lake.exchange(_lake_staging(), lake_aside, begun.tables)
    else:
        lake.rewind(manifest.lake, lake_aside, begun.tables)
    exchange_databases(_home_staging(), Path(begun.aside), begun.files)
    steps = schema.pending()
    if steps:
        schema.bring_up_to_date()
    old, new = the_inbox().uuid, uuid.uuid4().hex
    lake.take_over(old, new, manifest.lake, now)
    follow_inbox(old, new)
    rename(new)
    if begun.was is not None:
        seal(Path(begun.aside), structs.replace(begun.was, with_events=manifest.with_events))
    return steps


def _on_file_again(begun: Exchange) -> tuple[tuple[str, str], ...]:
    """Who was erased since, as name and account; written down beside what is set aside, should nobody read it now."""
    people = [person for key in begun.since.erased if (person := person_of(*key))]
    again = tuple(sorted((person.name, person.account.external_id) for person in people))
    connections.close_all()
    if again:
        path = Path(begun.aside) / ERASED_SINCE
        path.write_text("".join(f"{name} ({account})\n" for name, account in again), encoding="utf-8")
        sync(path)
        sync(path.parent)
    return again


def _told(begun: Exchange) -> tuple[Path, ...]:
    """The folders in which something lies; an empty one goes."""
    aside, lake_aside = Path(begun.aside), Path(begun.lake_aside)
    for folder in (lake_aside, aside):
        with suppress(OSError):
            folder.rmdir()
    return tuple(f for f in (aside, lake_aside) if f.exists() and (f == aside or not f.is_relative_to(aside)))


def _remove(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _new_folder(preferred: Path, beside: Path, name: str) -> Path:
    """A new folder of that name, or of one like it, on the disk of `beside`, whose things are moved there whole."""
    preferred.mkdir(parents=True, exist_ok=True, mode=0o700)
    parent = preferred if _same_disk(preferred, beside) else beside
    made = free_name(parent, name)
    made.mkdir(mode=0o700)
    sync(parent)
    sync(parent.parent)
    return made


def _same_disk(one: Path, other: Path) -> bool:
    return one.stat().st_dev == other.stat().st_dev


@contextmanager
def _staged(folder: Path, manifest: Manifest) -> Iterator[None]:
    """The backup's files copied beside their places, each compared with what was noted of it."""
    places = (_home_staging(), _lake_staging())
    stores.lake().folder.mkdir(parents=True, exist_ok=True, mode=0o700)
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
