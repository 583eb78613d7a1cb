"""Adding, renaming and revoking sources."""

from __future__ import annotations

import secrets
from datetime import datetime

from toprung.kernel.errors import BadInput, NotFound, Refused
from toprung.kernel.keys import hash_of
from toprung.records.journal.actions import Note, changes_between, write
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn
from toprung.records.usage.models import Source

_LONGEST_NAME = 100
_HINT = 4


def add_source(workspace: Workspace, name: str, *, by: Actor, now: datetime) -> tuple[Source, str]:
    """A new source and its write key, which is kept nowhere in clear: show it now.

    Raises NotAllowed, BadInput for a blank or overlong name, Refused where a source has that name.
    """
    require(by, Verb.MANAGE_SOURCES, workspace)
    name = _fit(name)
    # Hexadecimal, as other vendors' write keys are letters and digits: some clients refuse anything else.
    key = secrets.token_hex(16)
    with turn(workspace):
        _require_free(workspace, name)
        source = Source.objects.create(
            workspace=workspace,
            name=name,
            key_hash=hash_of(key),
            key_hint=key[-_HINT:],
            created_at=now,
            created_by=by.name,
        )
        note = Note("add_source", subject=name, changes=changes_between(None, {"key_hint": source.key_hint}))
        write(workspace, [note], by=by, at=now)
    return source, key


def rename_source(workspace: Workspace, number: int, name: str, *, by: Actor, now: datetime) -> Source:
    """The source is called so from now on; its key stays. Raises as `add_source`, and NotFound."""
    require(by, Verb.MANAGE_SOURCES, workspace)
    name = _fit(name)
    with turn(workspace):
        source = _on_file(workspace, number)
        before = source.name
        if before == name:
            return source
        _require_free(workspace, name)
        source.name = name
        source.save(update_fields=["name"])
        note = Note("rename_source", subject=name, changes={"name": [before, name]})
        write(workspace, [note], by=by, at=now)
    return source


def revoke_source(workspace: Workspace, number: int, *, by: Actor, now: datetime) -> Source:
    """The source's key opens nothing any more, for good. Raises NotAllowed, NotFound."""
    require(by, Verb.MANAGE_SOURCES, workspace)
    with turn(workspace):
        source = _on_file(workspace, number)
        source.revoked_at = now
        source.save(update_fields=["revoked_at"])
        note = Note("revoke_source", subject=source.name, changes={"revoked_at": [None, now.isoformat()]})
        write(workspace, [note], by=by, at=now)
    return source


def _on_file(workspace: Workspace, number: int) -> Source:
    source = Source.objects.filter(workspace=workspace, pk=number, revoked_at=None).first()
    if source is None:
        raise NotFound("This source is not on file any more, or was revoked by somebody else. Nothing was changed.")
    return source


def _require_free(workspace: Workspace, name: str) -> None:
    if Source.objects.filter(workspace=workspace, name=name, revoked_at=None).exists():
        raise Refused(f"There is a source “{name}” already: choose another name, or revoke that one first.")


def _fit(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise BadInput("A source needs a name, such as “Web app” or “Segment”.")
    if len(name) > _LONGEST_NAME:
        raise BadInput(f"The name has {len(name)} characters: give at most {_LONGEST_NAME}.")
    return name
