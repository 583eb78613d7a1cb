"""The three accounts of `tests.motion.book`, evaluated today, seen through signed-in browsers of the cast."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nothing_looked_at() -> Iterator[None]:
    """Keys of rows that were rolled back come again, and with them looks of another test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def on_the_casts_day(in_spring: None) -> None:
    """Every test here."""
