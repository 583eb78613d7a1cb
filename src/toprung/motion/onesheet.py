"""One spreadsheet in, the whole answer out: where every account stands, who to triage, what is due, the figures.

The same path as an import and an evaluation, over a store that is thrown away (DOMAIN section 13).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from toprung.kernel.days import Window
from toprung.kernel.errors import BadInput
from toprung.motion.checks.staging import stage_first_backlog
from toprung.motion.evaluation.listing import listed
from toprung.motion.evaluation.running import judged_accounts
from toprung.motion.evaluation.summary import steps_of
from toprung.motion.imports.report import ImportReport
from toprung.motion.imports.running import run_import
from toprung.motion.measures.figures import number as numbered
from toprung.motion.measures.measuring import measure
from toprung.motion.workspaces import found_workspace
from toprung.records.book.models import Account
from toprung.records.tenancy.actors import OPERATOR
from toprung.records.tenancy.models import Workspace

_NAME = "This sheet"


def check_sheet(
    sheet: Path,
    as_of: date | None,
    now: datetime,
    mapping: Path | None = None,
    rejects: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Everything one sheet says as of the day (today where None), in JSON's types.

    Expects an empty store of its own. Raises BadInput where the sheet cannot be used, or the day is still to come.
    """
    workspace = found_workspace(_NAME, "UTC", "EUR", by=OPERATOR, now=now)
    day = as_of or workspace.day_of(now)
    if day > workspace.day_of(now):
        raise BadInput(f"{day} is still to come: give today or an earlier day.")
    report = run_import(
        workspace, "sheet", sheet, mapping, by=OPERATOR, now=now, rejects_path=rejects, progress=progress, alone=True
    )
    _put_on_the_book(workspace, day)
    verdicts = [j.told for chunk in judged_accounts(workspace, day) for j in chunk]
    return _answer(workspace, day, report, verdicts)


def _put_on_the_book(workspace: Workspace, day: date) -> None:
    """Whatever day is asked for: every row is on the book by then, and its checks are staged as on a first import."""
    Account.objects.filter(workspace=workspace).update(created_on=day)
    Workspace.objects.filter(pk=workspace.pk).update(first_import_on=day)
    workspace.refresh_from_db()
    stage_first_backlog(workspace, by=OPERATOR, now=datetime.combine(day, time(12), UTC))


def _answer(workspace: Workspace, day: date, report: ImportReport, verdicts: list[dict[str, Any]]) -> dict[str, Any]:
    steps = steps_of(verdicts)
    return {
        "as_of": day.isoformat(),
        "currency": workspace.currency,
        "sheet": report.plain(),
        "ladder": [
            {"rung": int(rung), "label": rung.label, "accounts": number, "arr": numbered(steps.arr[rung])}
            for rung, number in steps.accounts.items()
        ],
        "triage": [v["account"] for v in verdicts if v["triage"]],
        "checks_due": [v["account"] for v in verdicts if v["check"]["is_due"]],
        "figures": _figures(workspace, day),
        "accounts": [listed(v) for v in verdicts],
    }


def _figures(workspace: Workspace, day: date) -> list[dict[str, Any]]:
    """OAR and TTFV over every clock the sheet knows of, retention over the last year."""
    live = Account.objects.filter(workspace=workspace, go_live_on__lte=day).order_by("go_live_on").first()
    first = live.go_live_on if live and live.go_live_on else day
    ever, year = Window(first, day + timedelta(days=1)), Window(day - timedelta(days=365), day)
    windows = {"oar": ever, "ttfv": ever, "nrr": year, "grr": year, "logo_retention": year}
    # A sheet knows no signature: first value is timed from go-live.
    settings = {"ttfv": {"start": "go_live"}}
    figures = (
        measure(workspace, name, window, as_of=day, by=OPERATOR, settings=settings.get(name))
        for name, window in windows.items()
    )
    return [figure.as_json(accounts=False) for figure in figures]
