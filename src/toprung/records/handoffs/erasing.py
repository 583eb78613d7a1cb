"""Forgetting a person in what stands on the record of hand-offs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from toprung.records.book.models import Account
from toprung.records.handoffs.freezing import hash_of
from toprung.records.handoffs.models import FrozenPromise, HandOff, HandOffStep
from toprung.records.journal.actions import without_texts


def forget_in_handoffs(account: Account, texts: Sequence[str], new: str, now: datetime) -> int:
    """Put other words for the person's name and addresses; returns how many records that changed.

    A frozen promise gets the hash of what is left, and says since when. Call within the workspace's turn.
    """
    return _in_steps(account, texts, new) + _in_commitments(account, texts, new) + _in_promise(account, texts, new, now)


def _in_steps(account: Account, texts: Sequence[str], new: str) -> int:
    changed = 0
    for step in HandOffStep.objects.filter(handoff__account=account):
        words = without_texts(step.words, texts, new)
        said = None if step.commitments is None else [without_texts(text, texts, new) for text in step.commitments]
        if (words, said) != (step.words, step.commitments):
            changed += HandOffStep.objects.filter(pk=step.pk).rewrite(words=words, commitments=said)
    return changed


def _in_commitments(account: Account, texts: Sequence[str], new: str) -> int:
    changed = 0
    for held in HandOff.objects.filter(account=account).exclude(commitments=None):
        said = [without_texts(text, texts, new) for text in held.commitments or ()]
        if said != held.commitments:
            held.commitments = said
            held.save(update_fields=["commitments"])
            changed += 1
    return changed


def _in_promise(account: Account, texts: Sequence[str], new: str, now: datetime) -> int:
    held: FrozenPromise | None = FrozenPromise.objects.filter(account=account).first()
    content = without_texts(held.content, texts, new) if held else ""
    if held is None or content == held.content:
        return 0
    mark = hash_of(content.encode())
    changed: int = FrozenPromise.objects.filter(pk=held.pk).rewrite(content=content, hash=mark, erased_at=now)
    return changed
