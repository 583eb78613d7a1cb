"""A load in a process of its own, which kills itself at a named point; run with -m by the tests of the lake.

Arguments: the lake's folder, the point (“none” lives on), the first and the last number of the events to load.
"""

from __future__ import annotations

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
        owner, name, before = _POINTS[point]
        setattr(owner, name, _deadly(getattr(owner, name), before=before))
    batches = _batches(int(first), int(last), dies=point == "while_reading")
    lake.Lake(Path(folder)).append("harbor", batches, "UTC", NOW)


def _batches(first: int, last: int, *, dies: bool) -> Iterator[pa.Table]:
    middle = (first + last) // 2
    yield numbered(first, middle)
    if dies:
        _die()
    yield numbered(middle, last)


def _deadly(function: Callable[..., Any], *, before: bool) -> Callable[..., Any]:
    def instead(*args: Any, **kwargs: Any) -> Any:
        if before:
            _die()
        function(*args, **kwargs)
        _die()

    return instead


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


_POINTS: dict[str, tuple[Any, str, bool]] = {
    "before_identifying": (loading.Load, "identify", True),
    "after_writing": (lake.Lake, "_commit", True),
    "when_moved_in": (delta, "sync_with_folders", False),
    "before_the_commit": (delta.DeltaTable, "create_write_transaction", True),
    "after_the_commit": (delta.DeltaTable, "create_write_transaction", False),
}

if __name__ == "__main__":
    main(*sys.argv[1:])
