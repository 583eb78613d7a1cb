"""XLSX: the sheets of a workbook as tables. openpyxl reads strings and styles; rows stream past a defused parser."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.xml.constants import SHEET_MAIN_NS

from toprung.kernel.errors import BadInput
from toprung.sheets.archive import check_workbook, merged_ranges
from toprung.sheets.cells import cell_text
from toprung.sheets.mapping import near_miss
from toprung.sheets.tables import HEADER_ZONE, LONGEST_HEADING, TELL_EVERY, Progress, Record
from toprung.sheets.words import fold
from toprung.sheets.xlsx_cells import CellReader, MisplacedCell, index_of

_ROW = f"{{{SHEET_MAIN_NS}}}row"
_DATA = f"{{{SHEET_MAIN_NS}}}sheetData"
#: Excel's own last row.
_LAST_ROW = 1_048_576
#: What openpyxl and the parser raise on a workbook that is not as it should be.
_BROKEN = (
    *(ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError),
    *(OSError, EOFError, zipfile.BadZipFile, zlib.error, ParseError),
)
#: Headings that say nothing without the merged heading above them.
_GENERIC = frozenset(
    [
        "date",
        "day",
        "name",
        "id",
        "role",
        "title",
        "on",
        "by",
        "type",
        "value",
        "start",
        "end",
        "kind",
        "number",
        "amount",
    ]
)


@dataclass(frozen=True, slots=True)
class XlsxTable:
    """One worksheet. `part` is its place inside the ZIP file."""

    path: Path
    name: str
    part: str
    total_bytes: int
    notes: tuple[str, ...]
    cells: CellReader = field(repr=False)
    strict_width: bool = False
    delimiter: str = ","
    nested: frozenset[str] = frozenset()

    def records(self, progress: Progress | None = None) -> Iterator[Record]:
        """Every row that the sheet holds, under the number it has there."""
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.part) as stream:
                size = max(archive.getinfo(self.part).file_size, 1)
                for count, (number, element) in enumerate(_rows(stream), 1):
                    yield number, self.cells.row(element)
                    if progress is not None and count % TELL_EVERY == 0:
                        progress(self.total_bytes * stream.tell() // size, self.total_bytes)
        except (ParseError, DefusedXmlException, MisplacedCell, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise _damaged(self.path, error) from error
        if progress is not None:
            progress(self.total_bytes, self.total_bytes)

    def headings(self) -> list[tuple[int, list[str]]]:
        """The first rows as texts, merged cells filled; also with a merged heading put before a “Date” below it."""
        zone = takewhile(lambda record: record[0] <= HEADER_ZONE, self.records())
        rows = {n: [cell_text(c)[:LONGEST_HEADING] for c in cells] for n, cells in zone if isinstance(cells, list)}
        groups = _fill_merged(rows, merged_ranges(self.path, self.part))
        grouped = [(n, _with_groups(rows[n], groups[n - 1])) for n in rows if n - 1 in groups]
        return [*rows.items(), *grouped]


def open_workbook(path: Path, sheet: str | None) -> Sequence[XlsxTable]:
    """The workbook's visible sheets as tables, or the one that is named. Raises BadInput."""
    check_workbook(path)
    try:
        with path.open("rb") as stream, warnings.catch_warnings():
            # openpyxl warns of what it will not keep when saving; nothing is saved here.
            warnings.simplefilter("ignore")
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            try:
                return _tables(path, book, sheet)
            finally:
                book.close()
    except _BROKEN as error:
        raise _damaged(path, error) from error


def _tables(path: Path, book: Any, named: str | None) -> Sequence[XlsxTable]:
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
    titles = [sheet.title for sheet in sheets]
    if named is not None:
        sheets = [sheet for sheet in book.worksheets if sheet.title.strip().casefold() == named.strip().casefold()]
        if not sheets:
            raise BadInput(
                f"“{path.name}” has no sheet “{named}”, which the mapping file names.{near_miss(named, titles)} "
                f"Its sheets are: {', '.join(titles)}."
            )
    if not sheets:
        raise BadInput(f"“{path.name}” has no sheet with rows. Give a workbook with a sheet of accounts.")
    table = partial(XlsxTable, path=path, total_bytes=path.stat().st_size, cells=_cell_reader(book, sheets[0]))
    return [table(name=s.title, part=s._worksheet_path, notes=_sheet_note(s.title, titles)) for s in sheets]


