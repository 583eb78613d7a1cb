"""The preview: the real import over a copy of the book that is thrown away, so that it says what the import will do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from toprung.motion.imports.job import Job
from toprung.motion.imports.models import ImportRun
from toprung.motion.imports.reach import REACH
from toprung.motion.imports.registry import IMPORTERS
from toprung.motion.imports.report import ImportReport, RowTold
from toprung.motion.imports.runs.storing import in_its_own_name, path_of, rejects_path_of
from toprung.motion.imports.runs.throwaway import copied
from toprung.records.journal.upsert import Status
from toprung.records.tenancy.actors import Actor
from toprung.sheets.mapping import SheetMap, parse_map
from toprung.sheets.problems import Row
from toprung.sheets.reading import open_sheet

#: rows shown from the top of the file, and rows shown for what is wrong with them
FIRST_ROWS = 10
WRONG_ROWS = 50
_LONGEST_CELL = 120

#: called with bytes and rows read so far
Tell = Callable[[int, int], None]


@dataclass(slots=True)
class Progress:
    """How far the work in the other thread has come; written there, read here."""

    done: int = 0
    rows: int = 0

    def bytes(self, done: int, total: int) -> None:
        """As importers tell it."""
        self.done = done


@dataclass(slots=True)
class Sample:
    """The rows that a preview shows, out of all that pass by."""

    first: list[RowTold] = field(default_factory=list)
    wrong: list[RowTold] = field(default_factory=list)

    def see(self, told: RowTold) -> None:
        """Keep it or let it go."""
        if len(self.first) < FIRST_ROWS:
            self.first.append(told)
        elif told.problems and len(self.wrong) < WRONG_ROWS:
            self.wrong.append(told)


def preview(run: ImportRun, by: Actor, now: datetime, tell: Tell) -> dict[str, Any]:
    """What importing the run's file would do, as JSON: the report, and rows with their problems at their cells.

    The rows that would be rejected are written out already. Raises BadInput where the file cannot be used so.
    """
    sample, progress = Sample(), Progress()
    job = Job(
        run.workspace,
        run.kind,
        path_of(run),
        by,
        now,
        parse_map(run.mapping),
        dry_run=True,
        rejects_path=rejects_path_of(run),
        progress=progress.bytes,
        alone=True,
        called=run.file_name,
        watch=_counting(progress, sample),
    )
    with copied(run.workspace, REACH[run.kind].all) as store:
        report = store.run(lambda: IMPORTERS[run.kind](job), lambda: tell(progress.done, progress.rows))
    if run.kind == "events":
        sample.first = _first_events(job.path, parse_map(run.mapping))
    told = {
        "report": report.plain(),
        "columns": _columns(report),
        "first": [_told(row, report) for row in sample.first],
        "wrong": [_told(row, report) for row in sample.wrong],
    }
    named: dict[str, Any] = in_its_own_name(run, told)
    return named


def _counting(progress: Progress, sample: Sample) -> Callable[[RowTold], None]:
    def watch(told: RowTold) -> None:
        progress.rows += 1
        sample.see(told)

    return watch


def _first_events(path: Path, mapping: SheetMap) -> list[RowTold]:
    """Events are read by the thousand and told only where something is wrong: their first rows are read once more."""
    return [
        RowTold(row.number, row.raw, Status.CREATED if isinstance(row, Row) else Status.REFUSED)
        if isinstance(row, Row)
        else RowTold(row.row, row.raw, Status.REFUSED, row.problems)
        for row in islice(open_sheet(path, "events", mapping).rows(), FIRST_ROWS)
    ]


def _columns(report: ImportReport) -> list[dict[str, str]]:
    return [{"field": name, "column": column} for name, column in report.columns.items()]


def _told(row: RowTold, report: ImportReport) -> dict[str, Any]:
    """A row as the preview shows it: its mapped cells in the order of the fields, each with what is wrong with it."""
    by_column: dict[str, list[dict[str, str]]] = {}
    for problem in row.problems:
        told = {"value": problem.value, "reason": problem.reason, "remedy": problem.remedy}
        by_column.setdefault(problem.column, []).append(told)
    cells = [
        {"text": row.raw.get(column, "")[:_LONGEST_CELL], "problems": by_column.pop(column, [])}
        for column in report.columns.values()
    ]
    return {
        "row": row.number,
        "status": row.status.value,
        "cells": cells,
        # What is wrong with the row as a whole, or with something that no column holds.
        "problems": [told for column in by_column.values() for told in column],
        "remarks": list(row.remarks),
        "kept": row.kept,
    }
