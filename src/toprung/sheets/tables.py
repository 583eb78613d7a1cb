"""What every kind of file looks like to the reader: records of cells, each with the row number a person sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from toprung.kernel.errors import BadInput
from toprung.sheets.cells import Cell

#: Called now and then with the bytes read so far and the bytes of the file.
Progress = Callable[[int, int], None]
#: Records between two calls of the progress function.
TELL_EVERY = 2_000
#: The header is looked for in the first rows only.
HEADER_ZONE = 30
#: Longer headings are cut, and files with more columns refused: no person made them.
LONGEST_HEADING = 1_000
MOST_COLUMNS = 2_000


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that has no cells to speak of: its text could not be parted into cells."""

    text: str
    reason: str
    remedy: str


Record = tuple[int, list[Cell] | Fault]


class Table(Protocol):
    """A file, or one sheet of a workbook, opened for reading as often as needed."""

    @property
    def path(self) -> Path: ...

    @property
    def name(self) -> str:
        """The sheet's name in a workbook; nothing elsewhere."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences on how the file was opened."""

    @property
    def total_bytes(self) -> int: ...

    @property
    def strict_width(self) -> bool:
        """Is a row with more cells than the header a mistake, as it is in delimited text?"""

    @property
    def delimiter(self) -> str:
        """What parts its cells, or would if it were text."""

    @property
    def nested(self) -> frozenset[str]:
        """Columns whose cells are lists or structures."""

    def records(self, progress: Progress | None = None) -> Iterator[Record]:
        """Every record from the top, header and blank ones too, streamed."""

    def headings(self) -> list[tuple[int, list[str]]]:
        """Rows that may be the header, with merged cells filled in: (row number, texts)."""


def has_rows(table: Table, heading: int) -> bool:
    """Does anything but blank rows stand below the heading's row?"""
    below = (cells for number, cells in table.records() if number > heading)
    return any(isinstance(cells, Fault) or any(cell not in (None, "") for cell in cells) for cells in below)


def unreadable(path: Path, error: OSError) -> BadInput:
    """The sentence for a file that the system would not give us."""
    return BadInput(
        f"“{path.name}” could not be read ({error.strerror or error}). Check that it is there and yours to read."
    )
