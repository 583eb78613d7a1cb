"""The intake: one call in, one answer out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from toprung.doors.api.answers import Answer, NotTaken, no, preflight, yes
from toprung.doors.api.bodies import read, read_past
from toprung.doors.api.keys import Keys, Sender, in_header
from toprung.doors.api.limits import Limits
from toprung.doors.api.writing import Writer, commit
from toprung.doors.clock import now
from toprung.records.inbox.actions import arrival
from toprung.records.inbox.models import Accepted
from toprung.records.inbox.packing import pack
from toprung.records.usage.queries import source_of_key

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

PREFIX = "/v1/"
#: what an address ends with -> the kind of call; the letters are what analytics.js calls them
KINDS = {name: name for name in ("track", "identify", "group", "page", "screen", "alias", "batch", "import")}
KINDS |= {name[0]: name for name in ("track", "identify", "group", "page", "screen", "alias", "batch")}
_SECONDS_TO_RECOVER = 5


@dataclass(frozen=True, slots=True)
class Intake:
    """A WSGI application for the calls at /v1/."""

    keys: Keys
    limits: Limits
    keep: Callable[[Accepted], None]
    now: Callable[[], datetime]

    def __call__(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        try:
            answer = self._answered(environ)
        except NotTaken as why:
            read_past(environ)
            answer = no(why)
        start_response(answer.line, [*answer.headers.items(), ("Content-Length", str(len(answer.body)))])
        return [answer.body]

    def _answered(self, environ: Environ) -> Answer:
        kind = _kind(environ["PATH_INFO"])
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return preflight()
        if environ["REQUEST_METHOD"] != "POST":
            raise NotTaken(HTTPStatus.METHOD_NOT_ALLOWED, "method", "Send it with POST.", {"Allow": "POST, OPTIONS"})
        try:
            return self._taken(environ, kind)
        except (DatabaseError, OSError) as error:
            raise _unkept() from error

    def _taken(self, environ: Environ, kind: str) -> Answer:
        key = in_header(environ.get("HTTP_AUTHORIZATION", ""))
        # A key in the header is judged before the body is read: who has none cannot make us hold or unpack anything.
        sender = self.keys.sender(key) if key else None
        body = read(environ, kind)
        key, sender = (key, sender) if key and sender else (body.key, self.keys.sender(body.key))
        left = self.limits.take(sender.source, body.messages)
        if body.messages:
            content, encoding = pack(_without(key, body.json))
            self.keep(arrival(sender.source, sender.workspace, kind, content, encoding, body.messages, self.now()))
        return yes(left)


def intake() -> Intake:
    """The intake of this process, as the settings say it."""
    return Intake(
        Keys(sender_of, time.monotonic), Limits(settings.INTAKE_LIMIT, time.monotonic), Writer(commit).keep, now
    )


def beside(pages: Application) -> Application:
    """The whole application: calls at /v1/ are taken by the intake, all else by the pages."""
    taking = intake()

    def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        taken_by = taking if environ["PATH_INFO"].startswith(PREFIX) else pages
        return taken_by(environ, start_response)

    return application


def _kind(path: str) -> str:
    kind = KINDS.get(path.removeprefix(PREFIX).rstrip("/"))
    if kind is None:
        raise NotTaken(HTTPStatus.NOT_FOUND, "unknown_call", f"There is no such call; there is {', '.join(KINDS)}.")
    return kind


def sender_of(key: str) -> Sender | None:
    """Whose the key is, by the records; None: unknown or revoked.

    On this thread's connection, which no request of Django's looks after.
    """
    close_old_connections()
    found = source_of_key(key)
    return None if found is None else Sender(found.pk, found.workspace_id)


def _without(key: str | None, json: bytes) -> bytes:
    """What is kept: the libraries send the key in the body too, and a key rests nowhere in clear.

    `key` is one that was looked up and found, so long and random that nothing else in the body reads so.
    """
    return json.replace(key.encode(), b"") if key else json


def _unkept() -> NotTaken:
    wait = str(_SECONDS_TO_RECOVER)
    sentence = (
        f"Toprung cannot write just now, so nothing of this request was kept: send it again in {wait} seconds. What "
        "was answered with success before is safe."
    )
    return NotTaken(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", sentence, {"Retry-After": wait})
