"""Whose a call is: the write key it brings, and the source that the key belongs to."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from toprung.doors.api.answers import NotTaken

#: a revoked key opens nothing after so many seconds, in every process
SECONDS_KNOWN = 3.0
_MOST_KNOWN = 10_000
_LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Sender:
    """The source that a key belongs to, by number, and its workspace's."""

    source: int
    workspace: int


class Keys:
    """Looks keys up, and remembers the answer for a moment: a busy client sends the same one a thousand times."""

    def __init__(self, look_up: Callable[[str], Sender | None], clock: Callable[[], float]) -> None:
        """`clock` gives seconds that only grow."""
        self._look_up, self._clock = look_up, clock
        self._known: dict[str, tuple[float, Sender | None]] = {}

    def sender(self, key: str | None) -> Sender:
        """Raises NotTaken for a key that is missing, unknown or revoked."""
        if not key:
            raise _unknown("No write key: send it as the user of Basic authorisation, or as “writeKey” in the body.")
        found = self._remembered(key) if len(key) <= _LONGEST_KEY else None
        if found is None:
            raise _unknown("This write key is unknown or was revoked: see Settings > Sources for those that are not.")
        return found

    def _remembered(self, key: str) -> Sender | None:
        now = self._clock()
        known = self._known.get(key)
        if known is not None and now < known[0]:
            return known[1]
        found = self._look_up(key)
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[key] = (now + SECONDS_KNOWN, found)
        return found


def in_header(authorization: str) -> str | None:
    """The user of Basic authorisation, which is where Segment's libraries put the key; None where there is none."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        decoded = base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise _unknown("The Authorization header is not Basic authorisation: encode “KEY:” in base64.") from error
    return decoded.partition(":")[0] or None


def _unknown(sentence: str) -> NotTaken:
    told = {"WWW-Authenticate": 'Basic realm="Toprung intake", charset="UTF-8"'}
    return NotTaken(HTTPStatus.UNAUTHORIZED, "unknown_key", f"{sentence} Nothing of this request was kept.", told)
