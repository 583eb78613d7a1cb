"""The new columns are filled from the verdicts, and history from its standings, row by row of what is on file."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import migrations

_AT_A_TIME = 500


def fill_states(apps: Any, schema_editor: Any) -> None:
    """Columns from the verdict. Without the inputs' fingerprint the next evaluation writes each state anew."""
    AccountState = apps.get_model("evaluation", "AccountState")
    AccountVerdict = apps.get_model("evaluation", "AccountVerdict")
    rows = AccountVerdict.objects.select_related("account__workspace").order_by("pk")
    for row in rows.iterator(chunk_size=_AT_A_TIME):
        account, verdict = row.account, row.verdict
        columns = _columns(verdict)
        columns["currency"] = verdict.get("currency") or account.currency or account.workspace.currency
        if verdict.get("arr") is None:
            columns["currency"] = ""
        latest = account.state_changes.order_by("-since").values_list("since", flat=True).first()
        AccountState.objects.filter(account=account).update(
            workspace=account.workspace_id, changed_on=latest, inputs_fingerprint="", **columns
        )


def _columns(verdict: dict[str, Any]) -> dict[str, Any]:
    check, triage = verdict["check"], verdict["triage"]
    return {
        "hollow": verdict["hollow"],
        "gaps": "".join(map(str, verdict["gaps"])),
        "unknown": "".join(map(str, verdict["unknown"])),
        "segment": verdict["segment"],
        "owner": verdict["owner"],
        "named_result": verdict["named_result"] or "",
        "validator": verdict["validator"] or "",
        "renewal_on": _day(verdict["renewal_on"]),
        "notice_on": _day(verdict["notice_on"]),
        "users_7": verdict["users_7"],
        "triage": triage["code"] if triage else "",
        "check_state": check["state"],
        "check_is_due": check["is_due"],
        "check_due_on": _day(check["due_on"]),
        "check_asked_on": _day(check["asked_on"]),
        "result_state": _result_state(verdict),
        "first_value_on": _day(verdict["first_value_on"]),
    }


def _result_state(verdict: dict[str, Any]) -> str:
    """Of the primary outcome: the verdicts of then name it by its statement alone."""
    named = [r["state"] for r in verdict["results"] if r["statement"] == verdict["named_result"]]
    return (named or [r["state"] for r in verdict["results"]] or [""])[0]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def fill_changes(apps: Any, schema_editor: Any) -> None:
    """Workspace, rung and band, now and before. Revenue and health's parts of then are not known any more."""
    StateChange = apps.get_model("evaluation", "StateChange")
    rows = StateChange.objects.select_related("account").order_by("account_id", "since")
    for _, history in groupby(rows.iterator(chunk_size=_AT_A_TIME), key=attrgetter("account_id")):
        rung_before, band_before = None, ""
        for row in history:
            rung, band = row.standing["rung"], row.standing["band"] or ""
            StateChange.objects.filter(pk=row.pk).update(
                workspace=row.account.workspace_id,
                rung=rung,
                rung_before=rung_before,
                band=band,
                band_before=band_before,
            )
            rung_before, band_before = rung, band


def fill_book_states(apps: Any, schema_editor: Any) -> None:
    """How far each book has come: its latest whole evaluation says."""
    Evaluation = apps.get_model("evaluation", "Evaluation")
    BookState = apps.get_model("evaluation", "BookState")
    for run in Evaluation.objects.filter(partial=False).order_by("as_of", "id"):
        BookState.objects.update_or_create(
            workspace=run.workspace,
            defaults={
                "as_of": run.as_of,
                "journal_position": run.journal_position,
                "lake_fingerprint": run.lake_fingerprint,
                "version": run.version,
                "at": run.at,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0002_narrow_states")]

    operations = [
        migrations.RunPython(fill_states, migrations.RunPython.noop),
        migrations.RunPython(fill_changes, migrations.RunPython.noop),
        migrations.RunPython(fill_book_states, migrations.RunPython.noop),
    ]