def _sheet_note(title: str, titles: Sequence[str]) -> tuple[str, ...]:
    others = [f"“{other}”" for other in titles if other != title]
    if not others:
        return ()
    return (
        f"The sheet “{title}” was read; not read: {', '.join(others)}. "
        'To choose, write sheet = "..." under [options] in the mapping file.',
    )


def _cell_reader(book: Any, sheet: Any) -> CellReader:
    return CellReader(
        strings=sheet._shared_strings,
        day_styles=frozenset(book._date_formats),
        span_styles=frozenset(book._timedelta_formats),
        percent_styles=frozenset(
            n for n, style in enumerate(book._cell_styles) if "%" in _format(book, style.numFmtId)
        ),
        epoch=book.epoch,
    )


def _format(book: Any, number: int) -> str:
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return str(BUILTIN_FORMATS.get(number, ""))
    return str(book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])


def _rows(stream: Any) -> Iterator[tuple[int, Element]]:
    """Row elements with their number, each forgotten once it was used."""
    data: Element | None = None
    number = 0
    for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            if element.tag == _DATA:
                data = element
        elif element.tag == _ROW and data is not None:
            number = _row_number(element.get("r"), number + 1)
            yield number, element
            data.clear()
        elif element.tag == _DATA:
            return


def _row_number(said: str | None, following: int) -> int:
    """The row's own number; where it has none, or one that no worksheet goes on with, the one that follows."""
    number = index_of(said)
    return number if number is not None and following <= number <= _LAST_ROW else following


def _fill_merged(rows: dict[int, list[str]], ranges: Iterable[str]) -> dict[int, dict[int, str]]:
    """Fill merged cells down and right in place; gives, by row, the headings that span several columns.

    Only the columns in use are filled. Merged ranges do not overlap, so they cover no more than the zone has cells; in
    a file where they do, those beyond are passed over.
    """
    groups: dict[int, dict[int, str]] = {}
    width = max(map(len, rows.values()), default=0)
    room = width * HEADER_ZONE
    for left, top, merged_right, merged_bottom in map(_corners, ranges):
        if top not in rows or left > len(rows[top]):
            continue
        right, bottom = min(merged_right, width), min(merged_bottom, HEADER_ZONE)
        room -= (right - left + 1) * (bottom - top + 1)
        if room < 0:
            break
        text = rows[top][left - 1]
        for row in range(top, bottom + 1):
            cells = rows.setdefault(row, [])
            cells += [""] * (right - len(cells))
            # Only the first cell of a merged range says anything; a file in which another does is taken at its word.
            covered = [index for index in range(left - 1, right) if cells[index] in ("", text)]
            for index in covered:
                cells[index] = text
            if right > left:
                groups.setdefault(row, {}).update(dict.fromkeys(covered, text))
    return groups


def _corners(merged: str) -> tuple[int, int, int, int]:
    """First column and row, last column and row, counted from 1."""
    first, _, last = merged.partition(":")
    (top, left), (bottom, right) = coordinate_to_tuple(first), coordinate_to_tuple(last)
    return left, top, right, bottom


def _with_groups(texts: Sequence[str], groups: dict[int, str]) -> list[str]:
    return [
        f"{groups[index]} {text}" if index in groups and fold(text) in _GENERIC else text
        for index, text in enumerate(texts)
    ]


def _damaged(path: Path, error: Exception) -> BadInput:
    # The reader names the file by its whole path, which is nobody's business.
    why = next(iter(str(error).splitlines()), "damaged").replace(str(path), path.name).rstrip(".")
    return BadInput(
        f"“{path.name}” is not a workbook that can be read ({why}). "
        "Nothing was kept. Open it in Excel and save it again as .xlsx, or export the sheet as CSV."
    )
