"""A person joins a workspace and can enter: the member, the user of that address, and a link to come in by."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from toprung.kernel.errors import Refused
from toprung.kernel.vocabulary import MemberRole
from toprung.records.access.actions import add_user, ask_for_mail, make_login_link, prove_address
from toprung.records.access.models import AccessMail, User
from toprung.records.access.queries import find_user
from toprung.records.administration.members import add_member
from toprung.records.journal.actions import Note, write
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Member, Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn


@transaction.atomic
def join(
    workspace: Workspace, name: str, email: str, role: MemberRole, *, by: Actor, now: datetime
) -> tuple[Member, User]:
    """A new member and their user. Raises what `add_member` and `add_user` raise; then nothing is changed."""
    member = add_member(workspace, name, email, role, by=by, now=now)
    return member, user_of(member, by=by, now=now)


def user_of(member: Member, *, by: Actor, now: datetime) -> User:
    """The member's user, added where there is none. The operator's word proves an address that had none's."""
    user = find_user(member.email)
    if user is None:
        return add_user(member.email, member.name, by=by, now=now)
    if by.workspace is None:
        prove_address(user)
    return user


def vouched_here_alone(workspace: Workspace, user: User) -> bool:
    """May an admin of the workspace be shown a link for this user?

    Only while nobody else can be meant: the workspace itself brought the address in, and nobody has come in by it yet.
    Any other link would let the admin in as that person elsewhere, or in the place of whoever is at work here.
    """
    return user.vouched_by_id == workspace.pk and user.last_login is None


def shown_link(workspace: Workspace, user: User, *, by: Actor, now: datetime) -> str:
    """The key of a log-in link that the admin hands over. Refused unless `vouched_here_alone`."""
    require(by, Verb.MANAGE_MEMBERS, workspace)
    with turn(workspace):
        if not vouched_here_alone(workspace, user):
            raise Refused(f"A link for {user.email} is mailed, or made by whoever runs this installation.")
        write(workspace, [Note("show_login_link", subject=user.email)], by=by, at=now)
        return make_login_link(user, now, proves=False)


def mailed_link(workspace: Workspace, user: User, origin: str, *, by: Actor, now: datetime) -> None:
    """A log-in link is mailed to the user soon; it leads to `origin` (scheme://host)."""
    require(by, Verb.MANAGE_MEMBERS, workspace)
    with turn(workspace):
        ask_for_mail(user.email, AccessMail.What.LINK, origin, now=now)
        write(workspace, [Note("mail_login_link", subject=user.email)], by=by, at=now)
