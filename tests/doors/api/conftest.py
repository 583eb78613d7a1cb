"""Calls as a web server hands them over, and the intake with everything it stands on, on one thread."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from tests.cast import NOW, Cast

from toprung.doors.api.application import Intake, sender_of
from toprung.doors.api.keys import Keys
from toprung.doors.api.limits import Limits
from toprung.records.inbox.actions import keep_all
from toprung.records.inbox.models import Accepted
from toprung.records.inbox.packing import unpack
from toprung.records.usage.actions import add_source

TRACK = {"type": "track", "userId": "u1", "event": "Report Opened", "context": {"groupId": "HF-1"}}


@dataclass(slots=True)
class Told:
    """An answer, read."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass(slots=True)
class Door:
    """The intake, its clock, and a key of Brightworks's that opens it."""

    intake: Intake
    key: str
    seconds: list[float]

    def call(self, path: str, body: bytes | dict[str, Any] | None = None, method: str = "POST", **environ: Any) -> Told:
        """Call it. The key goes in the header unless `HTTP_AUTHORIZATION` says otherwise."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        given = {
            "PATH_INFO": path,
            "REQUEST_METHOD": method,
            "CONTENT_LENGTH": str(len(sent)),
            "HTTP_AUTHORIZATION": basic(self.key),
            "wsgi.input": BytesIO(sent),
            **environ,
        }
        status, headers = "", []

        def start(line: str, told: list[tuple[str, str]]) -> None:
            nonlocal status, headers
            status, headers = line, told

        whole = b"".join(self.intake(given, start))
        assert dict(headers)["Content-Length"] == str(len(whole))
        return Told(int(status.split()[0]), dict(headers), whole)

    def batch(self, messages: list[Any], path: str = "/v1/batch", **environ: Any) -> Told:
        return self.call(path, {"batch": messages}, **environ)


def basic(key: str, password: str = "") -> str:
    return "Basic " + base64.b64encode(f"{key}:{password}".encode()).decode()


def packed(body: dict[str, Any] | bytes) -> bytes:
    return gzip.compress(body if isinstance(body, bytes) else json.dumps(body).encode())


@dataclass(slots=True)
class Kept:
    """What the inbox holds now."""

    rows: list[Accepted] = field(default_factory=lambda: list(Accepted.objects.order_by("pk")))

    @property
    def bodies(self) -> list[bytes]:
        return [unpack(bytes(row.content), row.encoding, 10**7) for row in self.rows]


@pytest.fixture
def door(cast: Cast) -> Door:
    _, key = add_source(cast.workspace, "Web app", by=cast.admin, now=NOW)
    return open_door(key)


def open_door(key: str, limit: int = 1_000_000, keep: Callable[[Accepted], None] | None = None) -> Door:
    seconds = [1000.0]
    clock = lambda: seconds[0]  # noqa: E731
    keeping = keep or (lambda arrival: keep_all([arrival]))
    return Door(Intake(Keys(sender_of, clock), Limits(limit, clock), keeping, lambda: NOW), key, seconds)
