"""Members join, change role and leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from toprung.kernel.errors import NotFound, Refused
from toprung.kernel.vocabulary import MemberRole
from toprung.records.journal.actions import Note, changes_between, write
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.addresses import email_address
from toprung.records.tenancy.models import Member, Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.queries import members
from toprung.records.tenancy.turns import turn


def add_member(workspace: Workspace, name: str, email: str, role: MemberRole, *, by: Actor, now: datetime) -> Member:
    """A person of the vendor joins today. Refused where a member has that e-mail address; who left comes back."""
    require(by, Verb.MANAGE_MEMBERS, workspace)
    address = email_address(email)
    with turn(workspace):
        member = Member.objects.filter(workspace=workspace, email=address).first()
        if member is not None and member.left_on is None:
            raise Refused(f"{member.name} has the address {address} already: change that member's role instead.")
        before = {"role": member.role, "left_on": member.left_on} if member else None
        member = member or Member(workspace=workspace, email=address, joined_on=workspace.day_of(now))
        member.name, member.role, member.left_on = name, role.value, None
        member.save()
        _note(member, "add_member", before, by, now)
    return member


def change_member_role(workspace: Workspace, member: Member, role: MemberRole, *, by: Actor, now: datetime) -> Member:
    """The member has another role from now on. Refused for the last admin."""
    require(by, Verb.MANAGE_MEMBERS, workspace)
    with turn(workspace):
        member = _still_here(workspace, member)
        before = {"role": member.role, "left_on": None}
        if before["role"] == role:
            return member
        _require_another_admin(workspace, member)
        member.role = role.value
        member.save(update_fields=["role"])
        _note(member, "change_member_role", before, by, now)
    return member


def remove_member(workspace: Workspace, member: Member, *, by: Actor, now: datetime) -> Member:
    """The member leaves today; what they did stays on the record. Refused for the last admin."""
    require(by, Verb.MANAGE_MEMBERS, workspace)
    with turn(workspace):
        member = _still_here(workspace, member)
        _require_another_admin(workspace, member)
        before = {"role": member.role, "left_on": None}
        member.left_on = workspace.day_of(now)
        member.save(update_fields=["left_on"])
        _note(member, "remove_member", before, by, now)
    return member


def _still_here(workspace: Workspace, member: Member) -> Member:
    """The member as on file now. Raises NotFound where another admin was quicker, or for another workspace's."""
    found = members(workspace).filter(pk=member.pk).first()
    if found is None:
        raise NotFound(f"{member.name} is no member of {workspace.name}, or has left: nothing was changed.")
    return found


def _note(member: Member, verb: str, before: Mapping[str, object] | None, by: Actor, now: datetime) -> None:
    changes = changes_between(before, {"role": member.role, "left_on": member.left_on})
    write(member.workspace, [Note(verb, subject=member.email, changes=changes)], by=by, at=now)


def _require_another_admin(workspace: Workspace, member: Member) -> None:
    if member.role != MemberRole.ADMIN:
        return
    if not members(workspace).filter(role=MemberRole.ADMIN).exclude(pk=member.pk).exists():
        raise Refused(f"{member.name} is the last admin: make another member admin first.")
