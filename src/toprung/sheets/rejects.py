"""The rejects file: the rows that were not taken, in the file's own columns, with the reasons beside them.

A person mends it and imports it again with the same mapping: what Toprung wrote beside the rows is passed over, and
columns are read as they were in the file they came from.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from toprung.sheets.formulas import neutralised
from toprung.sheets.matching import OWN_PREFIX
from toprung.sheets.problems import Reject, pictured
from toprung.sheets.reading import Sheet
from toprung.sheets.styles import READ_AS, read_as_text

#: What is written beside each row.
OWN_COLUMNS = (*(OWN_PREFIX + name for name in ("row", "column", "value", "reason", "remedy")), READ_AS)


class RejectsFile:
    """Writes rejects one by one; use it as a context manager. CSV in UTF-8 with BOM, formulas made harmless."""

    def __init__(self, path: Path, sheet: Sheet) -> None:
        self._path = path
        self._sheet = sheet
        self._names = [name for name in sheet.names if not name.startswith(OWN_PREFIX)]
        self._read_as = read_as_text(sheet.kind, sheet.columns, sheet.styles)
        self.written = 0

    def __enter__(self) -> RejectsFile:
        self._stream: TextIO = self._path.open("w", encoding="utf-8-sig", newline="")
        self._writer: Any = csv.writer(self._stream, delimiter=self._sheet.delimiter)
        named = set(self._sheet.heading.named)
        self._write([*(name if name in named else "" for name in self._names), *OWN_COLUMNS])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def write(self, reject: Reject) -> None:
        """Add one row, with all its problems in one cell each, a line a problem."""
        own = (
            str(reject.row),
            "\n".join(problem.column for problem in reject.problems),
            "\n".join(problem.value for problem in reject.problems),
            "\n".join(problem.reason for problem in reject.problems),
            "\n".join(problem.remedy for problem in reject.problems),
            self._read_as,
        )
        # Cells beyond the last column come last, so that an unmended row is refused again.
        self._write([*(reject.raw.get(name, "") for name in self._names), *own, *reject.extra])
        self.written += 1

    def _write(self, cells: Iterable[str]) -> None:
        self._writer.writerow([neutralised(pictured(cell)) for cell in cells])
