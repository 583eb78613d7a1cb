"""Who calls: the key in the Authorization header, as an actor in its workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from ninja.security import HttpBearer

from toprung.doors import clock
from toprung.doors.api.rest.limiting import count_call
from toprung.records.apikeys.actions import acting_key, note_use
from toprung.records.apikeys.queries import key_of_secret
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Caller:
    """One call: in which workspace, by which key, when."""

    workspace: Workspace
    actor: Actor
    now: datetime


class ApiKeyAuth(HttpBearer):
    """`Authorization: Bearer KEY`. A key that is unknown or revoked is answered 401, like none."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """The caller; None where the key opens nothing. Raises NotTaken for a call too many."""
        key = key_of_secret(token) if token and len(token) <= _LONGEST else None
        if key is None:
            return None
        count_call(request, key.pk)
        now = clock.now()
        note_use(key, now)
        return Caller(key.workspace, acting_key(key), now)


def caller_of(request: HttpRequest) -> Caller:
    """Who the authentication found. Only for operations that ask for a key."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller
