"""`toprung user`: who can enter the screens."""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toprung.doors.cli.options import Json, Workspace
from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import MemberRole

if TYPE_CHECKING:
    from toprung.records.access.models import User
    from toprung.records.tenancy.models import Member
    from toprung.records.tenancy.models import Workspace as Tenant

HELP = """Who can enter the screens: add somebody, make a new log-in link, list all.

A link lets its person in once, within a day; it is shown now and kept nowhere. **add** makes the person a member of
the workspace where they are none yet (the first one is admin, later ones viewer, unless --role says otherwise).
**link --reset** is for who has lost password and authenticator app: it drops both.

Examples: **toprung user add ada@brightworks.example --name "Ada Osei" --role leader**,
**toprung user link ada@brightworks.example**, **toprung user list**
"""


class Doing(enum.StrEnum):
    """What to do."""

    ADD = "add"
    LINK = "link"
    LIST = "list"


def user(
    doing: Annotated[Doing, typer.Argument(metavar="add|link|list", help="What to do.")],
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="The person's address, to add or link.")] = "",
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="The person's name, to add.")] = "",
    role: Annotated[MemberRole | None, typer.Option("--role", help="What they may do in the workspace.")] = None,
    reset: Annotated[bool, typer.Option("--reset", help="With link: drop password and second step too.")] = False,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Do it, then say it."""
    if doing is Doing.LIST:
        return _list(json)
    if not email:
        raise BadInput(f"Say whom: toprung user {doing.value} EMAIL.")
    if doing is Doing.ADD:
        return _add(email, name, role, workspace, json)
    return _link(email, reset, json)


def _add(email: str, name: str, role: MemberRole | None, workspace: str | None, json: bool) -> None:
    from toprung.doors.cli.booting import begin

    session = begin(workspace)
    member, found = _joined(session.workspace, email, name, role, session.now)
    _say_link(found, session.now, json, workspace=session.workspace.name, role=member.role)


def _joined(tenant: Tenant, email: str, name: str, role: MemberRole | None, now: datetime) -> tuple[Member, User]:
    """The member, added or changed as asked, and their user."""
    from toprung.motion.joining import join, user_of
    from toprung.records.administration.members import change_member_role
    from toprung.records.tenancy import queries
    from toprung.records.tenancy.actors import OPERATOR

    there = queries.members(tenant)
    member = there.filter(email=email.strip().lower()).first()
    if member is None:
        first = MemberRole.VIEWER if there.exists() else MemberRole.ADMIN
        return join(tenant, name or email.partition("@")[0], email, role or first, by=OPERATOR, now=now)
    if role is not None:
        member = change_member_role(tenant, member, role, by=OPERATOR, now=now)
    return member, user_of(member, by=OPERATOR, now=now)


def _link(email: str, reset: bool, json: bool) -> None:
    from toprung.doors.cli.booting import now, require_schema, set_up

    set_up()
    require_schema()
    from toprung.records.access import queries
    from toprung.records.access.actions import reset_entry

    found = queries.user(email)
    if reset:
        reset_entry(found)
    _say_link(found, now(), json)


def _say_link(found: User, now: datetime, json: bool, **told: str) -> None:
    from toprung.doors.cli.terminal import print_json, say, say_whole
    from toprung.doors.entry import operators_link

    link = operators_link(found, now)
    if json:
        print_json({"email": found.email, "name": found.name, **told, "link": link})
        return
    what = f"{found.name} ({found.email})"
    say(f"{what} is {told['role']} at {told['workspace']}." if told else f"A new log-in link for {what}.")
    say("It lets in once, within a day, and is shown only now:")
    say_whole(f"  {link}")


def _list(json: bool) -> None:
    from toprung.doors.cli.booting import require_schema, set_up
    from toprung.doors.cli.terminal import print_json, say, table

    set_up()
    require_schema()
    from toprung.records.access.queries import memberships, users

    told = [_told(found, memberships) for found in users()]
    if json:
        print_json(told)
    elif not told:
        say("Nobody can enter yet: toprung user add EMAIL --name NAME.")
    else:
        rows = [(t["email"], t["name"], ", ".join(t["member_of"]), t["last_login"] or "never") for t in told]
        table(("address", "name", "member of", "last signed in"), rows, flowing=("member of",))


def _told(found: User, memberships: Callable[[User], Any]) -> dict[str, Any]:
    return {
        "email": found.email,
        "name": found.name,
        "member_of": [f"{m.workspace.name} ({m.role})" for m in memberships(found)],
        "last_login": found.last_login.date().isoformat() if found.last_login else None,
        "password": found.has_usable_password(),
    }
