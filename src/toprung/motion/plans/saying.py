"""What was said about a plan: comments and proposed wordings, by whom and about what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from toprung.doctrine.reasons import worded
from toprung.kernel.vocabulary import StakeholderRole, WordingState
from toprung.records.plans.models import PlanComment, ProposedWording

#: what a wording changes, as a reader calls it
_FIELDS = {"statement": "Words", "target": "Target", "due_on": "Due day"}


@dataclass(frozen=True, slots=True)
class Said:
    """One comment. `role` is the stakeholder's; `theirs`: one of the customer's people said it."""

    key: int
    author: str
    role: str
    text: str
    at: datetime
    shared: bool
    theirs: bool
    outcome: int | None
    milestone: int | None


@dataclass(frozen=True, slots=True)
class Reworded:
    """One field of a proposed wording: as it stood when it was proposed, and as it is wanted."""

    field: str
    label: str
    before: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed wording and what became of it. `about` is what it would change, as it reads today."""

    key: int
    author: str
    role: str
    why: str
    at: datetime
    changes: tuple[Reworded, ...]
    state: WordingState
    decided_by: str
    reason: str
    outcome: int | None
    milestone: int | None
    person: int

    @property
    def is_open(self) -> bool:
        return self.state is WordingState.OPEN


def said_of(comments: Iterable[PlanComment]) -> tuple[Said, ...]:
    """The comments, in their order."""
    return tuple(
        Said(
            key=comment.pk,
            author=comment.stakeholder.name if comment.stakeholder else comment.written_by,
            role=_role(comment.role),
            text=comment.text,
            at=comment.written_at,
            shared=comment.shared,
            theirs=comment.stakeholder_id is not None,
            outcome=comment.outcome_id,
            milestone=comment.milestone.number if comment.milestone else None,
        )
        for comment in comments
    )


def proposals_of(wordings: Iterable[ProposedWording]) -> tuple[Proposal, ...]:
    """The proposed wordings, in their order."""
    return tuple(
        Proposal(
            key=each.pk,
            author=each.stakeholder.name,
            role=_role(each.stakeholder.role),
            why=each.why,
            at=each.proposed_at,
            changes=tuple(_reworded(each, field) for field in _FIELDS if field in each.wanted),
            state=WordingState(each.state),
            decided_by=each.decided_by,
            reason=each.reason,
            outcome=each.outcome_id,
            milestone=each.milestone.number if each.milestone else None,
            person=each.stakeholder_id,
        )
        for each in wordings
    )


def _reworded(each: ProposedWording, field: str) -> Reworded:
    return Reworded(field, _FIELDS[field], _text(field, each.before.get(field)), _text(field, each.wanted[field]))


def _text(field: str, value: Any) -> str:
    if not value:
        return ""
    return worded(date.fromisoformat(value)) if field == "due_on" else str(value)


def _role(role: str) -> str:
    return StakeholderRole(role).label if role else ""
