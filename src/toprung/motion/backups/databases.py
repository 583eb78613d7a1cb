"""The records, and the inbox where it is a file of its own, copied out of their databases and put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from django.db import connection, connections

from toprung.kernel.errors import Refused
from toprung.motion.schema import databases

DUMP = "records.dump"
#: what SQLite keeps beside a database while it is used
_BESIDE = ("", "-wal", "-shm")


def vendor() -> str:
    """“sqlite” or “postgresql”: whose copies can be put back here."""
    return connection.vendor


def copy_databases(folder: Path) -> list[str]:
    """Copy each database into the folder, as it stood at one moment; the copies' names. Raises Refused.

    The inbox first: what its messages came by is then among the records. One that is not there yet has nothing to copy.
    """
    if vendor() != "sqlite":
        _dump(folder / DUMP)
        return [DUMP]
    return [_copied(path, folder) for path in reversed(database_files()) if path.exists()]


def database_files() -> list[Path]:
    """The files of the SQLite databases, the records' first."""
    return [Path(str(connections[name].settings_dict["NAME"])) for name in databases()]


def set_databases_aside(aside: Path) -> None:
    """Take away what is there, into the folder; of PostgreSQL a copy is put there first."""
    connections.close_all()
    if vendor() != "sqlite":
        aside.mkdir(parents=True, exist_ok=True)
        _dump(aside / DUMP)
        _drop_tables()
        return
    for path in _present(database_files()):
        aside.mkdir(parents=True, exist_ok=True)
        shutil.move(path, aside / path.name)


def put_databases_back(staged: Path) -> None:
    """Put the copies in the folder in their places, where nothing is by now. Raises Refused."""
    if vendor() != "sqlite":
        _client("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", staged / DUMP)
        return
    for path in database_files():
        if (staged / path.name).exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(staged / path.name, path)


def _copied(path: Path, folder: Path) -> str:
    """By SQLite's own online backup, which no writer waits for; one file, whatever its journal was."""
    target = folder / path.name
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as to:
        source.backup(to)
        to.execute("PRAGMA journal_mode=DELETE")
        (answer,) = to.execute("PRAGMA quick_check(1)").fetchone()
    if answer != "ok":
        raise Refused(f"{path} is damaged ({answer}), so a copy of it would be: restore the last backup that is sound.")
    return target.name


def _present(paths: Sequence[Path]) -> Iterator[Path]:
    found = (path.with_name(path.name + ending) for path in paths for ending in _BESIDE)
    return (path for path in found if path.exists())


def _dump(target: Path) -> None:
    _client("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def _drop_tables() -> None:
    """Take every table away, of which a copy was just made: also those that the backup's version did not have yet."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        if names:
            listed = ", ".join(connection.ops.quote_name(name) for name in names)
            cursor.execute(f"DROP TABLE {listed} CASCADE")
    connections.close_all()


def _client(program: str, *words: str | Path) -> None:
    """Run one of PostgreSQL's own programs on the database. Raises Refused with what it said."""
    found = shutil.which(program)
    if found is None:
        raise Refused(f"{program} is not on the PATH: install PostgreSQL's client programs, as new as its server.")
    settings = connection.settings_dict
    given = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    env = os.environ | {name: str(settings[key]) for name, key in given.items() if settings[key]}
    env |= {f"PG{name.upper()}": value for name, value in settings["OPTIONS"].items() if isinstance(value, str)}
    ran = subprocess.run(
        [found, f"--dbname={settings['NAME']}", *map(str, words)], env=env, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise Refused(f"{program} could not do it: {' '.join(ran.stderr.split())[:500]}")
