"""The demo as files: one CSV per KIND, and the truth as JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from toprung.kernel.canon import plain
from toprung.motion.demo.truth import Truth
from toprung.motion.demo.usage import EVENT_FIELDS
from toprung.sheets.cells import cell_text


def write_rows(path: Path, rows: list[dict[str, Any]]) -> None:
    """UTF-8, commas, a header of the rows' fields. A KIND without rows gives no file."""
    if rows:
        _write(path, tuple(rows[0]), (row.values() for row in rows))


def write_events(path: Path, batches: Iterable[dict[str, list[Any]]]) -> None:
    """Events batch by batch, so that memory holds one batch."""
    _write(path, EVENT_FIELDS, _lines(batches))


def write_truth(path: Path, truth: Truth) -> None:
    """The truth as indented JSON with sorted keys; money and rates as text, days as ISO."""
    path.write_text(json.dumps(plain(truth), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _lines(batches: Iterable[dict[str, list[Any]]]) -> Iterator[tuple[Any, ...]]:
    for columns in batches:
        yield from zip(*(columns[name] for name in EVENT_FIELDS), strict=True)


def _write(path: Path, header: tuple[str, ...], lines: Iterable[Iterable[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([cell_text(value) for value in line] for line in lines)
