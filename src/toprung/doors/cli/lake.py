"""`toprung lake`: the events' store in figures, put in order, and rid of somebody's events."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from toprung.doors.cli.options import Json, Workspace
from toprung.kernel.errors import BadInput

HELP = """The events' store: what it holds, what still waits to be loaded, and its upkeep.

**status** says up to when events are counted, what waits, and which loads came last. `toprung serve` keeps the store
in order by itself; **compact** and **vacuum** do so at once. **erase** removes every event of an account or a person (a
user id or e-mail address) for good, and cannot be undone; **toprung erase** takes a person with all that is on file.

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
        said += " The databases' files still hold traces, because somebody is reading: “toprung serve” clears them."
    return told, said


def _status(session: Any, json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say, table
    from toprung.kernel.errors import Refused
    from toprung.motion.connections import counting

    found = counting(session.workspace)
    if found.broken:
        raise Refused(found.broken)
    if json:
        print_json(_told(found, session.now))
        return
    say(_answer(found, session.now), "bold")
    days = f", of {found.first_on} to {found.last_on}" if found.first_on else ""
    say(f"{found.rows:,} events in {found.files:,} files, {found.megabytes}{days}.")
    say(f"{found.quarantined:,} with a time that is not believed, {found.unmatched:,} without an account.")
    if found.loads:
        rows = [(f"{load.at:%Y-%m-%d %H:%M:%S}", f"{load.rows:,}", f"{load.files:,}") for load in found.loads]
        table(("loaded (UTC)", "events", "files"), rows, ("events", "files"))


def _answer(found: Any, now: datetime) -> str:
    waits = found.waiting
    if waits.messages:
        return f"{waits.messages:,} messages wait to be loaded; the oldest came {waits.lag(now):,.0f} seconds ago."
    if found.counted_to:
        return f"Events are counted up to {found.counted_to:%Y-%m-%d %H:%M} UTC; nothing waits."
    if found.rows:
        return "Every event is counted; nothing waits."
    if found.unmatched or found.quarantined:
        return "No event is counted yet: none that came has an account and a time that is believed. Nothing waits."
    return "No event has come yet; nothing waits."


def _told(found: Any, now: datetime) -> dict[str, Any]:
    return {
        "events": found.rows,
        "files": found.files,
        "bytes": found.bytes,
        "quarantined": found.quarantined,
        "unmatched": found.unmatched,
        "first_on": found.first_on.isoformat() if found.first_on else None,
        "last_on": found.last_on.isoformat() if found.last_on else None,
        "last_load_at": found.last_load_at.isoformat() if found.last_load_at else None,
        "counted_to": found.counted_to.isoformat() if found.counted_to else None,
        "waiting": found.waiting.messages,
        "lag_seconds": round(found.waiting.lag(now), 3),
        "loads": [{"at": load.at.isoformat(), "events": load.rows, "files": load.files} for load in found.loads],
    }
