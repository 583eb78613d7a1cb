"""Importing a file row by row: some hundred in a transaction, bad rows told and written out, good ones kept."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection

from toprung.kernel.batching import batches
from toprung.kernel.errors import BadInput
from toprung.motion.imports.job import Importer, Job, Keeper
from toprung.motion.imports.report import ImportReport, Landed, RowProblem, RowTold, Tally
from toprung.records.journal.upsert import Problem, Status
from toprung.records.tenancy.turns import turn
from toprung.sheets import problems as sheets
from toprung.sheets.problems import Reject, Row
from toprung.sheets.reading import Sheet, open_sheet
from toprung.sheets.rejects import RejectsFile

#: SQLite has one writer, and who waits for it looks again only every 0.1 s or so: a shorter pause lets nobody in
_PAUSE_SECONDS = 0.1
#: how long an import may write without one
_STRETCH_SECONDS = 0.4

WriteReject = Callable[[Reject], None]


def by_rows(keeper: Callable[[Job], Keeper]) -> Importer:
    """The importer of a kind whose rows this keeper keeps."""

    def run(job: Job) -> ImportReport:
        started = time.perf_counter()
        sheet = open_sheet(job.path, job.kind, job.mapping)
        with rejects_file(job, sheet) as write:
            keeping = keeper(job)
            rows = _Rows(job, keeping, write)
            for batch in batches(sheet.rows(job.progress), keeping.batch):
                rows.take(batch)
            rows.finish()
        return rows.tally.report(
            **about(job, sheet),
            rejects_file=str(job.rejects_path or "") if rows.tally.problem_count else "",
            seconds=time.perf_counter() - started,
        )

    return run


def about(job: Job, sheet: Sheet) -> dict[str, Any]:
    """What a report says of the file, whatever came of it."""
    return {
        "kind": job.kind,
        "file": job.file,
        "dry_run": job.dry_run,
        "columns": dict(sheet.columns),
        "unused_columns": sheet.unused_columns,
        "notes": sheet.notes,
    }


@contextmanager
def rejects_file(job: Job, sheet: Sheet) -> Iterator[WriteReject]:
    """Where rejects are written; nowhere if no path was given, and no file is left if there were none."""
    path = job.rejects_path
    if path is None:
        yield lambda reject: None
        return
    if path.exists() and path.samefile(job.path):
        raise BadInput(f"The rejects cannot be written over the file they come from: name another than {path.name}.")
    try:
        with RejectsFile(path, sheet) as file:
            yield file.write
    except OSError as error:
        raise BadInput(
            f"The rejects file {path.name} cannot be written ({error.strerror}): name another place."
        ) from error
    if not file.written:
        path.unlink(missing_ok=True)


@dataclass(slots=True)
class _Rows:
    job: Job
    keeper: Keeper
    write: WriteReject
    tally: Tally = field(default_factory=Tally)
    _waiting: list[tuple[Row, Landed]] = field(default_factory=list)
    _paused_at: float = field(default_factory=time.perf_counter)

    def take(self, items: Sequence[Row | Reject]) -> None:
        """Keep what can be kept of a batch; tell the rest in the order of the file."""
        rows = [item for item in items if isinstance(item, Row)]
        landed = iter(self._kept(rows))
        for item in items:
            if isinstance(item, Reject):
                self._unread(item)
            else:
                self._landed(item, next(landed))
        self._let_others_write()

    def finish(self) -> None:
        """Hand in once more the rows that asked for it, now that the whole file has been read."""
        for batch in batches(self._waiting, self.keeper.batch):
            second = self._kept_again([row for row, _ in batch])
            for (row, first), landed in zip(batch, second, strict=True):
                self._tell(row, _both(first, landed))
            self._let_others_write()

    def _kept(self, rows: Sequence[Row]) -> Sequence[Landed]:
        """Keep the rows of one batch and count what they came to."""
        if not rows:
            return ()
        trace = self.job.trace
        with turn(self.job.workspace):
            before = trace.before(rows) if trace else None
            landed = self.keeper.keep(rows)
            statuses = Counter(item.status for item in landed)
            if trace and before:
                statuses = trace.after(before, statuses)
        self.tally.statuses += statuses
        return landed

    def _kept_again(self, rows: Sequence[Row]) -> Sequence[Landed]:
        """The same of rows that were counted already."""
        trace = self.job.trace
        with turn(self.job.workspace):
            before = trace.before(rows) if trace else None
            landed = self.keeper.keep_again(rows)
            if trace and before:
                trace.after(before, None)
        return landed

    def _let_others_write(self) -> None:
        if connection.vendor != "sqlite" or self.job.dry_run or self.job.alone:
            return
        if time.perf_counter() - self._paused_at > _STRETCH_SECONDS:
            time.sleep(_PAUSE_SECONDS)
            self._paused_at = time.perf_counter()

    def _landed(self, row: Row, landed: Landed) -> None:
        if landed.again:
            self._waiting.append((row, landed))
        else:
            self._tell(row, landed)

    def _tell(self, row: Row, landed: Landed) -> None:
        self.tally.landed(landed)
        told = tuple(_in_file(row, problem) for problem in landed.problems)
        self._watched(RowTold(row.number, row.raw, landed.status, told, landed.remarks, landed.kept))
        if told:
            self._reject(Reject(row.number, told, row.raw), landed.kept)

    def _unread(self, reject: Reject) -> None:
        self.tally.refused()
        self._watched(RowTold(reject.row, reject.raw, Status.REFUSED, reject.problems))
        self._reject(reject)

    def _watched(self, told: RowTold) -> None:
        if self.job.watch:
            self.job.watch(told)

    def _reject(self, reject: Reject, kept: str = "") -> None:
        for p in reject.problems:
            self.tally.problem(RowProblem(reject.row, p.column, p.value, p.reason, p.remedy, kept))
        self.write(_with_kept(reject, kept) if kept else reject)


def _both(first: Landed, second: Landed) -> Landed:
    """A row that was handed in twice: what it came to the first time, and everything said of it."""
    return replace(
        first,
        problems=first.problems + second.problems,
        remarks=first.remarks + second.remarks,
        kept=second.kept or first.kept,
    )


def _in_file(row: Row, problem: Problem) -> sheets.Problem:
    column = row.columns.get(problem.field, problem.field)
    return sheets.Problem(column, row.raw.get(column, problem.value), problem.reason, problem.remedy)


def _with_kept(reject: Reject, kept: str) -> Reject:
    """The reject as the rejects file carries it: its last problem says what of the row was kept."""
    *others, last = reject.problems
    return replace(reject, problems=(*others, replace(last, reason=f"{last.reason} Kept: {kept}.")))
