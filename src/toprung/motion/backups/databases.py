"""The records, and the inbox where it is a file of its own, copied out of their databases and put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from toprung.engine.storage import sync
from toprung.kernel.errors import Refused
from toprung.motion.schema import databases

DUMP = "records.dump"
#: what SQLite keeps beside a database while it is used
_BESIDE = ("-wal", "-shm", "-journal")
_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND coalesce(backend_type, 'client backend') = 'client backend'
"""


def vendor() -> str:
    """“sqlite” or “postgresql”: whose copies can be put back here."""
    return connection.vendor


def place() -> str:
    """Where the records are, in words."""
    if vendor() == "sqlite":
        return str(database_files()[0].parent)
    told = connection.settings_dict
    return f"the database {told['NAME']} at {told['HOST'] or 'this machine'}"


def are_there() -> bool:
    """Is every database there? To ask SQLite anything would make one that is not."""
    return vendor() != "sqlite" or all(path.exists() for path in database_files())


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


def files_there() -> list[str]:
    """The names of the files that hold the databases by now; none of PostgreSQL. Nobody else may use them."""
    if vendor() != "sqlite":
        return []
    # The last one that closes a sound database takes what lies beside it into it.
    connections.close_all()
    return [path.name for path in database_files() if path.exists()]


def require_exchangeable(staged: Path) -> None:
    """Raise Refused where the copies below `staged` cannot take the databases' place; nothing is changed.

    PostgreSQL has to answer and to be used by nobody else, its programs to be there, the dump to be one, and the tables
    to be this role's with nothing of others hanging on them.
    """
    if vendor() == "sqlite":
        return
    for program in ("pg_dump", "pg_restore", "psql"):
        _found(program)
    _run("pg_restore", "--list", staged / DUMP)
    try:
        _require_nobody_else()
        with transaction.atomic(), connection.cursor() as cursor:
            if tables := _own_tables():
                cursor.execute(f"DROP TABLE {', '.join(tables)}")
            transaction.set_rollback(True)
    except DatabaseError as error:
        why = " ".join(str(error).split())
        raise Refused(f"The tables in {place()} cannot be exchanged ({why}). Nothing was changed.") from error


def keep_aside(aside: Path) -> None:
    """Of PostgreSQL, put a copy of what is there into the folder. Raises Refused."""
    if vendor() != "sqlite":
        _dump(aside / DUMP)


def exchange_databases(staged: Path, aside: Path, files: Collection[str]) -> None:
    """Put the copies below `staged` in the place of the databases.

    SQLite's files of these names are moved to `aside`, on the same disk, unless they lie there from before; any other
    that is there is a copy that was put back by one that died. In PostgreSQL one transaction takes the tables away and
    puts the copy's in their place; a copy of them is in `aside` already. Raises Refused.
    """
    connections.close_all()
    if vendor() != "sqlite":
        _require_nobody_else()
        _exchange_tables(staged / DUMP)
        return
    for path in database_files():
        beside = [path.with_name(path.name + ending) for ending in _BESIDE]
        if path.exists() and path.name in files and not (aside / path.name).exists():
            # What lies beside a database that was not closed is a part of it, and goes before it, or it would be lost.
            for part in filter(Path.exists, beside):
                part.replace(aside / part.name)
            path.rename(aside / path.name)
        for part in (path, *beside):
            part.unlink(missing_ok=True)
    sync(aside)
    for path in database_files():
        if (staged / path.name).exists():
            sync(staged / path.name)
            (staged / path.name).rename(path)
    sync(Path(settings.HOME))


def _require_nobody_else() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS)
        (others,) = cursor.fetchone()
    if others:
        raise Refused(
            f"Others use {place()} ({others} connections): stop every “toprung serve” and command that does, on "
            "whichever machine. Nothing was changed."
        )


def _copied(path: Path, folder: Path) -> str:
    """By SQLite's own online backup, which no writer waits for; one file, whatever its journal was."""
    target = folder / path.name
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as to:
            source.backup(to)
            to.execute("PRAGMA journal_mode=DELETE")
            (answer,) = to.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise Refused(
            f"{path} could not be copied into {folder} ({error}): is there room, and is “toprung doctor” content? "
            "Nothing was kept of it."
        ) from error
    if answer != "ok":
        raise Refused(f"{path} is damaged ({answer}), so a copy of it would be: restore the last backup that is sound.")
    return target.name


def _dump(target: Path) -> None:
    """Toprung's own tables, into a file."""
    tables = [f"--table={name}" for name in _own_tables()]
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}", *tables, _database())


def _exchange_tables(dump: Path) -> None:
    tables = _own_tables()
    connections.close_all()
    drop = f"DROP TABLE {', '.join(tables)};\n" if tables else ""
    script = _run("pg_restore", "--no-owner", "--no-privileges", "--file=-", dump)
    _run("psql", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", _database(), given=drop + script)


def _own_tables() -> list[str]:
    """The quoted names of the tables that are there and are Toprung's; what else is in the database is left alone."""
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
    caches = {cache["LOCATION"] for cache in settings.CACHES.values() if "LOCATION" in cache}
    own = {*connection.introspection.django_table_names(), MigrationRecorder.Migration._meta.db_table, *caches}
    return [connection.ops.quote_name(name) for name in sorted(own.intersection(there))]


def _database() -> str:
    return f"--dbname={connection.settings_dict['NAME']}"


def _found(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise Refused(
            f"{program} is not on the PATH: install PostgreSQL's client programs, as new as its server. Nothing was "
            "changed."
        )
    return found


def _run(program: str, *words: str | Path, given: str = "") -> str:
    """Run one of PostgreSQL's own programs; what it prints. Raises Refused with what it complained of."""
    told = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    env = os.environ | {name: str(told[key]) for name, key in names.items() if told[key]}
    env |= {f"PG{name.upper()}": value for name, value in told["OPTIONS"].items() if isinstance(value, str)}
    ran = subprocess.run(
        [_found(program), *map(str, words)], env=env, input=given, capture_output=True, encoding="utf-8", check=False
    )
    if ran.returncode:
        raise Refused(f"{program} could not do it: {' '.join(ran.stderr.split())[:500]}")
    return ran.stdout
