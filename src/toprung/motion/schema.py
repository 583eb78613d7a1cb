"""The databases' shape: the records', and the inbox's where it lies in a database of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from toprung.kernel.errors import ToprungError
from toprung.records.inbox.routing import APP, alias

Step = tuple[str, str]


class Silent(ToprungError):
    """A database does not answer; `database` is its connection, and the text says why."""

    def __init__(self, database: str, error: DatabaseError) -> None:
        super().__init__(" ".join(str(error).split()))
        self.database = database


def databases() -> tuple[str, ...]:
    """The connections that have tables of their own."""
    return tuple(dict.fromkeys((DEFAULT_DB_ALIAS, alias())))


def pending() -> int:
    """How many steps are still to be applied, in all databases. Raises Silent."""
    known = _known()
    return sum(len(_of(database, known) - _applied(database)) for database in databases())


def newer() -> set[Step]:
    """What was applied by a version that knows more than this one. Raises Silent."""
    known = _known()
    return set().union(*(_applied(database) - known for database in databases()))


def applied() -> set[Step]:
    """What was applied to the records, which note the inbox's steps too. Raises Silent."""
    return _applied(DEFAULT_DB_ALIAS)


def unknown(steps: Iterable[Step]) -> list[str]:
    """Those of the steps that this version does not know, as “app.name”."""
    return sorted(".".join(step) for step in set(steps) - _known())


def missing() -> str:
    """What is to be done where records are there without the inbox beside them; empty where both are."""
    records, *beside = [Path(str(connections[name].settings_dict["NAME"])) for name in databases()]
    gone = next((path for path in beside if records.exists() and not path.exists()), None)
    if gone is None:
        return ""
    return (
        f"{gone} is not there, in which sent events wait to be loaded: put it back, or let “toprung upgrade” make an "
        "empty one. What is on file and in the lake is whole."
    )


def is_empty(database: str) -> bool:
    """Was nothing ever applied to it? Raises Silent."""
    return not _applied(database)


def bring_up_to_date() -> None:
    """Apply what is pending."""
    call_command("migrate", verbosity=0, interactive=False)
    if alias() != DEFAULT_DB_ALIAS:
        call_command("migrate", APP, database=alias(), verbosity=0, interactive=False)


def _known() -> set[Step]:
    """Every step of this version, from its files."""
    return set(MigrationLoader(None).disk_migrations)


def _of(database: str, known: set[Step]) -> set[Step]:
    """Those that belong to the database: the inbox's own holds nothing else. The records' notes them all."""
    return known if database == DEFAULT_DB_ALIAS else {step for step in known if step[0] == APP}


def _applied(database: str) -> set[Step]:
    try:
        return set(MigrationRecorder(connections[database]).applied_migrations())
    except DatabaseError as error:
        raise Silent(database, error) from error
