"""A backup put in the place of what is there."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connections

from toprung.kernel.errors import Refused
from toprung.motion import schema, stores
from toprung.motion.backups.cutting_off import all_or_again
from toprung.motion.backups.databases import put_databases_back, set_databases_aside
from toprung.motion.backups.looking import Since, person_of, require_fit, since
from toprung.motion.backups.making import backups_folder
from toprung.motion.backups.manifest import LAKE, Held, Manifest, copied, manifest_of, require_same
from toprung.records.inbox.actions import rename, the_inbox
from toprung.records.matching.actions import follow_inbox

#: where a restore's files wait, below the home and below the lake: moved from there, they are in their places at once
_STAGED = "restoring"


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup is in place. `aside`: where that lies what was there before; None where nothing was.

    `steps`: changes that brought an older schema up to date. `on_file_again`: people who were erased since, as name and
    account.
    """

    manifest: Manifest
    aside: Path | None
    steps: int
    since: Since
    on_file_again: tuple[tuple[str, str], ...]


def restore(folder: Path, now: datetime) -> Restored:
    """Put the backup in the place of both stores; what is there is set aside, and nothing is deleted.

    Every file is copied and compared before anything is moved. The inbox gets a new name, since numbers of its loads
    will be given again, and the lake learns up to where the new one has come: what waits in it is loaded once. A
    backup without events takes the lake back to the version it has noted. Dying midway, it is to be done again, and
    nothing else can be done before. Raises BadInput for what is no such backup, Refused while Toprung is served.
    """
    folder = folder.absolute()
    manifest = manifest_of(folder)
    require_fit(manifest, folder)
    later, aside = since(manifest.made_at), backups_folder() / f"before-restore-{now:%Y%m%dT%H%M%SZ}"
    with _alone(), _staged(folder, manifest), all_or_again(folder):
        if not manifest.with_events:
            # First, since it alone can be impossible.
            stores.lake().rewind(manifest.lake)
        set_databases_aside(aside)
        put_databases_back(_home_staging())
        if manifest.with_events:
            stores.lake().exchange(_lake_staging(), aside / LAKE)
        steps = schema.pending()
        if steps:
            schema.bring_up_to_date()
        _take_over(manifest, now)
    again = sorted((person.name, person.account.external_id) for key in later.erased if (person := person_of(key)))
    return Restored(manifest, aside if aside.exists() else None, steps, later, tuple(again))


def _take_over(manifest: Manifest, now: datetime) -> None:
    """Another inbox goes on where the backup's had come to; done to the end, or all of it again."""
    old, new = the_inbox().uuid, uuid.uuid4().hex
    stores.lake().take_over(old, new, manifest.lake, now)
    follow_inbox(old, new)
    rename(new)
    connections.close_all()


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody serves, and nobody brings events in."""
    with stores.nobody_serves() as alone:
        if not alone:
            raise Refused(f"“toprung serve” is running in {settings.HOME}: stop it, then restore. Nothing was changed.")
        with stores.moving_events():
            yield


@contextmanager
def _staged(folder: Path, manifest: Manifest) -> Iterator[None]:
    """The backup's files copied beside their places, each compared with what was noted of it."""
    places = (_home_staging(), _lake_staging())
    for place in places:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
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
