"""A verdict as the columns of an account's state: what lists show, filter and sort by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from toprung.kernel.vocabulary import Rung
from toprung.motion.evaluation.judging import Judged
from toprung.motion.evaluation.models import AccountState

#: every column but the row's own number, as models call them
COLUMNS = tuple(field.attname for field in AccountState._meta.concrete_fields if field.name != "id")


def state_row(
    account: int, workspace: int, as_of: date, judged: Judged, changed_on: date, position: int
) -> tuple[Any, ...]:
    """The account's state in the order of COLUMNS. `changed_on` is the day its standing last changed."""
    verdict = judged.verdict
    values = {
        "account_id": account,
        "workspace_id": workspace,
        "as_of": as_of,
        "inputs_fingerprint": judged.inputs,
        "verdict_fingerprint": judged.fingerprint,
        "position": position,
        "lifecycle": verdict.lifecycle.value,
        "rung": int(verdict.ladder.rung),
        "hollow": verdict.ladder.hollow,
        "gaps": _digits(verdict.ladder.gaps),
        "unknown": _digits(verdict.ladder.unknown),
        "health": verdict.health.score,
        "band": verdict.health.band.value if verdict.health.band else "",
        "arr": verdict.arr,
        "currency": verdict.currency if verdict.arr is not None else "",
        "segment": verdict.segment,
        "owner": verdict.owner,
        "named_result": verdict.named_result or "",
        "validator": verdict.validator or "",
        "renewal_on": verdict.renewal_on,
        "notice_on": verdict.notice_on,
        "users_7": verdict.users_7,
        "users_28": verdict.users_28,
        "events_7": verdict.events_7,
        "events_28": verdict.events_28,
        "signals": signals_told(finding.signal for finding in verdict.findings),
        "triage": verdict.triage.code if verdict.triage else "",
        "check_state": verdict.check.state.value,
        "check_is_due": verdict.check.is_due,
        "check_due_on": verdict.check.due_on,
        "check_asked_on": verdict.check.asked_on,
        "check_again_on": verdict.check.again_on,
        "check_unanswered_on": verdict.check.unanswered_on,
        "check_staged_on": verdict.check.staged_on,
        "result_state": verdict.result_state.value if verdict.result_state else "",
        "first_value_on": verdict.first_value_on,
        "changed_on": changed_on,
    }
    return tuple(values[column] for column in COLUMNS)


def signals_told(names: Iterable[str]) -> str:
    """Signals as the column holds them: each once, between spaces, so that one is found whole."""
    told = " ".join(dict.fromkeys(names))
    return f" {told} " if told else ""


def _digits(rungs: Iterable[Rung]) -> str:
    return "".join(str(int(rung)) for rung in rungs)
