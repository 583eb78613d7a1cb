"""What of a plan the customer's people see: what stands in the version they were shared last."""

from __future__ import annotations

from toprung.kernel.errors import NotFound
from toprung.records.book.models import Stakeholder
from toprung.records.outcomes.models import Outcome
from toprung.records.plans.content import content_read, reference
from toprung.records.plans.drafts import Subject
from toprung.records.plans.models import Milestone, SuccessPlan
from toprung.records.plans.queries import latest_version

_NOT_THERE = "This is not in the plan: reload the page to see what is."


def subject_of(plan: SuccessPlan, about: Subject, *, for_customer: bool) -> tuple[Outcome | None, Milestone | None]:
    """The outcome or milestone that is spoken of; neither for the plan itself.

    Raises NotFound for what is not there, and for a customer's person for what they do not see.
    """
    outcome = milestone = None
    if about.outcome is not None:
        outcome = Outcome.objects.filter(account=plan.account, pk=about.outcome).first()
    if about.milestone is not None:
        milestone = Milestone.objects.filter(plan=plan, number=about.milestone).select_related("outcome").first()
    if (about.outcome is not None and outcome is None) or (about.milestone is not None and milestone is None):
        raise NotFound(_NOT_THERE)
    if for_customer and not visible_to_customer(plan, outcome, milestone):
        raise NotFound(_NOT_THERE)
    return outcome, milestone


def visible_to_customer(plan: SuccessPlan, outcome: Outcome | None, milestone: Milestone | None) -> bool:
    """Does it stand in the version that the customer sees? The plan itself does once it was shared."""
    version = latest_version(plan)
    if version is None:
        return False
    content = content_read(version)
    if milestone is not None:
        return any(planned.number == milestone.number for planned in content.milestones)
    return outcome is None or any(planned.reference == outcome.external_id for planned in content.outcomes)


def is_theirs(milestone: Milestone, person: Stakeholder) -> bool:
    """Does the person own the milestone in the version that the customer sees?"""
    version = latest_version(milestone.plan)
    owners = {planned.number: planned.owner for planned in content_read(version).milestones} if version else {}
    return owners.get(milestone.number) == reference(person)
