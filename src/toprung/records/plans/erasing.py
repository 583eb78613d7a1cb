"""Forgetting a person: where their name stands in plans, and what stands there afterwards.

Milestones, signatures, comments and proposed wordings name people by key, so the new name shows by itself. Texts
that hold the name or address are changed; a version whose texts are changed is marked, for its hash no longer
follows from them. The person's own comments keep their words without the names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from toprung.records.book.models import Stakeholder
from toprung.records.journal.actions import without_texts
from toprung.records.journal.models import Entry
from toprung.records.plans.models import (
    Milestone,
    PlanComment,
    PlanSignature,
    PlanVersion,
    ProposedWording,
    SuccessPlan,
)
from toprung.records.tenancy.actors import ActorKind


def forget_in_plans(person: Stakeholder, written: Sequence[str], new: str) -> dict[str, int]:
    """Put `new` for the names and addresses in `written`; returns how many rows of each it was.

    Call within the workspace's turn, with the name as it was before the person was erased.
    """
    of_account = {"plan__account": person.account_id}
    return {
        "plans": _in_texts(SuccessPlan.objects.filter(account=person.account_id), ("purpose",), written, new),
        "milestones": _in_texts(Milestone.objects.filter(**of_account), ("title",), written, new),
        "plan_versions": _in_versions(PlanVersion.objects.filter(**of_account), written, new),
        "comments": _in_texts(PlanComment.objects.filter(**of_account), ("text",), written, new),
        "wordings": _in_texts(
            ProposedWording.objects.filter(**of_account), ("wanted", "before", "why", "reason"), written, new
        ),
        "signatures": _in_texts(
            PlanSignature.objects.filter(version__plan__account=person.account_id), ("how", "recorded_by"), written, new
        ),
        "acts": _own_acts(person, new),
    }


def _in_texts(found: models.QuerySet[Any], fields: tuple[str, ...], written: Sequence[str], new: str) -> int:
    changed = [row for row in found if _replace(row, fields, written, new)]
    found.model.objects.bulk_update(changed, list(fields), batch_size=200)
    return len(changed)


def _in_versions(found: models.QuerySet[PlanVersion], written: Sequence[str], new: str) -> int:
    changed = [version for version in found if _replace(version, ("content",), written, new)]
    for version in changed:
        version.redacted = True
    PlanVersion.objects.bulk_update(changed, ["content", "redacted"], batch_size=200)
    return len(changed)


def _own_acts(person: Stakeholder, new: str) -> int:
    """What the person did through their link: the journal keeps it, without the name."""
    acts = Entry.objects.filter(
        workspace=person.account.workspace_id, actor_kind=ActorKind.STAKEHOLDER.value, actor_id=str(person.pk)
    )
    return acts.update(actor_name=new)


def _replace(row: models.Model, fields: tuple[str, ...], written: Sequence[str], new: str) -> bool:
    """Was a name in any of the row's fields, and is replaced now?"""
    before = {name: getattr(row, name) for name in fields}
    after = {name: _without(value, written, new) for name, value in before.items()}
    for name, value in after.items():
        setattr(row, name, value)
    return after != before


def _without(value: Any, written: Sequence[str], new: str) -> Any:
    if isinstance(value, str):
        return without_texts(value, written, new)
    if isinstance(value, dict):
        return {name: _without(item, written, new) for name, item in value.items()}
    return [_without(item, written, new) for item in value] if isinstance(value, list) else value
