"""Some accounts evaluated as of today, with those whose standing hangs on theirs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from toprung.motion.checks.intervening import attend
from toprung.motion.evaluation.running import evaluate
from toprung.motion.evaluation.tally import Tally
from toprung.motion.measuring import measure_due
from toprung.motion.upkeep.kept import keeper
from toprung.records.book import queries
from toprung.records.outcomes.models import OutcomeVersion
from toprung.records.tenancy.actors import SYSTEM
from toprung.records.tenancy.models import Workspace


def refresh(workspace: Workspace, external_ids: Iterable[str], now: datetime) -> Tally:
    """Evaluate these accounts as of today, so that the next page shows what an action changed.

    An outcome may cover other accounts (DOMAIN section 1): whoever covers one of these, or is covered by one, is
    evaluated too. Accounts that are not on file (any more) are passed over. What is read from usage is read first;
    interventions that the new standing opens or closes come last.
    """
    bound = bound_together(workspace, set(external_ids))
    # An outcome read from usage counts the events of the accounts that it covers too.
    measure_due(workspace, bound, now)
    known, today = sorted(queries.accounts_named(workspace, bound)), workspace.day_of(now)
    tally = evaluate(workspace, today, by=SYSTEM, now=now, accounts=known, also=keeper(workspace, today))
    attend(workspace, now, known)
    return tally


def bound_together(workspace: Workspace, accounts: set[str]) -> set[str]:
    """The accounts, with those that cover one of them and those that one of them covers."""
    found = set(accounts)
    covering = OutcomeVersion.objects.filter(outcome__account__workspace=workspace).exclude(covers=[])
    for owner, covered in covering.values_list("outcome__account__external_id", "covers"):
        if owner in accounts or accounts.intersection(covered):
            found |= {owner, *covered}
    return found
