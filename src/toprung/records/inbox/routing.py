"""Where the inbox lies: a database of its own where the settings name one, else among the records."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

#: the inbox's own database (config.databases); PostgreSQL has none, since its writers do not wait for each other
ALIAS = "inbox"
APP = "inbox"


def alias() -> str:
    """The connection that holds the inbox."""
    return ALIAS if ALIAS in connections.settings else DEFAULT_DB_ALIAS


class InboxRouter:
    """Sends the inbox's rows to their database, and keeps every other table out of it."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return alias() if model._meta.app_label == APP else None

    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        return alias() if model._meta.app_label == APP else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        if app_label == APP:
            return db == alias()
        return False if db == ALIAS else None
