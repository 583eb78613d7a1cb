"""A list as a file: the same rows in the same order with the same facts, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from toprung.motion.lists.columns import Column, Fact, Row
from toprung.sheets.cells import cell_text
from toprung.sheets.formulas import neutralised

#: makes spreadsheets read the file as UTF-8
_MARK = "\ufeff"
#: what XML cannot hold
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMATS = {date: "yyyy-mm-dd", Decimal: "#,##0.00"}


def facts_of(columns: Iterable[Column]) -> tuple[Fact, ...]:
    """The facts that the columns show, each of which is a column of the file."""
    return tuple(fact for column in columns for fact in column.facts)


def csv_lines(facts: tuple[Fact, ...], rows: Iterable[Row]) -> Iterator[str]:
    """The file line by line, so that a long one begins at once."""
    yield _MARK + _line([fact.heading for fact in facts])
    for row in rows:
        yield _line([neutralised(cell_text(fact.value(row))) for fact in facts])


def write_xlsx(
    facts: tuple[Fact, ...], rows: Iterable[Row], about: Iterable[tuple[str, str]], stream: IO[bytes]
) -> None:
    """A workbook with the list, numbers and days as such, and a second sheet that says what the list is."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("List")
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, fact.heading) for fact in facts])
    for row in rows:
        sheet.append([_cell(sheet, fact.value(row)) for fact in facts])
    told = book.create_sheet("About this list")
    for name, text in about:
        told.append([_bold(told, name), _cell(told, text)])
    book.save(stream)


def _line(cells: list[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow(cells)
    return stream.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, str):
        return neutralised(_UNWRITABLE.sub("", value))
    if type(value) not in _FORMATS:
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = _FORMATS[type(value)]
    return cell


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell
