"""What an import leaves behind beside the book is swept after a few days: files, previews, problems, the way back.

All of it holds a customer's words. What stays is who imported what and when, and the counts.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from toprung.motion.imports.models import WORKED_ON, ImportRun, ImportTrace, RunState
from toprung.motion.imports.runs.storing import KEPT_DAYS, remove
from toprung.motion.imports.runs.throwaway import sweep_copies

_A_DAY_IN_SECONDS = 24 * 3600


def sweep(now: datetime) -> int:
    """Sweep the runs that were over, or were left lying, for longer than that; returns how many."""
    limit = now - timedelta(days=KEPT_DAYS)
    over = Q(finished_at__lt=limit) | Q(finished_at=None, created_at__lt=limit)
    old = ImportRun.objects.select_related("workspace").filter(over).exclude(stored="").exclude(state__in=WORKED_ON)
    swept = [sweep_run(run, now) for run in old]
    if swept:
        sweep_copies(_A_DAY_IN_SECONDS)
    return len(swept)


def sweep_run(run: ImportRun, now: datetime) -> ImportRun:
    """Sweep one, whatever its age; one that was not imported ends with that."""
    remove(run)
    run.seen = run.preview = None
    if run.report is not None:
        run.report |= {"problems": [], "remarks": [], "notes": []}
    if not run.is_over:
        run.state, run.finished_at = RunState.FAILED.value, now
        run.error = f"“{run.file_name}” was not imported within {KEPT_DAYS} days and was removed. Give the file again."
    ImportTrace.objects.filter(run__workspace=run.workspace, run=run).delete()
    run.save()
    return run
