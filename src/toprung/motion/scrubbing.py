"""What was deleted from SQLite's files made unreadable there: a deleted row's bytes stay until others need the room."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from toprung.records.inbox.routing import alias

#: after somebody was reading, it is tried again
_PAUSE = timedelta(minutes=1)


def scrub() -> bool:
    """Write SQLite's files anew with what they hold, and empty their journals; False where a reader kept one open.

    Writers wait meanwhile, about a second for each 200 MB. A PostgreSQL server has files and habits of its own: there
    is nothing done there. Not within a transaction.
    """
    scrubbed = [_scrubbed(name) for name in sorted({DEFAULT_DB_ALIAS, alias()})]
    if all(scrubbed):
        _mark().unlink(missing_ok=True)
    return all(scrubbed)


def scrub_soon(now: datetime) -> None:
    """Have the worker scrub: called before something is erased, and after, so that dying in between forgets nothing."""
    _mark().parent.mkdir(parents=True, exist_ok=True)
    _mark().write_text(now.isoformat(), encoding="utf-8")


def scrub_if_due(now: datetime) -> bool:
    """Scrub where somebody asked for it; True where it was done now. What a reader hinders is put off by a minute."""
    mark = _mark()
    if not mark.exists() or datetime.fromisoformat(mark.read_text(encoding="utf-8")) > now:
        return False
    if scrub():
        return True
    scrub_soon(now + _PAUSE)
    return False


def _mark() -> Path:
    """Holds from when on it is due; there as long as it is."""
    return Path(settings.HOME) / "scrub-due"


def _scrubbed(name: str) -> bool:
    connection = connections[name]
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
    return not busy
