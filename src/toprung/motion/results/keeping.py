"""Keeping the state of each outcome's result, so that the book's list reads rows and judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from toprung.doctrine.evidence import Evidence, Terms
from toprung.doctrine.results import Result, judge_results
from toprung.doctrine.verdict import Verdict
from toprung.kernel.batching import batches
from toprung.motion.evaluation.writing import put
from toprung.motion.results.models import OutcomeState
from toprung.records.outcomes import models
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.turns import turn

#: accounts written in one transaction, so that nobody waits long for the lock
BATCH = 500
#: every column but the row's own number, as models call them
_COLUMNS = tuple(field.attname for field in OutcomeState._meta.concrete_fields if field.name != "id")
_ASK = 300


def keeper(workspace: Workspace, as_of: date) -> Callable[[Sequence[Evidence], Mapping[str, Verdict]], int]:
    """Keeps the results of the accounts that evidence is of, as an evaluation hands it on; how many there were.

    What an account's verdict says of its results is not worked out again. States move forward only: a later day's
    stays. Doing it twice or dying midway is harmless.
    """

    def keep(evidence: Sequence[Evidence], verdicts: Mapping[str, Verdict]) -> int:
        return sum(_keep(workspace, as_of, part, verdicts) for part in batches(evidence, BATCH))

    return keep


def _keep(workspace: Workspace, as_of: date, evidence: Sequence[Evidence], verdicts: Mapping[str, Verdict]) -> int:
    judged = {e.account: verdicts[e.account].results if e.account in verdicts else judge_results(e) for e in evidence}
    terms = {(e.account, outcome.reference): outcome.terms for e in evidence for outcome in e.outcomes}
    with turn(workspace):
        held = _held(workspace, list(judged))
        rows = [
            _row(workspace, as_of, held[e.account, result.outcome], terms[e.account, result.outcome], result)
            for e in evidence
            for result in judged[e.account]
            # What another account's outcome covers is kept with that account.
            if (e.account, result.outcome) in held
        ]
        later = OutcomeState.objects.filter(workspace=workspace, as_of__gt=as_of).values_list("outcome_id", flat=True)
        passed = set(later)
        put(OutcomeState, ("outcome_id",), _COLUMNS, [row for row in rows if row[0] not in passed])
    return len(rows)


def _held(workspace: Workspace, accounts: Sequence[str]) -> dict[tuple[str, str], tuple[int, int]]:
    """(account, outcome) by external ids -> their keys."""
    found = models.Outcome.objects.filter(account__workspace=workspace, account__external_id__in=accounts)
    rows = found.values_list("account__external_id", "external_id", "pk", "account_id")
    return {(account, outcome): (pk, owner) for account, outcome, pk, owner in rows}


def _row(workspace: Workspace, as_of: date, keys: tuple[int, int], terms: Terms, result: Result) -> tuple[Any, ...]:
    """The outcome's state in the order of the columns."""
    values = {
        "outcome_id": keys[0],
        "account_id": keys[1],
        "workspace_id": workspace.pk,
        "as_of": as_of,
        "state": result.state.value,
        "validated": result.validated,
        "primary": terms.primary,
        "statement": terms.statement,
        "category": terms.category.value if terms.category else "",
        "progress": result.progress,
        "latest_on": result.latest_on,
        "due_on": terms.due_on,
        "confirmed_on": result.confirmed_on,
        "fell_on": result.fell_on,
        "grade": result.grade.value if result.grade else "",
        "unmet": _unmet(result),
        "mismatched": bool(result.mismatched),
        "ask": result.ask[:_ASK],
    }
    return tuple(values[column] for column in _COLUMNS)


def _unmet(result: Result) -> str:
    names = " ".join(test.test.value for test in result.unmet)
    return f" {names} " if names else ""
