"""Reads of success plans. Each begins at a workspace and sees nothing beyond it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from toprung.kernel.errors import NotFound
from toprung.records.book.models import Account
from toprung.records.plans.models import (
    Milestone,
    PlanComment,
    PlanSignature,
    PlanTemplate,
    PlanVersion,
    ProposedWording,
    SuccessPlan,
)
from toprung.records.tenancy.models import Workspace


def plans(workspace: Workspace) -> QuerySet[SuccessPlan]:
    """The workspace's plans with their accounts, by the account's id."""
    found = SuccessPlan.objects.filter(account__workspace=workspace).select_related("account__workspace")
    return found.order_by("account__external_id")


def plan_of(account: Account) -> SuccessPlan | None:
    """The account's plan, if one was begun. One query."""
    return plans(account.workspace).filter(account=account).first()


def the_plan(account: Account) -> SuccessPlan:
    """The account's plan. Raises NotFound that says how to begin one."""
    found = plan_of(account)
    if found is None:
        raise NotFound(f"{account.name} has no success plan yet: begin one on its page, blank or from a template.")
    return found


def milestones(plan: SuccessPlan) -> QuerySet[Milestone]:
    """The plan's milestones with what they serve and whose they are, in the order in which they came."""
    found = Milestone.objects.filter(plan=plan)
    return found.select_related("outcome", "owner_member", "owner_stakeholder", "moved_by").order_by("number")


def milestone(plan: SuccessPlan, number: int) -> Milestone:
    """The plan's milestone of that number. Raises NotFound."""
    found = milestones(plan).filter(number=number).first()
    if found is None:
        raise NotFound(f"The plan of {plan.account.name} has no milestone {number}.")
    return found


def versions(plan: SuccessPlan) -> QuerySet[PlanVersion]:
    """What was shared of the plan, newest first, with the signatures."""
    found = PlanVersion.objects.filter(plan=plan).select_related("plan__account__workspace")
    return found.prefetch_related("signatures__stakeholder").order_by("-number")


def version(plan: SuccessPlan, number: int) -> PlanVersion:
    """The version of that number. Raises NotFound."""
    found = versions(plan).filter(number=number).first()
    if found is None:
        raise NotFound(f"The plan of {plan.account.name} has no version {number}.")
    return found


def latest_version(plan: SuccessPlan) -> PlanVersion | None:
    """What the customer sees today; None while nothing was shared."""
    return versions(plan).first()


def signatures(plan: SuccessPlan) -> QuerySet[PlanSignature]:
    """Every signature on any version, newest first."""
    found = PlanSignature.objects.filter(version__plan=plan).select_related("version", "stakeholder")
    return found.order_by("-recorded_at", "-pk")


def comments(plan: SuccessPlan, *, shared_only: bool = False) -> QuerySet[PlanComment]:
    """What was said about the plan, oldest first; `shared_only`: what the customer may read."""
    found = PlanComment.objects.filter(plan=plan, **({"shared": True} if shared_only else {}))
    return found.select_related("outcome", "milestone", "stakeholder").order_by("written_at", "pk")


def comment(plan: SuccessPlan, key: int) -> PlanComment:
    """One comment. Raises NotFound."""
    found = comments(plan).filter(pk=key).select_related("plan__account__workspace").first()
    if found is None:
        raise NotFound("There is no such comment on this plan.")
    return found


def wordings(plan: SuccessPlan) -> QuerySet[ProposedWording]:
    """What stakeholders proposed, newest first."""
    found = ProposedWording.objects.filter(plan=plan)
    return found.select_related("outcome", "milestone", "stakeholder").order_by("-proposed_at", "-pk")


def wording(plan: SuccessPlan, key: int) -> ProposedWording:
    """One proposed wording. Raises NotFound."""
    found = wordings(plan).filter(pk=key).select_related("plan__account__workspace").first()
    if found is None:
        raise NotFound("There is no such proposed wording on this plan.")
    return found


def templates(workspace: Workspace) -> QuerySet[PlanTemplate]:
    """The workspace's plan templates with their segments and steps, by segment and name."""
    found = PlanTemplate.objects.filter(workspace=workspace).select_related("segment", "workspace")
    return found.prefetch_related("steps").order_by("segment__name", "name")


def templates_for(workspace: Workspace, segment: str) -> QuerySet[PlanTemplate]:
    """The templates of that segment and those of whichever."""
    return templates(workspace).filter(Q(segment__name=segment) | Q(segment=None))


def template(workspace: Workspace, key: int) -> PlanTemplate:
    """One template. Raises NotFound."""
    found = templates(workspace).filter(pk=key).first()
    if found is None:
        raise NotFound("There is no such plan template: somebody removed it.")
    return found
