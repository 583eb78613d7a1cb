"""Forgetting a person in what was written down about interventions."""

from __future__ import annotations

from collections.abc import Sequence

from toprung.records.book.models import Account
from toprung.records.interventions.models import Intervention, InterventionStep
from toprung.records.journal.rewriting import rewrite


def forget_in_interventions(account: Account, texts: Sequence[str], new: str) -> int:
    """Put other words for the person's name and addresses; returns how many records that changed.

    Call within the workspace's turn.
    """
    held = rewrite(Intervention.objects.filter(account=account), ("subject",), texts, new)
    steps = InterventionStep.objects.filter(intervention__account=account)
    return held + rewrite(steps, ("text",), texts, new)
