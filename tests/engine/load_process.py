"""A load in a process of its own, which kills itself at a named point; run with -m by the tests of the lake.

Arguments: the lake's folder, the point (“none” lives on), the first and the last number of the events to load.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from tests.engine.making import NOW, numbered

from toprung.engine import delta, lake, loading


def main(folder: str, point: str, first: str, last: str) -> None:
    """Load, or die trying."""
    if point in _POINTS:
        owner, name, call, before = _POINTS[point]
        setattr(owner, name, _deadly(getattr(owner, name), call, before=before))
    batches = _batches(int(first), int(last), dies=point == "while_reading")
    lake.Lake(Path(folder)).append("harbor", batches, "UTC", NOW)


def _batches(first: int, last: int, *, dies: bool) -> Iterator[pa.Table]:
    middle = (first + last) // 2
    yield numbered(first, middle)
    if dies:
        _die()
    yield numbered(middle, last)


def _deadly(function: Callable[..., Any], call: int, *, before: bool) -> Callable[..., Any]:
    calls = itertools.count(1)

    def instead(*args: Any, **kwargs: Any) -> Any:
        now = next(calls) == call
        if now and before:
            _die()
        answer = function(*args, **kwargs)
        if now:
            _die()
        return answer

    return instead


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


#: What is called, at which call it dies, and whether before or after. The quarantine is written before the events;
#: the tests' second load has six files for it.
_POINTS: dict[str, tuple[Any, str, int, bool]] = {
    "before_identifying": (loading.Load, "identify", 1, True),
    "before_writing": (lake.Lake, "_commit", 1, True),
    "while_quarantine_moves_in": (delta.EventTable, "_placed", 2, False),
    "before_the_quarantine_commit": (delta.DeltaTable, "create_write_transaction", 1, True),
    "between_quarantine_and_events": (delta.EventTable, "add", 1, False),
    "while_events_move_in": (delta.EventTable, "_placed", 9, False),
    "before_the_commit": (delta.DeltaTable, "create_write_transaction", 2, True),
    "after_the_commit": (delta.DeltaTable, "create_write_transaction", 2, False),
}

if __name__ == "__main__":
    main(*sys.argv[1:])
