"""Rows taken a few at a time."""

from __future__ import annotations

import pytest

from toprung.kernel.batching import batches


@pytest.mark.parametrize(
    ("items", "taken"),
    [([], []), ([1], [[1]]), ([1, 2], [[1, 2]]), ([1, 2, 3, 4, 5], [[1, 2], [3, 4], [5]])],
)
def test_each_item_comes_once_and_in_its_order(items: list[int], taken: list[list[int]]) -> None:
    assert list(batches(iter(items), 2)) == taken
