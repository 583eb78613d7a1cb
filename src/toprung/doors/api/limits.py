"""How much one key may send: so many messages in ten seconds, counted in each web process by itself."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from http import HTTPStatus

from toprung.doors.api.answers import NotTaken

SECONDS = 10


class Limits:
    """Counts messages a source and window. With several web processes, each counts what it is sent itself."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        """`most` messages in a window; `clock` gives seconds that only grow."""
        self._most, self._clock = most, clock
        self._lock = threading.Lock()
        self._window = 0
        self._sent: dict[int, int] = {}

    def take(self, source: int, messages: int) -> dict[str, str]:
        """Count the messages; returns the headers that say what is left. Raises NotTaken where that is too little.

        A batch that is larger than the limit itself passes where nothing was sent before it.
        """
        now = self._clock()
        with self._lock:
            self._begin(int(now // SECONDS))
            sent = self._sent.get(source, 0)
            fits = sent == 0 or sent + messages <= self._most
            if fits:
                self._sent[source] = sent = sent + messages
        told = self._told(sent, now)
        if not fits:
            raise _too_many(self._most, told)
        return told

    def _begin(self, window: int) -> None:
        if window != self._window:
            self._window = window
            self._sent.clear()

    def _told(self, sent: int, now: float) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self._most),
            "X-RateLimit-Remaining": str(max(0, self._most - sent)),
            "X-RateLimit-Reset": str(max(1, math.ceil(SECONDS - now % SECONDS))),
        }


def _too_many(most: int, told: dict[str, str]) -> NotTaken:
    wait = told["X-RateLimit-Reset"]
    sentence = (
        f"This key has sent its {most:,} messages of these {SECONDS} seconds: send this request again in {wait} "
        "seconds. Nothing of it was kept."
    )
    return NotTaken(HTTPStatus.TOO_MANY_REQUESTS, "too_many", sentence, {**told, "Retry-After": wait})
