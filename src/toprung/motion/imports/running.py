"""Running an import: who may, dry or for good, and what follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.db import transaction

from toprung.motion.checks.staging import stage_first_backlog
from toprung.motion.imports.job import Job, Progress
from toprung.motion.imports.registry import IMPORTERS
from toprung.motion.imports.report import ImportReport
from toprung.records.administration.actions import note_first_import
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.sheets.kinds import kind_named
from toprung.sheets.mapping import SheetMap

#: kinds of file that say when an account began, and so when its result check is due
_MOVES_CHECKS = frozenset({"sheet", "accounts", "contracts", "subscriptions", "revenue"})


def run_import(
    workspace: Workspace,
    kind: str,
    path: Path,
    mapping: Path | SheetMap | None = None,
    *,
    by: Actor,
    now: datetime,
    dry_run: bool = False,
    rejects_path: Path | None = None,
    progress: Progress | None = None,
    alone: bool = False,
) -> ImportReport:
    """Import a file of this kind (CSV, XLSX or Parquet) and say what came of every row.

    Bad rows never stop good ones. Rows are kept some hundred at a time: an import that breaks off has kept what it
    reported, and running it again changes nothing of that. A dry run does all of it, database checks included, and
    keeps nothing; on SQLite it holds the one write lock until it is done. `alone`: nobody else uses the store.
    Raises BadInput where the file cannot be used at all, NotAllowed for who may not import.
    """
    kind_named(kind)
    job = Job(workspace, kind, path, by, now, mapping, dry_run, rejects_path, progress, alone)
    if not dry_run:
        return carry_out(job)
    require(by, Verb.IMPORT, workspace)
    with transaction.atomic():
        report = IMPORTERS[kind](job)
        transaction.set_rollback(True)
    return replace(report, dry_run=True)


def carry_out(job: Job) -> ImportReport:
    """Import for good, and what follows from it. Raises what `run_import` raises."""
    require(job.by, Verb.IMPORT, job.workspace)
    report = IMPORTERS[job.kind](job)
    _follow_up(job, report)
    return report


def _follow_up(job: Job, report: ImportReport) -> None:
    """What an import sets in motion once its rows are kept."""
    if report.kept:
        note_first_import(job.workspace, by=job.by, now=job.now)
    if report.kept and job.kind in _MOVES_CHECKS:
        stage_first_backlog(job.workspace, by=job.by, now=job.now)
