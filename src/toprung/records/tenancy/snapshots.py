"""Reading one state of the records while others write: a long read that nobody waits for (DESIGN “Two times”)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

#: the second connection to the same database (config.databases)
ALIAS = "snapshot"
_reading: ContextVar[bool] = ContextVar("reading_snapshot", default=False)


class SnapshotRouter:
    """Sends reads to the snapshot's connection while one is read; writes always go to the default one."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return _alias() if _reading.get() else None

    def allow_migrate(self, db: str, *args: Any, **hints: Any) -> bool | None:
        return False if db == ALIAS else None

    def allow_relation(self, *args: Any, **hints: Any) -> bool:
        return True


@contextmanager
def snapshot() -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Open a snapshot; yields `reading`, a context in which every query sees the state of the snapshot's first read.

    Between two such contexts the default connection is used as ever, so a long evaluation can write as it goes.
    """
    with transaction.atomic(using=_alias()):
        yield _read


def _alias() -> str:
    """The snapshot's connection; the default one where the settings name no other."""
    return ALIAS if ALIAS in connections.settings else DEFAULT_DB_ALIAS


@contextmanager
def _read() -> Iterator[None]:
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)
