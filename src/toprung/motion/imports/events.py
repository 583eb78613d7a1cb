"""Events: into the lake by the hundred thousand, each once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from toprung.motion import stores
from toprung.motion.imports.job import Job, Watch
from toprung.motion.imports.report import ImportReport, RowProblem, RowTold, Tally
from toprung.motion.imports.rows import WriteReject, about, rejects_file
from toprung.records.book.queries import accounts
from toprung.records.journal.actions import Note, changes_between, write
from toprung.records.journal.upsert import Status
from toprung.records.tenancy.turns import turn
from toprung.sheets.events import event_batches
from toprung.sheets.mapping import SheetMap, load_map
from toprung.sheets.problems import Reject
from toprung.sheets.reading import open_sheet

#: accounts told by name in a remark
_EXAMPLES = 3


def import_events(job: Job) -> ImportReport:
    """One file is one load: all of it in one commit, or nothing. A dry run reads every row and loads none.

    Times without an offset are UTC, unless the mapping says otherwise; days without a time are the workspace's days.
    Events of accounts that are not on file are kept: they count as soon as their account is imported.
    """
    started = time.perf_counter()
    mapping = load_map(job.mapping) if isinstance(job.mapping, Path) else job.mapping or SheetMap()
    sheet = open_sheet(job.path, "events", mapping, job.workspace.zone)
    with rejects_file(job, sheet) as write_reject:
        reading = _Reading(write_reject, job.watch)
        tables = reading.through(event_batches(sheet, job.progress))
        _count(tables, reading.tally) if job.dry_run else _load(job, tables, reading.tally)
    _remark_unknown(job, reading)
    tally = reading.tally
    return tally.report(
        **about(job, sheet),
        rejects_file=str(job.rejects_path or "") if tally.problem_count else "",
        seconds=time.perf_counter() - started,
    )


@dataclass(slots=True)
class _Reading:
    """What passes by while a file is read."""

    write_reject: WriteReject
    watch: Watch | None
    tally: Tally = field(default_factory=Tally)
    accounts: dict[str, int] = field(default_factory=dict)

    def through(self, batches: Iterator[Any]) -> Iterator[pa.Table]:
        """The events of each batch; its rejects are told on the way."""
        for batch in batches:
            for reject in batch.rejects:
                self._reject(reject)
            self._note_accounts(batch.table)
            yield batch.table

    def _reject(self, reject: Reject) -> None:
        self.tally.refused()
        for p in reject.problems:
            self.tally.problem(RowProblem(reject.row, p.column, p.value, p.reason, p.remedy))
        if self.watch:
            self.watch(RowTold(reject.row, reject.raw, Status.REFUSED, reject.problems))
        self.write_reject(reject)

    def _note_accounts(self, table: pa.Table) -> None:
        counted = pc.value_counts(table["account"].combine_chunks())
        for entry in counted.to_pylist():
            self.accounts[entry["values"]] = self.accounts.get(entry["values"], 0) + entry["counts"]


def _count(tables: Iterator[pa.Table], tally: Tally) -> None:
    for table in tables:
        tally.read += table.num_rows
        tally.statuses[Status.CREATED] += table.num_rows
    tally.remark("A dry run does not ask the lake: events that it holds already are counted as new here.")


def _load(job: Job, tables: Iterator[pa.Table], tally: Tally) -> None:
    workspace = job.workspace
    # The file may take long to read, and the zone that stood when it was opened need not stand by then.
    loaded = stores.lake().append(stores.lake_key(workspace), tables, stores.adding_events(workspace), job.now)
    tally.read += loaded.received
    tally.statuses[Status.CREATED] += loaded.appended
    tally.statuses[Status.UNCHANGED] += loaded.duplicates
    tally.quarantined += loaded.quarantined
    if loaded.appended:
        changes = changes_between(None, {"events": loaded.appended, "from": loaded.first_on, "to": loaded.last_on})
        with turn(workspace):
            write(workspace, [Note("load_events", subject=job.file, changes=changes)], by=job.by, at=job.now)
    if loaded.quarantined:
        tally.remark(
            f"{loaded.quarantined:,} events are dated over ten years back or over a day ahead: they are kept aside and "
            "count nowhere. Correct their times and import them again."
        )


def _remark_unknown(job: Job, reading: _Reading) -> None:
    known = set(accounts(job.workspace).values_list("external_id", flat=True).iterator())
    unknown = sorted(account for account in reading.accounts if account not in known)
    if not unknown:
        return
    events = sum(reading.accounts[account] for account in unknown)
    names = ", ".join(f"“{account}”" for account in unknown[:_EXAMPLES])
    more = f" and {len(unknown) - _EXAMPLES:,} more" if len(unknown) > _EXAMPLES else ""
    reading.tally.remark(
        f"{events:,} events are of {len(unknown):,} accounts that are not on file ({names}{more}): "
        "they are kept, and count once those accounts are imported."
    )
