"""One thread a process that commits what several requests brought at once: they share the wait for the disk."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

from django.conf import settings
from django.db import DatabaseError, connections

from toprung.engine.storage import locked
from toprung.records.inbox.actions import keep_all
from toprung.records.inbox.models import Accepted
from toprung.records.inbox.routing import alias

logger = logging.getLogger(__name__)
#: requests in one commit
MOST_AT_ONCE = 64

Slip = tuple[Accepted, "Future[None]"]


class Writer:
    """Keeps requests in groups. Nothing piles up: whoever brings one waits, so there are no more than threads."""

    def __init__(self, commit: Callable[[list[Accepted]], None]) -> None:
        """`commit` makes a group durable, or raises and has kept none of it."""
        self._commit = commit
        self._brought: SimpleQueue[Slip] = SimpleQueue()
        self._begun = threading.Lock()
        self._thread: threading.Thread | None = None
        self._failing = False

    def keep(self, arrival: Accepted) -> None:
        """Returns once the request is durable. Raises what `commit` raises."""
        self._begin()
        done: Future[None] = Future()
        self._brought.put((arrival, done))
        done.result()

    def waiting(self) -> int:
        """How many wait for the next commit."""
        return self._brought.qsize()

    def _begin(self) -> None:
        """Start with the first request: what is started on import would not survive the server's own start."""
        if self._thread is None:
            with self._begun:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="inbox", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        while True:
            self._keep([self._brought.get(), *self._others()])

    def _others(self) -> Iterator[Slip]:
        """What else is there already; none is waited for, since the commit itself gives time to gather."""
        for _ in range(MOST_AT_ONCE - 1):
            try:
                yield self._brought.get_nowait()
            except Empty:
                return

    def _keep(self, group: list[Slip]) -> None:
        try:
            self._commit([arrival for arrival, _ in group])
        except Exception as error:  # noqa: BLE001 - raised in each of the requests that wait for it
            self._tell(error)
            for _, done in group:
                done.set_exception(error)
        else:
            self._tell(None)
            for _, done in group:
                done.set_result(None)

    def _tell(self, error: Exception | None) -> None:
        """Log the first failure and the recovery: a full disk must not be filled with a line a request."""
        if error is not None and not self._failing:
            logger.error("the inbox cannot be written, so calls are answered 503 until it can: %s", error)
        elif error is None and self._failing:
            logger.error("the inbox can be written again")
        self._failing = error is not None


def commit(arrivals: list[Accepted]) -> None:
    """Keep them on this thread's connection; one that failed is closed, so the next group begins with a new one."""
    try:
        with _my_turn():
            keep_all(arrivals)
    except DatabaseError:
        connections[alias()].close()
        raise


@contextmanager
def _my_turn() -> Iterator[None]:
    """Among the processes that write to SQLite.

    SQLite's own lock is asked for again after ever longer pauses: of two busy processes one may wait a second while
    the other goes first a hundred times. The kernel's lock wakes who waits.
    """
    if connections[alias()].vendor != "sqlite":
        yield
        return
    with locked(Path(settings.HOME) / "inbox.lock"):
        yield
