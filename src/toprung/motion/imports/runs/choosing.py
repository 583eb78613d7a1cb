"""Choosing what a file is and which column is which field, and saying so in the tables of a mapping file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from toprung.kernel.errors import BadInput, Refused
from toprung.motion.imports.models import ImportRun, RunState
from toprung.motion.imports.runs.looking import remember
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.permissions import Verb, require
from toprung.sheets.fields import Kind
from toprung.sheets.kinds import kind_named
from toprung.sheets.mapping import SheetMap, parse_map

#: options that decide what the file's columns are at all
_DECIDE_COLUMNS = ("sheet", "encoding", "delimiter")
#: states in which a mapping may still be changed
_OPEN = (RunState.RECEIVED, RunState.PREVIEWED, RunState.FAILED)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose. In `columns`, "" leaves a field out; `words`: by field, what the file's word means."""

    kind: str
    columns: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    options: Mapping[str, str | bool] = field(default_factory=dict)

    def content(self) -> dict[str, Any]:
        """The tables of the mapping file that says the same."""
        defaults = {name: text.strip() for name, text in self.defaults.items() if text.strip()}
        words = {name: {w: m for w, m in said.items() if m} for name, said in self.words.items()}
        return {
            "columns": dict(self.columns),
            "defaults": defaults,
            "values": {name: said for name, said in words.items() if said},
            "options": {name: value for name, value in self.options.items() if value != ""},
        }


def choose(run: ImportRun, choice: Choice, *, by: Actor, now: datetime) -> ImportRun:
    """Keep the choice, remember it for files with these headings, and put the run forward for its preview.

    Where the choice says that the file itself is to be read otherwise, it is to be looked at anew instead, and the
    columns are chosen again. Raises NotAllowed, Refused where the import has begun, BadInput that names what is
    missing.
    """
    require(by, Verb.IMPORT, run.workspace)
    _require_open(run)
    kind = kind_named(choice.kind)
    content = choice.content()
    mapping = parse_map(content)
    if _read_otherwise(run, content):
        # The worker's turn, or the request's that asked for it.
        return _keep(run, RunState.RECEIVED, kind="", mapping={"options": content["options"]}, seen=None, mends=None)
    mapping.check(kind)
    _check_columns(run, kind, mapping)
    _keep(run, RunState.PREVIEWING, kind=kind.name, mapping=content, report=None, attempts=0, bytes_read=0, rows_read=0)
    remember(run, now)
    return run


def _require_open(run: ImportRun) -> None:
    if run.state not in _OPEN or run.seen is None or run.started_at is not None:
        raise _gone_on(run)


def _keep(run: ImportRun, state: RunState, **values: Any) -> ImportRun:
    """One statement, so that a choice never takes a run out of the hand of who began to import it meanwhile."""
    kept = {"state": state.value, "preview": None, "error": "", **values}
    held = ImportRun.objects.filter(workspace=run.workspace, pk=run.pk, claim="", started_at=None, state__in=_OPEN)
    if not held.update(**kept):
        raise _gone_on(run)
    for name, value in kept.items():
        setattr(run, name, value)
    return run


def _gone_on(run: ImportRun) -> Refused:
    return Refused(
        f"The import of “{run.file_name}” has gone on meanwhile: its mapping stays as it was. Nothing was changed."
    )


def _read_otherwise(run: ImportRun, content: Mapping[str, Any]) -> bool:
    before, after = run.mapping.get("options", {}), content["options"]
    return any(before.get(name) != after.get(name) for name in _DECIDE_COLUMNS)


def _check_columns(run: ImportRun, kind: Kind, mapping: SheetMap) -> None:
    """Raises BadInput where a column is not the file's, or a field that every row needs has none."""
    headings = set((run.seen or {})["headings"])
    for name, column in mapping.columns.items():
        if column and column not in headings:
            raise BadInput(f"“{run.file_name}” has no column “{column}”: choose another for {name.replace('_', ' ')}.")
    missing = [
        f.name.replace("_", " ")
        for f in kind.fields
        if f.required and not mapping.columns.get(f.name) and f.name not in mapping.defaults
    ]
    if missing:
        fields = " and ".join(missing)
        raise BadInput(
            f"Every row of {kind.name} needs {fields}: choose the column, or give what to take where it is blank. "
            "Nothing was read yet, and your other choices are kept."
        )
