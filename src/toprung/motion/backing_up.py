"""A copy of the records before something is done to all of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection


def back_up_records(now: datetime) -> Path | None:
    """A consistent copy of the SQLite database, by its own online backup; None on PostgreSQL, which has its tools."""
    if connection.vendor != "sqlite":
        return None
    folder = Path(settings.HOME) / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"toprung-{now:%Y%m%dT%H%M%S}.sqlite3"
    with (
        closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as source,
        closing(sqlite3.connect(target)) as to,
    ):
        source.backup(to)
    return target
