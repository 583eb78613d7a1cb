"""How much one key may send or call: so much in ten seconds, counted in each web process by itself."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from http import HTTPStatus

from toprung.doors.api.answers import NotTaken

SECONDS = 10


#: what is said to who sends too much: {most} in {seconds} seconds, again in {wait}
MESSAGES = (
    "This key has sent its {most:,} messages of these {seconds} seconds: send this request again in {wait} seconds. "
    "Nothing of it was kept."
)
CALLS = (
    "This key has made its {most:,} calls of these {seconds} seconds: make this one again in {wait} seconds. Nothing "
    "was done."
)


class Limits:
    """Counts what a key sends in a window. With several web processes, each counts what it is sent itself."""

    def __init__(self, most: int, clock: Callable[[], float], sentence: str = MESSAGES) -> None:
        """`most` in a window; `clock` gives seconds that only grow; `sentence` tells who sends too much."""
        self._most, self._clock, self._sentence = most, clock, sentence
        self._lock = threading.Lock()
        self._window = 0
        self._sent: dict[int, int] = {}

    def take(self, key: int, amount: int) -> dict[str, str]:
        """Count the messages or calls; returns the headers that say what is left. Raises NotTaken where that is too
        little.

        A batch that is larger than the limit itself passes where nothing was sent before it.
        """
        now = self._clock()
        with self._lock:
            self._begin(int(now // SECONDS))
            sent = self._sent.get(key, 0)
            fits = sent == 0 or sent + amount <= self._most
            if fits:
                self._sent[key] = sent = sent + amount
        told = self._told(sent, now)
        if not fits:
            raise self._too_many(told)
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

    def _too_many(self, told: dict[str, str]) -> NotTaken:
        wait = told["X-RateLimit-Reset"]
        sentence = self._sentence.format(most=self._most, seconds=SECONDS, wait=wait)
        return NotTaken(HTTPStatus.TOO_MANY_REQUESTS, "too_many", sentence, {**told, "Retry-After": wait})
