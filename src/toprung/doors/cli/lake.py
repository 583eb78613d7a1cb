"""`toprung lake`: the events' store in figures, put in order, and rid of somebody's events."""

from __future__ import annotations

import enum
from datetime import timedelta
from typing import Annotated, Any

import typer

from toprung.doors.cli.options import Json, Workspace
from toprung.kernel.errors import BadInput

HELP = """The events' store: what it holds, what still waits to be loaded, and its upkeep.

`toprung serve` keeps it in order by itself; **compact** and **vacuum** do so at once. **erase** removes every event of
an account or a person (a user id or e-mail address) for good, and cannot be undone.

Examples: **toprung lake**, **toprung lake compact**, **toprung lake erase --user ana@harbor.example**
"""


class Doing(enum.StrEnum):
    """What to do."""

    STATUS = "status"
    COMPACT = "compact"
    VACUUM = "vacuum"
    ERASE = "erase"


def lake(
    doing: Annotated[Doing, typer.Argument(metavar="[status|compact|vacuum|erase]", help="What to do.")] = Doing.STATUS,
    account: Annotated[
        str, typer.Option("--account", metavar="ID", help="With erase: the account's external id.")
    ] = "",
    user: Annotated[str, typer.Option("--user", metavar="ID", help="With erase: the user's id or address.")] = "",
    days: Annotated[int, typer.Option("--days", help="With vacuum: keep replaced files so many days.", min=0)] = 7,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Do it, then say it."""
    from toprung.doors.cli.booting import begin
    from toprung.doors.cli.terminal import print_json, say

    if doing is Doing.ERASE and not (account or user):
        raise BadInput("Say whose events are to go: --account ID or --user ID.")
    session = begin(workspace)
    if doing is Doing.STATUS:
        _status(session, json)
        return
    done, said = _erased(session, account, user) if doing is Doing.ERASE else _tidied(doing, days)
    print_json(done) if json else say(said)


def _tidied(doing: Doing, days: int) -> tuple[dict[str, int], str]:
    from toprung.motion import stores

    if doing is Doing.COMPACT:
        replaced = stores.lake().compact()
        return {doing.value: replaced}, f"{replaced:,} files were merged with others of their month; no event changed."
    gone = stores.lake().vacuum(timedelta(days=days))
    return {doing.value: gone}, f"{gone:,} files that had been replaced for {days} days were deleted."


def _erased(session: Any, account: str, user: str) -> tuple[dict[str, int], str]:
    from toprung.motion.forgetting import erase_events
    from toprung.motion.scrubbing import scrub
    from toprung.records.tenancy.actors import OPERATOR

    erased = erase_events(
        session.workspace, by=OPERATOR, now=session.now, accounts=[account] * bool(account), users=[user] * bool(user)
    )
    told = {"erase": erased.events, "records": erased.records}
    said = (
        f"{erased.events:,} events were erased for good, from every file that held one, and {erased.records:,} records "
        "of who is who and of the last messages."
    )
    if not scrub():
        said += " The databases' journals still hold traces, because somebody is reading: run it again in a moment."
    return told, said


def _status(session: Any, json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say
    from toprung.motion import stores
    from toprung.records.inbox.queries import waiting

    health, waits = stores.lake().health(stores.lake_key(session.workspace)), waiting(session.workspace.pk)
    told = {
        "events": health.rows,
        "files": health.files,
        "bytes": health.bytes,
        "quarantined": health.quarantined,
        "unmatched": health.unmatched,
        "last_load_at": health.last_load_at.isoformat() if health.last_load_at else None,
        "waiting": waits.messages,
        "lag_seconds": round(waits.lag(session.now), 3),
    }
    if json:
        print_json(told)
        return
    say(f"{health.rows:,} events in {health.files:,} files, {health.bytes / 1_000_000:,.1f} MB.")
    say(f"{health.quarantined:,} with a time that is not believed, {health.unmatched:,} without an account.")
    say(f"{waits.messages:,} messages wait to be loaded; the oldest came {waits.lag(session.now):,.0f} seconds ago.")
