"""Where figures are computed beside the requests that ask for them, and remembered while the facts stay the same.

A large book's figure takes seconds: a page asks, shows how far it is, and may be left; the next look is instant. One
bench a process, one figure at a time, so that a page with five of them reads the facts once.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from django.db import connection, connections

from toprung.doctrine.definitions import Definition
from toprung.kernel.errors import ToprungError
from toprung.motion.measures.facts import Facts
from toprung.records.journal.queries import latest_entry
from toprung.records.tenancy.models import Workspace

T = TypeVar("T")
#: workspace, day and place in the journal
FactsKey = tuple[int, date, int]
Make = Callable[[Definition, Facts], T]
#: all remembered figures together have at most so many accounts behind them (about 1 kB each)
MOST_ROWS = 60_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: it is the same again while the workspace's journal has come no further."""

    workspace: int
    definition: Definition
    as_of: date
    journal: int
    what: str

    @classmethod
    def of(cls, workspace: Workspace, definition: Definition, as_of: date, what: str) -> Asked:
        """Asked of the facts as they are now. One query."""
        return cls(workspace.pk, definition, as_of, latest_entry(workspace), what)

    @property
    def facts(self) -> FactsKey:
        """Which facts it is computed over."""
        return self.workspace, self.as_of, self.journal


class Bench:
    """Computes what is asked for, once; see the module."""

    def __init__(self, most_rows: int = MOST_ROWS) -> None:
        self._most_rows = most_rows
        self._lock = Lock()
        self._answers: OrderedDict[Asked, Future[Any]] = OrderedDict()
        self._pool: ThreadPoolExecutor | None = None
        self._waiting = 0
        self._held: tuple[FactsKey, Facts] | None = None
        self._read: dict[FactsKey, int] = {}

    def ask(self, workspace: Workspace, asked: Asked, make: Make[T]) -> Future[T]:
        """The answer, or the promise of one; asking for its result raises what `make` raised."""
        if connection.in_atomic_block:
            # Another thread would not see what this transaction has written, and it may yet be undone.
            return _at_once(workspace, asked, make)
        with self._lock:
            known = self._answers.get(asked)
            if known is not None:
                self._answers.move_to_end(asked)
                return known
            self._waiting += 1
            answer = self._thread().submit(self._in_thread, workspace, asked, make)
            self._answers[asked] = answer
        answer.add_done_callback(lambda done: self._settle(asked, done))
        return answer

    def accounts_read(self, asked: Asked) -> int | None:
        """How many accounts have been read for it so far; None while it waits for its turn."""
        return self._read.get(asked.facts)

    def close(self) -> None:
        """Compute what was asked for and let the thread go; another one comes when something is asked again."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown()

    def _thread(self) -> ThreadPoolExecutor:
        self._pool = self._pool or ThreadPoolExecutor(max_workers=1, thread_name_prefix="figures")
        return self._pool

    def _in_thread(self, workspace: Workspace, asked: Asked, make: Make[T]) -> T:
        try:
            return make(asked.definition, self._facts(workspace, asked))
        finally:
            connections.close_all()

    def _facts(self, workspace: Workspace, asked: Asked) -> Facts:
        if self._held is None or self._held[0] != asked.facts:
            self._read = {asked.facts: 0}
            self._held = asked.facts, Facts(workspace, asked.as_of, tell=partial(self._tell, asked.facts))
        return self._held[1]

    def _tell(self, facts: FactsKey, accounts: int) -> None:
        self._read = {facts: accounts}

    def _settle(self, asked: Asked, answer: Future[Any]) -> None:
        error = answer.exception()
        with self._lock:
            if error is not None and not isinstance(error, ToprungError):
                # Not the book's fault: it may be asked for again, and nobody may be waiting to be told.
                self._answers.pop(asked, None)
                _log.error("A figure could not be computed: %s", asked, exc_info=error)
            self._waiting -= 1
            if not self._waiting:
                self._held, self._read = None, {}
            self._shed()

    def _shed(self) -> None:
        """Let go of the answers that were looked at longest ago; never of the latest, nor of one still awaited."""
        rows = 0
        for place, (asked, answer) in enumerate(reversed(list(self._answers.items()))):
            rows += _rows(answer)
            if place and rows > self._most_rows and answer.done():
                del self._answers[asked]


def _at_once(workspace: Workspace, asked: Asked, make: Make[T]) -> Future[T]:
    answer: Future[T] = Future()
    try:
        answer.set_result(make(asked.definition, Facts(workspace, asked.as_of)))
    except ToprungError as error:
        answer.set_exception(error)
    return answer


def _rows(answer: Future[Any]) -> int:
    """How many accounts stand behind an answer; one still awaited, or refused, counts for one."""
    if not answer.done() or answer.exception() is not None:
        return 1
    return 1 + len(getattr(answer.result(), "rows", ()))


#: the process's
BENCH = Bench()
