"""Python's search for cycles put off while a great many values are made that die by themselves."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def cycles_left_alone() -> Iterator[None]:
    """No search for cycles until the end; memory is given back all the same, by counting references.

    Evaluating a book makes millions of small values and no cycle: the search would take a third of its time.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
