"""Which database holds the records: SQLite in the home folder, or PostgreSQL by `DATABASE_URL`."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from toprung.kernel.errors import BadInput

#: psycopg.IsolationLevel.REPEATABLE_READ; psycopg is not there where SQLite is used
_REPEATABLE_READ = 3


def database(url: str, home: Path) -> dict[str, Any]:
    """Django's settings for one database. Raises BadInput for a URL that is not PostgreSQL's."""
    return _postgres(url) if url else _sqlite(home / "toprung.sqlite3")


def snapshot_of(default: dict[str, Any]) -> dict[str, Any]:
    """The same database over a second connection, whose transactions see one state of it and lock nobody out."""
    options = dict(default["OPTIONS"])
    if default["ENGINE"].endswith("sqlite3"):
        options["transaction_mode"] = "DEFERRED"
    else:
        options["isolation_level"] = _REPEATABLE_READ
    return {**default, "OPTIONS": options, "TEST": {"MIRROR": "default"}}


def inbox_beside(default: dict[str, Any], home: Path) -> dict[str, dict[str, Any]]:
    """The inbox's own database, by its alias: a file beside SQLite's, so that intake waits for none of its writers.

    PostgreSQL needs none: the inbox is a table among the records.
    """
    return {"inbox": _sqlite(home / "inbox.sqlite3")} if default["ENGINE"].endswith("sqlite3") else {}


def _sqlite(path: Path) -> dict[str, Any]:
    # WAL lets pages read while an import writes; FULL makes a commit survive a power cut; IMMEDIATE takes the
    # write lock at BEGIN, so that a transaction waits its turn instead of failing in the middle.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def _postgres(url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise BadInput("DATABASE_URL is no address: write it as postgresql://user:password@host:port/name.") from error
    if parts.scheme not in ("postgres", "postgresql"):
        raise BadInput("DATABASE_URL must begin with postgresql://; leave it out to use SQLite.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": _port(parts),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _port(parts: SplitResult) -> str:
    try:
        return str(parts.port or "")
    except ValueError as error:
        raise BadInput(
            "The port in DATABASE_URL is not a number from 0 to 65535: write it as postgresql://user@host:5432/name, "
            "and @, : and / within user, password or name as %40, %3A and %2F."
        ) from error
