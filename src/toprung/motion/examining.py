"""Examining an installation: what is there, and what is wrong with what to do about it."""

from __future__ import annotations

import os
import platform
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import deltalake
import django
import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake.exceptions import DeltaError
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Sum

from toprung.kernel.canon import decimal_text
from toprung.kernel.errors import BadInput
from toprung.motion import schema, stores
from toprung.motion.backups import backups_here
from toprung.motion.home import cut_off_restore
from toprung.records.book import queries
from toprung.records.inbox.queries import waiting
from toprung.records.outcomes.chain import verify
from toprung.records.tenancy.models import Workspace

_RESTORE = "“toprung restore” brings the last backup back."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    says: str


def examine() -> list[Finding]:
    """Everything in order; what cannot be looked at because of an earlier finding is left out."""
    findings = [_versions(), _home()]
    if _lies_in_a_missing_home():
        return findings
    database = _database()
    findings += database
    if all(f.ok for f in database):
        findings += [*_lake(), _engine(), _backups(), *_workspaces()]
    return findings


def examine_workspace(workspace: Workspace) -> list[Finding]:
    """The soundness of one workspace's records and events: what its admins may see, and nothing of other tenants."""
    return [_events(workspace), *_records(workspace)]


def _events(workspace: Workspace) -> Finding:
    """In words that name no folder of the machine."""
    try:
        damaged = len(list(_damaged_files(workspace)))
    except (DeltaError, OSError):
        return Finding("events", False, "the lake's log cannot be read: ask who runs this installation.")
    says = f"{damaged:,} of their files cannot be read: ask who runs this installation."
    return Finding("events", not damaged, says if damaged else "every file can be read")


def _versions() -> Finding:
    python = platform.python_version()
    parts = (
        f"Python {python}, Django {django.__version__}, DuckDB {duckdb.__version__}, delta-rs {deltalake.__version__}"
    )
    return Finding("versions", True, parts)


def _home() -> Finding:
    home = Path(settings.HOME)
    if not home.exists():
        return Finding("home", False, f"{home} is not there: “toprung init --workspace NAME” makes it.")
    writable = os.access(home, os.W_OK)
    return Finding("home", writable, str(home) if writable else f"{home} cannot be written to: mend its permissions.")


def _lies_in_a_missing_home() -> bool:
    """Would the database be in the home folder that is not there? Then there is no more to say of it."""
    home = Path(settings.HOME)
    return not home.exists() and Path(str(connection.settings_dict["NAME"])).is_relative_to(home)


def _database() -> list[Finding]:
    if backup := cut_off_restore():
        again = f"toprung restore {shlex.quote(backup)} --yes"
        return [Finding("restore", False, f"it was cut off: run “{again}” again.")]
    if gone := schema.missing():
        return [Finding("inbox", False, gone)]
    try:
        empty, pending = schema.is_empty(DEFAULT_DB_ALIAS), schema.pending()
    except schema.Silent as error:
        vendor = connections[error.database].vendor
        return [Finding(_called(error.database), False, f"{vendor} does not answer: {error}")]
    name = f"{connection.vendor}, {connection.settings_dict['NAME']}"
    if empty:
        return [Finding("database", False, f"{name} is empty: run “toprung init --workspace NAME”.")]
    if pending:
        return [Finding("database", False, f"{name} has an old schema: run “toprung upgrade”.")]
    return [Finding("database", True, name), *(f for one in schema.databases() for f in _sqlite_health(one)), _inbox()]


def _called(database: str) -> str:
    """What a finding calls the database."""
    return "database" if database == DEFAULT_DB_ALIAS else database


def _sqlite_health(database: str) -> Iterator[Finding]:
    if connections[database].vendor != "sqlite":
        return
    with connections[database].cursor() as cursor:
        cursor.execute("PRAGMA quick_check")
        answer = cursor.fetchone()[0]
        cursor.execute("PRAGMA foreign_key_check")
        broken = len(cursor.fetchall())
    ok = answer == "ok" and not broken
    says = "sound" if ok else f"{answer}; {broken} broken references: {_RESTORE}"
    yield Finding(f"{_called(database)} file", ok, says)


