"""A person joins a workspace and can enter: the member and, where there is none yet, the user of that address."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from toprung.kernel.vocabulary import MemberRole
from toprung.records.access.actions import add_user, prove_address
from toprung.records.access.models import User
from toprung.records.access.queries import find_user
from toprung.records.administration.members import add_member
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Member, Workspace


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
