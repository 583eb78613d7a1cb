"""What a call is answered: a status, headers, and JSON that a client's own error message can quote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import msgspec

from toprung.kernel.errors import ToprungError

#: a browser's page may send from anywhere: the key says whose it is, and no cookie is looked at
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset",
}
_PREFLIGHT = {
    **CORS,
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Encoding, Content-Type, X-Requested-With, X-Retry-Count",
    "Access-Control-Max-Age": "86400",
}
_JSON = {**CORS, "Content-Type": "application/json", "Cache-Control": "no-store"}
_YES = b'{"success":true}'


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, as it goes out."""

    status: HTTPStatus
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def line(self) -> str:
        """Such as "200 OK"."""
        return f"{self.status.value} {self.status.phrase}"


@dataclass
class NotTaken(ToprungError):
    """The call is answered with no: nothing of it was kept. `code` is for programs, `sentence` for whoever reads it."""

    status: HTTPStatus
    code: str
    sentence: str
    headers: Mapping[str, str] = field(default_factory=dict)


def yes(headers: Mapping[str, str]) -> Answer:
    """It is kept."""
    return Answer(HTTPStatus.OK, {**_JSON, **headers}, _YES)


def preflight() -> Answer:
    """What a browser asks before it sends."""
    return Answer(HTTPStatus.NO_CONTENT, _PREFLIGHT)


def no(why: NotTaken) -> Answer:
    """Why it is not kept. `code` and `message` stand where Segment's clients look for them."""
    told = {"success": False, "code": why.code, "message": why.sentence}
    return Answer(why.status, {**_JSON, **why.headers}, msgspec.json.encode(told))


def malformed(sentence: str, code: str = "malformed") -> NotTaken:
    """The body cannot be read."""
    return NotTaken(HTTPStatus.BAD_REQUEST, code, f"{sentence} Nothing of this request was kept.")


def too_large(sentence: str) -> NotTaken:
    """The body, or a message in it, is over the limit."""
    return malformed(sentence, "too_large")
