"""Forgetting a person in what was written down about interventions."""

from __future__ import annotations

from collections.abc import Sequence

from toprung.records.book.models import Account
from toprung.records.interventions.models import Intervention, InterventionStep
from toprung.records.journal.actions import without_texts


def forget_in_interventions(account: Account, texts: Sequence[str], new: str) -> int:
    """Put other words for the person's name and addresses; returns how many records that changed.

    Call within the workspace's turn.
    """
    changed = 0
    for held in Intervention.objects.filter(account=account):
        subject = without_texts(held.subject, texts, new)
        if subject != held.subject:
            held.subject = subject
            held.save(update_fields=["subject"])
            changed += 1
    for step in InterventionStep.objects.filter(intervention__account=account):
        text = without_texts(step.text, texts, new)
        if text != step.text:
            step.text = text
            step.save(update_fields=["text"])
            changed += 1
    return changed
