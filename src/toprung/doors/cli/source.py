"""`toprung source`: the feeds that send events, each with a write key of its own."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toprung.doors.cli.options import Json, Workspace
from toprung.kernel.errors import BadInput

if TYPE_CHECKING:
    from toprung.records.usage.models import Source

HELP = """The feeds that send events to /v1/ in Segment's form: add one, list all, rename or revoke one.

A write key is shown once, when its source is added; only its hash is kept. A revoked key is refused within seconds.
**messages** shows what a source has sent last, and why it was or was not accepted.

Examples: **toprung source add "Web app"**, **toprung source list**, **toprung source messages "Web app" --refused**
"""


class Doing(enum.StrEnum):
    """What to do."""

    ADD = "add"
    LIST = "list"
    RENAME = "rename"
    REVOKE = "revoke"
    MESSAGES = "messages"


def source(
    doing: Annotated[Doing, typer.Argument(metavar="add|list|rename|revoke|messages", help="What to do.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="The source's name.")] = "",
    to: Annotated[str, typer.Option("--to", metavar="NAME", help="With rename: what it is to be called.")] = "",
    refused: Annotated[
        bool, typer.Option("--refused", help="With messages: only those that were not accepted.")
    ] = False,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Do it, then say it."""
    from toprung.doors.cli.booting import begin

    if doing is not Doing.LIST and not name:
        raise BadInput(f"Say which: toprung source {doing.value} NAME.")
    session = begin(workspace)
    if doing is Doing.LIST:
        _list(session, json)
    elif doing is Doing.ADD:
        _add(session, name, json)
    elif doing is Doing.MESSAGES:
        _messages(session, name, json, refused=refused)
    else:
        _change(session, doing, name, to, json)


def _add(session: Any, name: str, json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say, say_whole
    from toprung.records.tenancy.actors import OPERATOR
    from toprung.records.usage.actions import add_source

    added, key = add_source(session.workspace, name, by=OPERATOR, now=session.now)
    if json:
        print_json({**_told(added), "write_key": key})
        return
    say(f"“{added.name}” may send events. Its write key is shown only now:")
    say_whole(f"  {key}")


def _change(session: Any, doing: Doing, name: str, to: str, json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say
    from toprung.records.tenancy.actors import OPERATOR
    from toprung.records.usage.actions import rename_source, revoke_source
    from toprung.records.usage.queries import source_named

    found = source_named(session.workspace, name)
    if doing is Doing.RENAME:
        found = rename_source(session.workspace, found.pk, to, by=OPERATOR, now=session.now)
        said = f"“{name}” is called “{found.name}” now; its key stays."
    else:
        found = revoke_source(session.workspace, found.pk, by=OPERATOR, now=session.now)
        said = f"The key of “{found.name}” opens nothing any more. What it has sent is kept."
    print_json(_told(found)) if json else say(said)


def _list(session: Any, json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say, table
    from toprung.records.usage.queries import sources

    told = [_told(found) for found in sources(session.workspace)]
    if json:
        print_json(told)
    elif not told:
        say("No source may send events yet: toprung source add NAME.")
    else:
        rows = [(t["name"], f"…{t['key_hint']}", t["created_at"][:10], t["revoked_at"] or "") for t in told]
        table(("source", "key", "added", "revoked"), rows, flowing=("source",))


def _messages(session: Any, name: str, json: bool, *, refused: bool) -> None:
    from toprung.doors.cli.terminal import cut, print_json, say, table
    from toprung.records.matching.queries import messages
    from toprung.records.usage.queries import source_named

    found = messages(source_named(session.workspace, name), refused=True if refused else None)
    told: list[dict[str, Any]] = [
        {
            "received_at": m.received_at.isoformat(),
            "type": m.type,
            "event": m.event,
            "user": m.user,
            "account": m.account,
            "accepted": m.accepted,
            "why": " ".join(filter(None, (m.sentence, m.doubt))),
        }
        for m in found
    ]
    if json:
        print_json(told)
    elif not told:
        say("Nothing of that kind in the last 7 days.")
    else:
        columns = ("received", "type", "event", "user", "account", "why")
        rows = [
            (t["received_at"][:19], t["type"], cut(t["event"]), cut(t["user"], 24), cut(t["account"], 24), t["why"])
            for t in told
        ]
        table(columns, rows, flowing=("event", "why"))


def _told(found: Source) -> dict[str, Any]:
    return {
        "name": found.name,
        "key_hint": found.key_hint,
        "created_at": found.created_at.isoformat(),
        "created_by": found.created_by,
        "revoked_at": found.revoked_at.isoformat() if found.revoked_at else None,
    }
