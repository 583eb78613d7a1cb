"""What was deleted from SQLite's files made unreadable there: a deleted row's bytes stay until others need the room."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections

from toprung.records.inbox.routing import alias


def scrub() -> bool:
    """Write SQLite's files anew with what they hold, and empty their journals; False where a reader kept one open.

    Writers wait meanwhile, about a second for each 200 MB. A PostgreSQL server has files and habits of its own: there
    is nothing done there. Not within a transaction.
    """
    scrubbed = [_scrubbed(name) for name in sorted({DEFAULT_DB_ALIAS, alias()})]
    return all(scrubbed)


def _scrubbed(name: str) -> bool:
    connection = connections[name]
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
    return not busy
