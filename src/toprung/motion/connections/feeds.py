"""Each kind of fact: how many are on file, the newest, when a file last brought some, and what is unknown without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, QuerySet

from toprung.motion.imports.models import ImportRun, RunState
from toprung.records.book import queries as book
from toprung.records.outcomes.models import Attestation, Measurement, Outcome
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact. `dated` is the column whose latest day says how fresh it is, `without` what is missing."""

    name: str
    label: str
    rows: Callable[[Workspace], QuerySet[Any]]
    dated: str
    dated_as: str
    without: str
    #: kinds of file that bring it, the one to begin with first
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LastImport:
    """The last import of a kind of file that was carried through."""

    run: int
    kind: str
    file: str
    by: str
    at: datetime
    read: int
    kept: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Feed:
    """One kind of fact in one workspace. `newest_on` is a day in the workspace's zone, never after today."""

    kind: Kind
    rows: int
    newest_on: date | None
    last_import: LastImport | None


def _outcomes(workspace: Workspace) -> QuerySet[Any]:
    return Outcome.objects.filter(account__workspace=workspace)


def _measurements(workspace: Workspace) -> QuerySet[Any]:
    return Measurement.objects.filter(outcome__account__workspace=workspace, superseded_at=None)


def _attestations(workspace: Workspace) -> QuerySet[Any]:
    return Attestation.objects.filter(workspace=workspace)


KINDS = (
    Kind(
        "accounts", "Accounts", book.accounts, "created_on", "newest added",
        "Nothing can be judged yet.", ("sheet", "accounts"),
    ),
    Kind(
        "stakeholders", "Stakeholders", book.stakeholders, "joined_on", "newest arrival",
        "Nobody can be named as validator, and a departure goes unseen.", ("stakeholders", "sheet"),
    ),
    Kind(
        "contracts", "Contracts", book.contracts, "starts_on", "newest start",
        "Renewal and notice dates are unknown, so no warning can come in time.", ("contracts", "sheet"),
    ),
    Kind(
        "movements", "Revenue movements", book.movements, "occurred_on", "newest",
        "NRR, GRR and logo retention have no base; ARR is what a sheet states.", ("revenue", "subscriptions"),
    ),
    Kind(
        "outcomes", "Outcomes", _outcomes, "versions__in_force_on", "newest version",
        "Every live account is on the triage list, and rungs 3 and 4 are out of reach.", ("outcomes", "sheet"),
    ),
    Kind(
        "measurements", "Measurements", _measurements, "occurred_on", "newest",
        "Rung 3 needs them: nobody can see how much of a promise is kept.", ("measurements", "sheet"),
    ),
    Kind(
        "attestations", "Attestations", _attestations, "occurred_on", "newest",
        "Rung 4 needs them: no customer has confirmed a result.", ("attestations", "sheet"),
    ),
    Kind(
        "touches", "Touches", book.touches, "occurred_on", "newest",
        "Executive engagement has nothing to go by but attestations.", ("touches",),
    ),
)  # fmt: skip


def feeds(workspace: Workspace, today: date) -> tuple[Feed, ...]:
    """Every kind of fact in the records, in the order of KINDS. One query a kind, and one for the imports."""
    last = last_imports(workspace)
    return tuple(_feed(workspace, kind, today, last) for kind in KINDS)


def last_imports(workspace: Workspace) -> dict[str, LastImport]:
    """The last import carried through for each kind of file. Undone ones do not count."""
    done = ImportRun.objects.filter(workspace=workspace, state=RunState.DONE, finished_at__isnull=False)
    newest = done.order_by().values("kind").annotate(run=Max("id")).values("run")
    runs = ImportRun.objects.filter(workspace=workspace, pk__in=newest).select_related("started_by")
    return {run.kind: _last_import(run) for run in runs}


def _feed(workspace: Workspace, kind: Kind, today: date, last: dict[str, LastImport]) -> Feed:
    rows = kind.rows(workspace).order_by()
    told = rows.aggregate(rows=Count("pk"))
    # Plans may be dated ahead; a fact that is still to come does not make the others fresher.
    dated = rows.filter(**{f"{kind.dated}__lte": today})
    newest = dated.aggregate(day=Max(kind.dated))["day"] if told["rows"] else None
    brought = [last[file] for file in kind.files if file in last]
    return Feed(kind, told["rows"], newest, max(brought, key=lambda run: run.at, default=None))


def _last_import(run: ImportRun) -> LastImport:
    report, at = run.report or {}, run.finished_at
    assert at is not None
    return LastImport(
        run=run.pk,
        kind=run.kind,
        file=run.file_name,
        by=run.started_by.name if run.started_by else run.by_name,
        at=at,
        read=report.get("read", 0),
        kept=sum(report.get(name, 0) for name in ("created", "updated", "unchanged")),
        rejected=report.get("rejected", 0),
    )