def _inbox() -> Finding:
    found = waiting()
    if found.oldest_received_at is None:
        return Finding("inbox", True, "nothing waits")
    since = f"{found.oldest_received_at:%Y-%m-%d %H:%M} UTC"
    return Finding("inbox", True, f"{found.messages:,} messages wait for the lake, the oldest since {since}")


def _lake() -> Iterator[Finding]:
    folder = Path(settings.LAKE)
    if folder.exists() and not folder.is_dir():
        yield Finding("lake", False, f"{folder} is a file: move it away; the lake is a folder.")
        return
    try:
        health = stores.lake().health()
    except (DeltaError, OSError) as error:
        yield Finding("lake", False, f"its log cannot be read ({error}): {_RESTORE}")
        return
    if health.version is None and any(folder.glob("events/**/*.parquet")):
        yield Finding("lake", False, f"there are event files and no log of them: {_RESTORE}")
        return
    if health.version is None:
        yield Finding("lake", True, "no events yet: use is unknown until “toprung import events FILE”.")
        return
    megabytes = health.bytes / 1_000_000
    says = f"{health.rows:,} events in {health.files} files, {megabytes:.1f} MB, version {health.version}"
    yield next(_damages(), Finding("lake", True, says))
    if health.quarantined:
        yield Finding("quarantine", True, f"{health.quarantined:,} events whose time was not believed are kept aside.")


def _backups() -> Finding:
    # Not what an upgrade or a restore has left: that lies beside what it is a copy of, or is no whole one.
    made = [(folder, manifest) for folder, manifest in backups_here() if not folder.name.startswith("before-")]
    whole = [(folder, manifest) for folder, manifest in made if manifest.with_events]
    if not whole:
        return Finding("backup", True, f"none in {Path(settings.HOME) / 'backups'}: “toprung backup” makes one.")
    newest, manifest = whole[0]
    return Finding("backup", True, f"the newest there is of {manifest.made_at:%Y-%m-%d %H:%M} UTC, {newest}")


def _engine() -> Finding:
    try:
        return Finding("engine", True, stores.engine())
    except BadInput as error:
        return Finding("engine", False, str(error))


def _damages() -> Iterator[Finding]:
    for workspace in Workspace.objects.order_by("name"):
        for path, error in _damaged_files(workspace):
            says = f"{path} cannot be read ({error}): {_RESTORE}"
            yield Finding("lake", False, says)


def _damaged_files(workspace: Workspace) -> Iterator[tuple[Path, Exception]]:
    """The workspace's event files of the newest version that are gone or are no Parquet."""
    for path in stores.lake().files(stores.lake_key(workspace)).paths:
        try:
            pq.read_metadata(path)
        except (pa.ArrowException, OSError) as error:
            yield path, error


def _workspaces() -> Iterator[Finding]:
    found = list(Workspace.objects.order_by("name"))
    if not found:
        yield Finding("workspaces", False, "none: run “toprung init --workspace NAME”.")
    for workspace in found:
        yield from _records(workspace)


def _records(workspace: Workspace) -> Iterator[Finding]:
    yield Finding(workspace.name, True, _about(workspace))
    report = verify(workspace)
    says = f"{report.length:,} attestations, unbroken" if report.broken_at is None else report.why
    yield Finding(f"{workspace.name}, chain", report.broken_at is None, says)
    yield _transfers(workspace)
    flagged = queries.segments(workspace).filter(flagged=True).values_list("name", flat=True)
    if flagged:
        yield Finding(f"{workspace.name}, segments", True, f"to look at, made by an import: {', '.join(flagged)}")


def _about(workspace: Workspace) -> str:
    accounts, movements = queries.accounts(workspace).count(), queries.movements(workspace).count()
    return (
        f"{accounts:,} accounts, {movements:,} movements, days in {workspace.timezone}, money in {workspace.currency}"
    )


def _transfers(workspace: Workspace) -> Finding:
    """Transfers between accounts net to zero, or revenue was made or lost on the way."""
    rows = queries.movements(workspace).filter(kind="transfer").order_by("currency").values("currency")
    odd = [
        f"{decimal_text(row['total'])} {row['currency']}" for row in rows.annotate(total=Sum("amount")) if row["total"]
    ]
    what = f"{workspace.name}, transfers"
    if odd:
        return Finding(what, False, f"they do not net to zero ({', '.join(odd)}): import the missing side of each.")
    return Finding(what, True, "net to zero")
