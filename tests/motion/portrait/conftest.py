"""The neighbours' book, evaluated at the year's end and today."""

from __future__ import annotations

import pytest
from tests.cast import TODAY
from tests.motion.book import YEAR_END, Book


@pytest.fixture
def judged(neighbours: Book) -> Book:
    neighbours.evaluate(YEAR_END)
    neighbours.evaluate(TODAY)
    return neighbours
