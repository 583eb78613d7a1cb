"""A long row of items taken a few hundred at a time, as databases and memory want it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most `size`, in their order. `itertools.batched`, which Python has from 3.12 on."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
