"""What a plan says as it stands, what a version said, and the names of those whom they mention."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from toprung.doctrine.plans import PlanContent, PlannedMilestone, PlannedOutcome, named
from toprung.kernel.vocabulary import MilestoneState
from toprung.records.book.models import Account, Stakeholder
from toprung.records.outcomes.models import OutcomeVersion
from toprung.records.outcomes.onfile import outcomes_on_file, people_on_file, person_named
from toprung.records.plans.models import Milestone, PlanVersion, SuccessPlan
from toprung.records.tenancy.models import Member

_MEMBER, _STAKEHOLDER = "member", "stakeholder"
_TERMS = (
    *("statement", "kind", "metric", "unit", "direction", "baseline", "target", "state_before", "state_after"),
    *("due_on", "due_days", "primary", "first_value", "value_per_unit", "value_period"),
)


def content_of(plan: SuccessPlan) -> PlanContent:
    """What the customer would be shown if the plan were shared now: outcomes that it does not withhold, and of their
    milestones those that are shared and not dropped. A handful of queries."""
    people = people_on_file([plan.account])[plan.account_id]
    held = outcomes_on_file([plan.account]).values()
    terms = [each.version for each in held if each.outcome.external_id not in plan.withheld]
    terms.sort(key=lambda version: (not version.primary, not version.first_value, version.outcome_id))
    return PlanContent(
        plan.purpose,
        tuple(planned_outcome(version, people) for version in terms),
        tuple(_planned(milestone) for milestone in _shown(plan, [version.outcome_id for version in terms])),
    )


def content_read(version: PlanVersion) -> PlanContent:
    """What the version says."""
    return msgspec.convert(version.content, PlanContent)


def planned_outcome(version: OutcomeVersion, people: Sequence[Stakeholder]) -> PlannedOutcome:
    """The terms as a plan promises them; the validator by reference where they are among these people."""
    terms: dict[str, Any] = {name: getattr(version, name) for name in _TERMS}
    person = person_named(people, version.validator) if version.validator else None
    validator = reference(person) if person else named(version.validator)
    return PlannedOutcome(version.outcome.external_id, validator=validator, **terms)


def reference(person: Member | Stakeholder) -> str:
    """By what a plan names a person."""
    return f"{_STAKEHOLDER if isinstance(person, Stakeholder) else _MEMBER}:{person.pk}"


def owner_of(milestone: Milestone) -> str:
    """The reference of the milestone's owner, "" for nobody. Without a query."""
    if milestone.owner_stakeholder_id is not None:
        return f"{_STAKEHOLDER}:{milestone.owner_stakeholder_id}"
    return f"{_MEMBER}:{milestone.owner_member_id}" if milestone.owner_member_id is not None else ""


def names_of(account: Account, references: Iterable[str]) -> dict[str, str]:
    """The names of those who are on file, by reference: the account's people and its workspace's members.

    Two queries at most.
    """
    wanted = set(references)
    members = Member.objects.filter(workspace=account.workspace_id, pk__in=_keys(wanted, _MEMBER))
    people = Stakeholder.objects.filter(account=account, pk__in=_keys(wanted, _STAKEHOLDER))
    found = {f"{_MEMBER}:{pk}": name for pk, name in members.values_list("pk", "name")}
    return found | {f"{_STAKEHOLDER}:{pk}": name for pk, name in people.values_list("pk", "name")}


def key_in(owner: str) -> tuple[str, int] | None:
    """(“member” or “stakeholder”, primary key) of a reference; None where it is none."""
    kind, _, key = owner.partition(":")
    return (kind, int(key)) if kind in (_MEMBER, _STAKEHOLDER) and key.isdecimal() else None


def stakeholder_in(owner: str) -> int | None:
    """The key of the customer's person whom a reference names; None where it names nobody of theirs."""
    kind, key = key_in(owner) or ("", 0)
    return key if kind == _STAKEHOLDER else None


def _keys(references: Iterable[str], kind: str) -> list[int]:
    found = (key_in(each) for each in references)
    return [key[1] for key in found if key is not None and key[0] == kind]


def _shown(plan: SuccessPlan, outcomes: Sequence[int]) -> list[Milestone]:
    found = plan.milestones.filter(shared=True, outcome__in=outcomes).exclude(state=MilestoneState.DROPPED.value)
    return list(found.select_related("outcome").order_by("number"))


def _planned(milestone: Milestone) -> PlannedMilestone:
    return PlannedMilestone(
        number=milestone.number,
        title=milestone.title,
        outcome=milestone.outcome.external_id,
        owner=owner_of(milestone),
        due_on=milestone.due_on,
        due_days=milestone.due_days,
    )
