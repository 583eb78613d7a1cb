"""Rows taken along as CSV: streamed, read as UTF-8 by spreadsheets, and with nothing that one of them would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

from toprung.sheets.cells import cell_text
from toprung.sheets.formulas import neutralised

#: makes spreadsheets read the file as UTF-8
_MARK = "\ufeff"


def csv_response(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A file of that name (without its ending): headings, then the rows as they come."""
    return StreamingHttpResponse(
        _lines(headings, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _lines(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield _MARK + _line(headings)
    for row in rows:
        yield _line([neutralised(cell_text(cell)) for cell in row])


def _line(cells: Sequence[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow(cells)
    return stream.getvalue()
