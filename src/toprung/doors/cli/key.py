"""`toprung key`: the keys by which programs use the API."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toprung.doors.cli.options import Json, Workspace
from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import MemberRole

if TYPE_CHECKING:
    from toprung.records.apikeys.models import ApiKey

HELP = """The keys by which programs use the API below /api/v1/: make one, list all, or revoke one.

A key is shown once, when it is made; only its hash is kept. It may do what a member of its role may, in one workspace.

Examples: **toprung key make Warehouse --role csm**, **toprung key list**, **toprung key revoke Warehouse**
"""


class Doing(enum.StrEnum):
    """What to do."""

    MAKE = "make"
    LIST = "list"
    REVOKE = "revoke"


def key(
    doing: Annotated[Doing, typer.Argument(metavar="make|list|revoke", help="What to do.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the key is called.")] = "",
    role: Annotated[
        str, typer.Option("--role", metavar="ROLE", help="With make: admin, leader, csm, sales or viewer.")
    ] = MemberRole.CSM.value,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Do it, then say it."""
    if doing is not Doing.LIST and not name:
        raise BadInput(f"Say which: toprung key {doing.value} NAME.")
    if role not in {held.value for held in MemberRole}:
        raise BadInput(f"“{role}” is no role: choose {', '.join(held.value for held in MemberRole)}.")
    from toprung.doors.cli.booting import begin

    session = begin(workspace)
    if doing is Doing.LIST:
        _list(session, json)
    elif doing is Doing.MAKE:
        _make(session, name, MemberRole(role), json)
    else:
        _revoke(session, name, json)


def _make(session: Any, name: str, role: MemberRole, json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say, say_whole
    from toprung.records.apikeys.actions import make_key
    from toprung.records.tenancy.actors import OPERATOR

    made, secret = make_key(session.workspace, name, role, by=OPERATOR, now=session.now)
    if json:
        print_json({**_told(made), "key": secret})
        return
    say(f"“{made.name}” may use the API as {role.label}. Its key is shown only now:")
    say_whole(f"  {secret}")


def _revoke(session: Any, name: str, json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say
    from toprung.records.apikeys.actions import revoke_key
    from toprung.records.apikeys.queries import key_named
    from toprung.records.tenancy.actors import OPERATOR

    found = key_named(session.workspace, name)
    found = revoke_key(session.workspace, found.pk, by=OPERATOR, now=session.now)
    print_json(_told(found)) if json else say(f"The key “{found.name}” opens nothing any more.")


def _list(session: Any, json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say, table
    from toprung.records.apikeys.queries import keys

    told = [_told(found) for found in keys(session.workspace)]
    if json:
        print_json(told)
    elif not told:
        say("No key opens the API yet: toprung key make NAME.")
    else:
        rows = [
            (t["name"], f"…{t['key_hint']}", t["role"], t["created_at"][:10], t["used_on"] or "", t["revoked_at"] or "")
            for t in told
        ]
        table(("key", "ends in", "role", "made", "used", "revoked"), rows, flowing=("key",))


def _told(found: ApiKey) -> dict[str, Any]:
    return {
        "name": found.name,
        "role": found.role,
        "key_hint": found.key_hint,
        "created_at": found.created_at.isoformat(),
        "created_by": found.created_by,
        "used_on": found.used_on.isoformat() if found.used_on else None,
        "revoked_at": found.revoked_at.isoformat() if found.revoked_at else None,
    }
