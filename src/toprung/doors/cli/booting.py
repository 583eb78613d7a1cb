"""Bringing Toprung up for one command: settings, schema, workspace, clock. Imported by commands when they run."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from toprung.doors.cli.options import day_or
from toprung.kernel.errors import Refused, ToprungError

if TYPE_CHECKING:
    from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Session:
    """What a command works with: the workspace, the operator as its actor, and the moment it began."""

    workspace: Workspace
    now: datetime

    @property
    def today(self) -> date:
        """The workspace's day."""
        return self.workspace.day_of(self.now)

    def day(self, text: str | None) -> date:
        """The day that was asked for, else today. Raises BadInput for a day still to come."""
        return day_or(text, self.today)


def now() -> datetime:
    """The command line's clock; everything below is handed the moment. Needs `set_up`."""
    from toprung.doors import clock

    return clock.now()


def set_up() -> None:
    """Load Django and the apps. Once a process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toprung.config.settings")
    import django

    django.setup()


def begin(workspace: str | None = None) -> Session:
    """Set up, check the schema, find the workspace. Raises Refused, NotFound or BadInput."""
    set_up()
    require_schema()
    from toprung.records.tenancy.queries import the_workspace

    return Session(the_workspace(workspace), now())


def require_schema() -> None:
    """Raise Refused where there is no database yet or its schema is older than this version's."""
    if not require_place():
        return
    from django.db import DEFAULT_DB_ALIAS

    from toprung.motion.schema import is_empty

    if is_empty(DEFAULT_DB_ALIAS):
        raise Refused("The database is empty: begin with “toprung init --workspace NAME”.")
    raise Refused("The data was written by an older version: run “toprung upgrade”, which backs it up first.")


def require_place() -> int:
    """How many schema changes are pending. Raises Refused where there is no database yet, or one of two alone."""
    from django.conf import settings
    from django.db import connection

    from toprung.motion.home import use_home
    from toprung.motion.schema import missing

    use_home()
    if connection.vendor == "sqlite" and not os.path.exists(str(connection.settings_dict["NAME"])):
        raise Refused(f"There is nothing in {settings.HOME} yet: begin with “toprung init --workspace NAME”.")
    # Looked at before it is asked anything, by which SQLite would make an empty one.
    if gone := missing():
        raise Refused(gone)
    return pending_migrations()


def pending_migrations() -> int:
    """How many schema changes are still to be applied, to the records and to the inbox.

    Raises Unreachable for a database that does not answer, Refused for one that a newer version has written, or while
    a restore is at work or was cut off.
    """
    from toprung.motion import schema
    from toprung.motion.home import use_home

    use_home()
    try:
        newer, pending = schema.newer(), schema.pending()
    except schema.Silent as error:
        raise Unreachable(_why_silent(error.database, str(error))) from error
    if newer:
        raise Refused(f"The data was written by a newer Toprung ({min(newer)}): use that version or a later one.")
    return pending


def _why_silent(database: str, why: str) -> str:
    """What is wrong with a database that does not answer, and what to do."""
    from django.conf import settings
    from django.db import connections

    connection = connections[database]
    if connection.vendor != "sqlite":
        return f"The database does not answer ({why}). Start it, or mend DATABASE_URL."
    if settings.HOME.exists() and not os.access(settings.HOME, os.W_OK):
        return f"{settings.HOME} cannot be written to, and SQLite needs that even to read: mend its permissions."
    return f"{connection.settings_dict['NAME']} cannot be read ({why}): “toprung restore” brings the last backup back."


class Unreachable(ToprungError):
    """The database cannot be talked to; nothing was changed."""
