"""Making and revoking API keys."""

from __future__ import annotations

import secrets
from datetime import datetime

from toprung.kernel.errors import BadInput, NotFound, Refused
from toprung.kernel.keys import hash_of
from toprung.kernel.vocabulary import MemberRole
from toprung.records.apikeys.models import ApiKey
from toprung.records.journal.actions import Note, changes_between, write
from toprung.records.tenancy.actors import Actor, ActorKind
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

#: by which a key is known wherever one turns up
PREFIX = "toprung_"
_LONGEST_NAME = 100
_HINT = 4


def make_key(workspace: Workspace, name: str, role: MemberRole, *, by: Actor, now: datetime) -> tuple[ApiKey, str]:
    """A new key with that role, and the key itself, which is kept nowhere in clear: show it now.

    Raises NotAllowed, BadInput for a blank or overlong name, Refused where a key has that name.
    """
    require(by, Verb.MANAGE_KEYS, workspace)
    name = _fit(name)
    secret = PREFIX + secrets.token_hex(24)
    with turn(workspace):
        if ApiKey.objects.filter(workspace=workspace, name=name, revoked_at=None).exists():
            raise Refused(f"There is an API key “{name}” already: choose another name, or revoke that one first.")
        key = ApiKey.objects.create(
            workspace=workspace,
            name=name,
            role=role.value,
            key_hash=hash_of(secret),
            key_hint=secret[-_HINT:],
            created_at=now,
            created_by=by.name,
        )
        told = {"role": role.value, "key_hint": key.key_hint}
        write(workspace, [Note("make_api_key", subject=name, changes=changes_between(None, told))], by=by, at=now)
    return key, secret


def revoke_key(workspace: Workspace, number: int, *, by: Actor, now: datetime) -> ApiKey:
    """The key opens nothing any more, for good. Raises NotAllowed, NotFound."""
    require(by, Verb.MANAGE_KEYS, workspace)
    with turn(workspace):
        key = ApiKey.objects.filter(workspace=workspace, pk=number, revoked_at=None).first()
        if key is None:
            raise NotFound("This key is not on file any more, or was revoked by somebody else. Nothing was changed.")
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
        note = Note("revoke_api_key", subject=key.name, changes={"revoked_at": [None, now.isoformat()]})
        write(workspace, [note], by=by, at=now)
    return key


def note_use(key: ApiKey, now: datetime) -> None:
    """Remember the day it was used; a write a day and key."""
    today = key.workspace.day_of(now)
    if key.used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(used_on=today)


def acting_key(key: ApiKey) -> Actor:
    """The key as an actor."""
    return Actor(ActorKind.API_KEY, key.name, str(key.pk), MemberRole(key.role), key.workspace_id)


def _fit(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise BadInput("A key needs a name, such as “Warehouse” or “Billing”.")
    if len(name) > _LONGEST_NAME:
        raise BadInput(f"The name has {len(name)} characters: give at most {_LONGEST_NAME}.")
    return name
