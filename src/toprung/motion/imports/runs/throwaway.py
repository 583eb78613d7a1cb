"""A store that is thrown away: one workspace's records as they are now, in an SQLite file of its own.

A preview is the real import over such a copy. A dry run that is rolled back would give the same answer, but holds
SQLite's one write lock (on PostgreSQL the workspace's turn) until it is done: minutes, for a long file. Only the
records that the kind of file reaches are copied; what is missing fails loudly, because its table is not there.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.sqlite3.base import DatabaseWrapper

from toprung.kernel.batching import batches
from toprung.motion.imports.reach import Model, rows_of
from toprung.records.journal.models import Entry
from toprung.records.tenancy.models import Workspace

T = TypeVar("T")
#: rows copied in one statement
_AT_A_TIME = 2_000
#: how often whoever waits is called
_TICK_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class Throwaway:
    """The copy, in a file."""

    path: Path

    def run(self, work: Callable[[], T], tick: Callable[[], None]) -> T:
        """What `work` gives, with this store as its database; `tick` is called in between with the real one.

        Django keeps one connection a thread, so the work gets a thread of its own.
        """
        with ThreadPoolExecutor(1, "preview") as pool:
            future: Future[T] = pool.submit(self._with_this_store, work)
            while not wait([future], _TICK_SECONDS).done:
                tick()
            return future.result()

    def _with_this_store(self, work: Callable[[], T]) -> T:
        connections[DEFAULT_DB_ALIAS] = store = _connection(self.path)
        try:
            return work()
        finally:
            store.close()


@contextmanager
def copied(workspace: Workspace, reached: Iterable[Model]) -> Iterator[Throwaway]:
    """The workspace's rows of these records in a store that is gone afterwards."""
    folder = _new_folder()
    try:
        store = _connection(folder / "copy.sqlite3")
        try:
            _fill(store, workspace, tuple(reached))
        finally:
            store.close()
        yield Throwaway(folder / "copy.sqlite3")
    finally:
        shutil.rmtree(folder)


def sweep_copies(older_than_seconds: float) -> int:
    """Remove copies that a killed process left behind; returns how many."""
    limit = time.time() - older_than_seconds
    left = [path for path in _parent().glob("*") if path.stat().st_mtime < limit] if _parent().is_dir() else []
    for path in left:
        shutil.rmtree(path)
    return len(left)


def _parent() -> Path:
    return Path(settings.HOME) / "uploads" / "previews"


def _new_folder() -> Path:
    _parent().mkdir(mode=0o700, parents=True, exist_ok=True)
    return Path(mkdtemp(dir=_parent()))


def _connection(path: Path) -> DatabaseWrapper:
    """Fast rather than durable: nobody reads it after a crash. Keys may point at records that were not copied."""
    default = connections[DEFAULT_DB_ALIAS].settings_dict
    pragmas = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF;"
    return DatabaseWrapper(
        {
            **default,
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path),
            "OPTIONS": {"init_command": pragmas},
        },
        DEFAULT_DB_ALIAS,
    )


def _fill(store: DatabaseWrapper, workspace: Workspace, reached: tuple[Model, ...]) -> None:
    needed: tuple[Model, ...] = (Workspace, Entry, *reached)
    with store.schema_editor() as editor:
        for model in needed:
            editor.create_model(model)
    # The editor has switched keys on again; a row may come before the one that it points at, or without it.
    store.disable_constraint_checking()
    _copy(store, Workspace, Workspace.objects.filter(pk=workspace.pk))
    for model in reached:
        _copy(store, model, rows_of(model, workspace))


def _copy(store: DatabaseWrapper, model: Model, rows: models.QuerySet[models.Model, Any]) -> None:
    fields = model._meta.concrete_fields
    columns = ", ".join(store.ops.quote_name(str(item.column)) for item in fields)
    insert = f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"
    found = rows.order_by("pk").values_list(*(item.attname for item in fields)).iterator(chunk_size=_AT_A_TIME)
    with store.cursor() as cursor:
        cursor.execute("BEGIN")
        for some in batches(found, _AT_A_TIME):
            cursor.executemany(insert, [_prepared(store, fields, row) for row in some])
        cursor.execute("COMMIT")


def _prepared(store: DatabaseWrapper, fields: Sequence[Any], row: Sequence[Any]) -> list[Any]:
    return [item.get_db_prep_save(value, store) for item, value in zip(fields, row, strict=True)]
