"""Delimited text: CSV and its cousins with semicolons, tabs and bars, streamed line by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from toprung.kernel.errors import BadInput
from toprung.sheets.encoding import encoding_of
from toprung.sheets.formulas import restored
from toprung.sheets.problems import quoted
from toprung.sheets.tables import HEADER_ZONE, TELL_EVERY, Fault, Progress, Record

DELIMITERS = (",", ";", "\t", "|")
#: A table's line is never as long; without a bound one line could fill the memory.
LONGEST_LINE = 1 << 20
#: Lines that a quoted cell may run over, together, in characters.
LONGEST_RECORD = 4 << 20


class _Lines:
    """The file's lines for csv.reader, bounded; keeps the lines of the record that is being read."""

    def __init__(self, stream: io.TextIOBase, name: str) -> None:
        self._stream = stream
        self._name = name
        self.current: list[str] = []
        self._size = 0
        self.apostrophe = False
        self.ended = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(LONGEST_LINE)
        if not line:
            self.ended = True
            raise StopIteration
        self._check(line)
        self.current.append(line)
        if "'" in line:
            self.apostrophe = True
        return line

    def begin(self) -> None:
        """A new record begins with the next line."""
        self.current.clear()
        self._size = 0
        self.apostrophe = False

    def _check(self, line: str) -> None:
        self._size += len(line)
        if (len(line) == LONGEST_LINE and line[-1] not in "\r\n") or self._size > LONGEST_RECORD:
            raise BadInput(
                f"“{self._name}” has a row of more than {LONGEST_LINE:,} characters, so it is not a table of rows. "
                "Nothing was kept. Export it again as CSV, one record a row."
            )
        if "\0" in line:
            raise BadInput(
                f"“{self._name}” holds NUL bytes, so it is not plain text. Nothing after them was read. "
                "Export it again as CSV (UTF-8) or XLSX."
            )


@dataclass(frozen=True, slots=True)
class DelimitedTable:
    """A text file of which encoding and delimiter are known."""

    path: Path
    encoding: str
    delimiter: str
    has_separator_line: bool
    total_bytes: int
    notes: tuple[str, ...] = ()
    name: str = ""
    strict_width: bool = True
    nested: frozenset[str] = frozenset()

    def records(self, progress: Progress | None = None) -> Iterator[Record]:
        """Every record, numbered as a spreadsheet shows it: a quoted cell of three lines is one row."""
        with self.path.open("rb") as raw, io.TextIOWrapper(raw, self.encoding, newline="") as stream:
            if self.has_separator_line:
                stream.readline(LONGEST_LINE)
            for number, cells in enumerate(self._parted(stream), 1):
                yield number, cells
                if progress is not None and number % TELL_EVERY == 0:
                    progress(raw.tell(), self.total_bytes)
        if progress is not None:
            progress(self.total_bytes, self.total_bytes)

    def headings(self) -> list[tuple[int, list[str]]]:
        """The first rows, as texts."""
        return [(n, cells) for n, cells in islice(self.records(), HEADER_ZONE) if not isinstance(cells, Fault)]

    def _parted(self, stream: io.TextIOBase) -> Iterator[list[str] | Fault]:
        lines = _Lines(stream, self.path.name)
        reader = csv.reader(lines, delimiter=self.delimiter)
        while True:
            lines.begin()
            try:
                cells = next(reader, None)
            except csv.Error:
                yield _never_closed(lines.current)
                continue
            if cells is None:
                return
            if lines.ended:  # a record that needed more lines than there are
                yield _never_closed(lines.current)
            elif lines.apostrophe:
                yield [restored(cell) for cell in cells]
            else:
                yield cells


def open_delimited(path: Path, encoding: str | None, delimiter: str | None) -> list[DelimitedTable]:
    """The file as a table, once per delimiter that may be meant (just one where that is known). Raises BadInput."""
    codec, note = encoding_of(path, encoding)
    size = path.stat().st_size
    with path.open(encoding=codec, newline="") as stream:
        first = stream.readline(LONGEST_LINE).strip()
    named = first[4:] if len(first) == 5 and first.lower().startswith("sep=") else None
    choices = (named,) if named else (delimiter,) if delimiter else DELIMITERS
    notes = (note,) if note else ()
    return [DelimitedTable(path, codec, choice, named is not None, size, notes) for choice in choices]


def _never_closed(lines: list[str]) -> Fault:
    text = "".join(lines)
    below = len(lines) - 1
    over = f" and swallows the {below} {'line' if below == 1 else 'lines'} below it" if below else ""
    return Fault(
        text[:LONGEST_LINE],
        f"A quotation mark opens in {quoted(lines[0])} and is not closed{over}.",
        "Close it, or take it out, and import these rows again.",
    )
