"""Looking at a received file: what it seems to be, what its columns hold, and how one like it was mapped last time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime

from toprung.kernel.canon import fingerprint
from toprung.kernel.errors import BadInput
from toprung.motion.imports.models import ImportRun, RememberedMapping, RunState
from toprung.motion.imports.runs.storing import in_its_own_name, path_of
from toprung.records.tenancy.models import Workspace
from toprung.sheets.guessing import Looked, look_at
from toprung.sheets.kinds import KINDS
from toprung.sheets.mapping import SheetMap, parse_map
from toprung.sheets.matching import OWN_PREFIX, match_columns
from toprung.sheets.words import fold

#: what a look may change of a run
LOOKED = ("seen", "kind", "mapping", "state", "error")


def look(run: ImportRun) -> ImportRun:
    """Note what the file seems to be. A file of mended rejects keeps the mapping of the import they come from.

    A file that cannot be used fails the run with the sentence that says why. The caller saves `LOOKED`.
    """
    try:
        looked = look_at(path_of(run), parse_map({"options": run.mapping.get("options", {})}))
    except BadInput as error:
        run.state, run.error = RunState.FAILED.value, in_its_own_name(run, str(error))
        return run
    run.seen = asdict(looked)
    if run.mends_id is not None and run.kind:
        run.state = RunState.PREVIEWING.value
    elif not run.kind:
        _suggest(run, looked)
    return run


def columns_for(run: ImportRun, kind: str) -> dict[str, str]:
    """By field of the kind: the column that is chosen, else the one that fits; "" for none."""
    chosen: Mapping[str, str] = run.mapping.get("columns", {}) if kind == run.kind else {}
    headings = (run.seen or {}).get("headings", ())
    fitting = match_columns(headings, KINDS[kind], SheetMap()).columns
    return {
        name: chosen[name] if chosen.get(name, "") in (*headings, "") and name in chosen else fitting.get(name, "")
        for name in KINDS[kind].names
    }


def remember(run: ImportRun, now: datetime) -> None:
    """Keep the run's mapping for the next file with its headings."""
    RememberedMapping.objects.update_or_create(
        workspace=run.workspace,
        headings=_known_by((run.seen or {}).get("headings", ())),
        defaults={"kind": run.kind, "mapping": run.mapping, "used_at": now},
    )


def remembered(workspace: Workspace, headings: Iterable[str]) -> RememberedMapping | None:
    """How a file with these headings, in any order, was last mapped."""
    return RememberedMapping.objects.filter(workspace=workspace, headings=_known_by(headings)).first()


def _suggest(run: ImportRun, looked: Looked) -> None:
    last = remembered(run.workspace, looked.headings)
    if last is not None and last.kind in KINDS:
        run.kind = last.kind
        options = last.mapping.get("options", {}) | run.mapping.get("options", {})
        run.mapping = last.mapping | {"options": options}
        run.seen = (run.seen or {}) | {"remembered": last.used_at.isoformat()}
    else:
        run.kind = looked.guesses[0].kind


def _known_by(headings: Iterable[str]) -> str:
    """The same for a file and for its rejects, which have columns of their own beside it."""
    return fingerprint(sorted(fold(heading) or heading for heading in headings if not heading.startswith(OWN_PREFIX)))
