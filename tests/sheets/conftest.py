from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from toprung.sheets.mapping import SheetMap
from toprung.sheets.problems import Reject, Row
from toprung.sheets.reading import open_sheet

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def text_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes text as a file, byte for byte in the given encoding."""

    def write(text: str, name: str = "book.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows as a workbook of one sheet; `edit` may change it before it is saved."""

    def write(rows: list[list[Any]], edit: Callable[[Workbook], None] | None = None, name: str = "book.xlsx") -> Path:
        book = Workbook()
        assert book.active is not None
        for row in rows:
            book.active.append(row)
        if edit is not None:
            edit(book)
        path = tmp_path / name
        book.save(path)
        return path

    return write


@pytest.fixture
def read() -> Callable[..., tuple[list[Row], list[Reject]]]:
    """The rows and the rejects of a file."""

    def both(path: Path, kind: str = "sheet", mapping: SheetMap | None = None) -> tuple[list[Row], list[Reject]]:
        found = list(open_sheet(path, kind, mapping).rows())
        return [r for r in found if isinstance(r, Row)], [r for r in found if isinstance(r, Reject)]

    return both


@pytest.fixture
def shared_data() -> Path:
    """The shared data sets; a test that needs them is skipped, by name, where they are not."""
    folder = Path(os.environ.get("TOPRUNG_DATA", REPOSITORY / "../shared/data"))
    if not folder.is_dir():
        pytest.skip("the shared data sets are not here; set TOPRUNG_DATA to their folder")
    return folder
