"""A copy of the records, and of the inbox, before something is done to all of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connections

from toprung.motion.schema import databases


def back_up(now: datetime) -> tuple[Path, ...]:
    """Consistent copies of the SQLite databases, by SQLite's own online backup, the records first.

    None on PostgreSQL, which has its tools. One that is not there yet has nothing to copy.
    """
    names = [connections[one].settings_dict["NAME"] for one in databases() if connections[one].vendor == "sqlite"]
    folder = Path(settings.HOME) / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_copied(Path(name), folder, now) for name in names if Path(name).exists())


def _copied(path: Path, folder: Path, now: datetime) -> Path:
    target = folder / f"{path.stem}-{now:%Y%m%dT%H%M%S}{path.suffix}"
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as to:
        source.backup(to)
    return target
