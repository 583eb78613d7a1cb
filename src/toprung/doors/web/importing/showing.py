"""What the templates show of runs: a line of the history, the preview's rows, what came of it and what is next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from toprung.doors.web.importing.wording import KINDS_TOLD, counts, field_label, kind_title, on_a_page, size
from toprung.doors.web.visits import Visit
from toprung.kernel.vocabulary import Said
from toprung.motion.checks.owed import counts as counts_of_checks
from toprung.motion.evaluation.models import AccountState
from toprung.motion.imports.models import ImportRun, RunState
from toprung.motion.imports.runs.undoing import attested_by, why_not
from toprung.records.outcomes.models import Attestation
from toprung.records.outcomes.queries import attestations
from toprung.records.tenancy.permissions import Verb
from toprung.sheets.kinds import KINDS

#: confirmations offered for withdrawal at once
_MOST_WORDS = 50
_STATES = {
    RunState.RECEIVING: ("coming in", "under-way"),
    RunState.RECEIVED: ("columns to check", "warn"),
    RunState.PREVIEWING: ("being previewed", "under-way"),
    RunState.PREVIEWED: ("waits for your word", "warn"),
    RunState.WAITING: ("waits its turn", "under-way"),
    RunState.RUNNING: ("being imported", "under-way"),
    RunState.DONE: ("imported", "good"),
    RunState.FAILED: ("stopped", "bad"),
    RunState.UNDOING: ("being undone", "under-way"),
    RunState.UNDONE: ("undone", "quiet"),
}
_STATUS = {
    "created": ("new", "good"),
    "updated": ("changed", "under-way"),
    "unchanged": ("unchanged", "quiet"),
    "refused": ("rejected", "bad"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A run in words. `share`: how much of the file has come, or was read; 0 to 1."""

    run: ImportRun
    kind: str
    state: str
    tone: str
    size: str
    counts: str
    share: float
    progress: str
    error: str


def line(run: ImportRun) -> Line:
    """One run of the history."""
    state, tone = _STATES[RunState(run.state)]
    done = run.received if run.state == RunState.RECEIVING else run.bytes_read
    report = run.report or (run.preview or {}).get("report")
    return Line(
        run,
        kind_title(run.kind) if run.kind else "",
        state,
        tone,
        size(run.size),
        counts(report) if report else "",
        done / max(run.size, 1),
        f"{size(done)} of {size(run.size)}" + (f", {run.rows_read:,} rows" if run.rows_read else ""),
        on_a_page(run.error),
    )


def kinds() -> list[dict[str, Any]]:
    """Every kind with its fields, for who looks for the headings."""
    return [
        {"name": name, "title": title, "told": told, "fields": KINDS[name].fields}
        for name, (title, told) in KINDS_TOLD.items()
    ]


def preview(visit: Visit, run: ImportRun) -> dict[str, Any]:
    """What the import would do: counts, sentences on how the file was read, and rows with their problems."""
    shown: dict[str, Any] = on_a_page(run.preview or {})
    report = shown["report"]
    columns = [{**column, "label": field_label(column["field"])} for column in shown["columns"]]
    return {
        "report": report,
        "counts": counts(report),
        "kept": report["created"] + report["updated"] + report["unchanged"],
        "columns": columns,
        "first": [_row(row, columns) for row in shown["first"]],
        "wrong_rows": [_row(row, columns) for row in shown["wrong"]],
        "unused": report["unused_columns"],
    }


def over(visit: Visit, run: ImportRun) -> dict[str, Any]:
    """What came of it, whether it can be undone, and what to look at next."""
    report: dict[str, Any] | None = on_a_page(run.report)
    asks = run.started_at is not None and visit.may(Verb.IMPORT)
    return {
        "report": report,
        "counts": counts(report) if report else "",
        "more_problems": report["problem_count"] - len(report["problems"]) if report else 0,
        "mend_url": f"{reverse('import_new', args=[visit.workspace.pk])}?mends={run.pk}",
        "why_not_undone": why_not(run) if asks and run.state != RunState.UNDONE else "",
        "words": added_words(run)[:_MOST_WORDS] if asks and visit.may(Verb.RECORD_ATTESTATION) else [],
        "next": _next(visit) if run.state == RunState.DONE else {},
    }


def added_words(run: ImportRun) -> list[Attestation]:
    """The confirmations that the import added and that still stand as the person's last word."""
    found = attestations(run.workspace).filter(sequence__in=attested_by(run)).exclude(said=Said.WITHDRAWN)
    last: dict[tuple[int, int], int] = {}
    spoken = attestations(run.workspace).filter(outcome__in=found.values("outcome"))
    for outcome, person, sequence in spoken.values_list("outcome_id", "stakeholder_id", "sequence"):
        last[outcome, person] = sequence
    added = found.select_related("outcome__account", "stakeholder")
    return [word for word in added if last[word.outcome_id, word.stakeholder_id] == word.sequence]


def _next(visit: Visit) -> dict[str, int]:
    """How many accounts wait on the other pages. One query each."""
    states = AccountState.objects.filter(workspace=visit.workspace)
    return {
        "accounts": states.count(),
        "checks": counts_of_checks(visit.workspace, Q()).owed,
        "triage": states.exclude(triage="").count(),
    }


def _row(row: dict[str, Any], columns: list[dict[str, str]]) -> dict[str, Any]:
    """A row as the table shows it; what is wrong is named at its beginning too, for cells far to the right."""
    told, tone = _STATUS[row["status"]]
    cells = [{**cell, "label": column["label"]} for cell, column in zip(row["cells"], columns, strict=True)]
    wrong = ", ".join(cell["label"] for cell in cells if cell["problems"])
    return {**row, "cells": cells, "told": told, "tone": tone, "wrong": wrong}
