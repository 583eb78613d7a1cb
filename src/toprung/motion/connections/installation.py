"""What this installation runs on, as far as an admin of one workspace has to know it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from toprung import __version__

_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True, slots=True)
class Installation:
    """`mail_host` empty: no mail server is set, and each mail is written to a file instead."""

    version: str
    database: str
    schema_steps: int
    schema_newest: str
    mail_host: str
    mail_from: str


def installation() -> Installation:
    """Versions, stores and mail of this installation; nothing of the machine's folders, users or passwords."""
    applied = MigrationRecorder(connection).applied_migrations()
    app, name = max(applied, key=lambda step: applied[step].pk, default=("", ""))
    return Installation(
        version=__version__,
        database=_DATABASES.get(connection.vendor, connection.vendor),
        schema_steps=len(applied),
        schema_newest=f"{app} {name}".strip(),
        mail_host=settings.EMAIL_HOST,
        mail_from=settings.DEFAULT_FROM_EMAIL,
    )
