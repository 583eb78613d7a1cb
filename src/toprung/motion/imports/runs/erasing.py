"""A person forgotten in what imports leave behind beside the book: files, samples, problems, the way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from toprung.kernel.errors import BadInput, Refused
from toprung.motion.imports.models import WORKED_ON, ImportRun, ImportTrace, RememberedMapping, RunState
from toprung.motion.imports.runs.storing import rejects_path_of, store
from toprung.motion.imports.runs.sweeping import sweep_run
from toprung.records.journal.rewriting import rewrite, says
from toprung.records.tenancy.models import Workspace
from toprung.sheets.mapping import parse_map
from toprung.sheets.opening import open_tables

_TOLD = ("file_name", "mapping", "seen", "preview", "report", "error")
_WHY = "“{file}” named a person who was erased, so it was removed before it was imported. Give the file without them."


def require_none_at_work(workspace: Workspace) -> None:
    """Raise Refused while a worker reads a file: what it brings may name the person again."""
    run = ImportRun.objects.filter(workspace=workspace, state__in=WORKED_ON).first()
    if run is not None:
        raise Refused(f"“{run.file_name}” is being read or imported, and may name the person: wait until it is done.")


def naming(workspace: Workspace, texts: Sequence[str]) -> list[ImportRun]:
    """The imports whose file, samples, problems or way back name one of the texts. Files are read to their end."""
    held = ImportRun.objects.filter(workspace=workspace).exclude(state__in=WORKED_ON).select_related("workspace")
    return [run for run in held.order_by("pk") if _names(run, texts)]


def forget_in_imports(workspace: Workspace, texts: Sequence[str], new: str, now: datetime) -> int:
    """Sweep the imports that name the person, and put other words where their names and mappings do; how many.

    One that was not imported yet ends so, and says why: its file would bring the person back.
    """
    found = naming(workspace, texts)
    for run in found:
        waiting = not run.is_over
        sweep_run(run, now)
        if waiting:
            run.state, run.finished_at, run.error = RunState.FAILED.value, now, _WHY.format(file=run.file_name)
            run.save(update_fields=["state", "finished_at", "error"])
    rewrite(ImportRun.objects.filter(workspace=workspace, pk__in=[run.pk for run in found]), _TOLD, texts, new)
    rewrite(RememberedMapping.objects.filter(workspace=workspace), ("mapping",), texts, new)
    return len(found)


def _names(run: ImportRun, texts: Sequence[str]) -> bool:
    if any(says(getattr(run, name), texts) for name in _TOLD):
        return True
    traces = ImportTrace.objects.filter(run__workspace=run.workspace, run=run)
    if any(says(trace.rows, texts) for trace in traces.iterator()):
        return True
    files = [Path(store().path(run.stored)), rejects_path_of(run)] if run.stored else []
    return any(_in_file(path, run, texts) for path in files if path.exists())


def _in_file(path: Path, run: ImportRun, texts: Sequence[str]) -> bool:
    """Does a cell of the file name one? One that is no table, or not whole yet, is searched as it lies."""
    options = run.mapping.get("options", {})
    told = parse_map({"options": {"encoding": options["encoding"]} if "encoding" in options else {}})
    try:
        tables = open_tables(path, told)
        return any(
            says(str(cell), texts)
            for table in tables
            for _, cells in table.records()
            for cell in (cells if isinstance(cells, list) else [cells.text])
            if cell is not None
        )
    except BadInput:
        return says(path.read_bytes().decode("utf-8", "replace"), texts)
