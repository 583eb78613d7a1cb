"""Forgetting a person: where their name stands in plans, and what stands there afterwards.

Milestones, signatures, comments and proposed wordings name people by key, so the new name shows by itself. Texts
that hold the name or address are changed; a version whose texts are changed is marked, for its hash no longer
follows from them. The person's own comments keep their words without the names.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from toprung.records.book.models import Stakeholder
from toprung.records.journal.models import Entry
from toprung.records.journal.rewriting import rewrite, says
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
        "plans": rewrite(SuccessPlan.objects.filter(account=person.account_id), ("purpose",), written, new),
        "milestones": rewrite(Milestone.objects.filter(**of_account), ("title",), written, new),
        "plan_versions": _in_versions(PlanVersion.objects.filter(**of_account), written, new),
        "comments": rewrite(PlanComment.objects.filter(**of_account), ("text",), written, new),
        "wordings": rewrite(
            ProposedWording.objects.filter(**of_account), ("wanted", "before", "why", "reason"), written, new
        ),
        "signatures": rewrite(
            PlanSignature.objects.filter(version__plan__account=person.account_id), ("how", "recorded_by"), written, new
        ),
        "acts": _own_acts(person, new),
    }


def _in_versions(found: models.QuerySet[PlanVersion], written: Sequence[str], new: str) -> int:
    naming = [version.pk for version in found if says(version.content, written)]
    changed = PlanVersion.objects.filter(pk__in=naming)
    rewrite(changed, ("content",), written, new)
    return changed.update(redacted=True)


def _own_acts(person: Stakeholder, new: str) -> int:
    """What the person did through their link: the journal keeps it, without the name."""
    acts = Entry.objects.filter(
        workspace=person.account.workspace_id, actor_kind=ActorKind.STAKEHOLDER.value, actor_id=str(person.pk)
    )
    return acts.update(actor_name=new)
