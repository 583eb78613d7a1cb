"""Brightworks' book, empty but for Harbor Foods, and with its neighbours on file."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cast import Cast
from tests.motion.book import FILES, Book


@pytest.fixture
def book(cast: Cast, tmp_path: Path) -> Book:
    """Harbor Foods is on file with its people, and nothing else is."""
    return Book(cast.workspace, cast.leader, tmp_path)


@pytest.fixture
def neighbours(book: Book) -> Book:
    """The three accounts of `tests.motion.book` with a fact of every kind."""
    book.bring_all(FILES)
    return book
