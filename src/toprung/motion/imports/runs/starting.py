"""Starting an import that was previewed, and discarding one that was not started."""

from __future__ import annotations

from toprung.kernel.errors import Refused
from toprung.motion.imports.models import ImportRun, RunState
from toprung.motion.imports.runs.storing import remove
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.permissions import Verb, require


def start(run: ImportRun, *, by: Actor) -> ImportRun:
    """Let a worker import the file as it was previewed. Raises NotAllowed; Refused where it was started already."""
    require(by, Verb.IMPORT, run.workspace)
    waiting = ImportRun.objects.filter(workspace=run.workspace, pk=run.pk, state=RunState.PREVIEWED, claim="")
    if not waiting.update(state=RunState.WAITING, started_by=int(by.id), attempts=0, bytes_read=0, rows_read=0):
        raise Refused(
            f"“{run.file_name}” is not waiting to be imported: it was started already, or its mapping changed."
        )
    run.refresh_from_db()
    return run


def discard(run: ImportRun, *, by: Actor) -> None:
    """Remove a file of which nothing was imported, as if it had never come. Raises NotAllowed and Refused."""
    require(by, Verb.IMPORT, run.workspace)
    untouched = ImportRun.objects.filter(workspace=run.workspace, pk=run.pk, started_by=None, started_at=None)
    if not untouched.delete()[0]:
        raise Refused(f"“{run.file_name}” is being imported or was: it stays in the history. To take it back, undo it.")
    remove(run)
