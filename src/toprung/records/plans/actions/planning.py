"""Beginning a plan, what it says of itself, and the milestones that a template brings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from toprung.kernel.errors import NotFound, Refused
from toprung.kernel.vocabulary import Aim, Side
from toprung.records.book.models import Account, Stakeholder
from toprung.records.outcomes.models import Outcome
from toprung.records.outcomes.onfile import outcomes_on_file
from toprung.records.plans.actions.common import LONGEST, note, readable
from toprung.records.plans.drafts import PlanDraft
from toprung.records.plans.models import Milestone, PlanTemplate, SuccessPlan, TemplateStep
from toprung.records.plans.queries import plan_of
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Member
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

_NO_OUTCOME = "Promise an outcome first: every milestone of a plan serves one."


def start_plan(account: Account, template: PlanTemplate | None = None, *, by: Actor, now: datetime) -> SuccessPlan:
    """Begin the account's plan, blank or with a template's purpose and milestones. It is internal until shared.

    Raises NotAllowed; Refused where there is a plan already, and where a template is used before an outcome is
    promised.
    """
    workspace = account.workspace
    require(by, Verb.WRITE_PLAN, workspace)
    with turn(workspace):
        if plan_of(account) is not None:
            raise Refused(f"{account.name} has a success plan already: somebody began it. Nothing was changed.")
        purpose, name = (template.purpose, template.name) if template else ("", "")
        plan = SuccessPlan.objects.create(
            account=account, purpose=purpose, template=name, started_at=now, started_by=by.name
        )
        note(plan, "start_plan", "success plan", None, {"template": name, "purpose": purpose}, by=by, now=now)
        if template is not None:
            use_template(plan, template, by=by, now=now)
    return plan


def change_plan(plan: SuccessPlan, draft: PlanDraft, *, by: Actor, now: datetime) -> SuccessPlan:
    """Say what the plan is for, and which of the account's outcomes it leaves out. Raises NotAllowed, BadInput,
    NotFound."""
    workspace = plan.account.workspace
    require(by, Verb.WRITE_PLAN, workspace)
    purpose = None if draft.purpose is None else _purpose(draft.purpose)
    with turn(workspace):
        plan.refresh_from_db()
        before = _told(plan)
        if purpose is not None:
            plan.purpose = purpose
        if draft.withheld is not None:
            plan.withheld = _outcomes(plan.account, draft.withheld)
        if (after := _told(plan)) != before:
            plan.save(update_fields=["purpose", "withheld"])
            note(plan, "change_plan", "success plan", before, after, by=by, now=now)
    return plan


def use_template(plan: SuccessPlan, template: PlanTemplate, *, by: Actor, now: datetime) -> list[Milestone]:
    """Add the template's milestones that the plan does not have yet, told apart by title; returns those added.

    Each serves the outcome of its aim; where the account has none marked so, its primary, else its first.
    """
    account = plan.account
    require(by, Verb.WRITE_PLAN, account.workspace)
    with turn(account.workspace):
        held = {title.casefold() for title in plan.milestones.values_list("title", flat=True)}
        steps = [step for step in template.steps.order_by("pk") if step.title.casefold() not in held]
        if not steps:
            return []
        added = _placed(plan, steps, now)
        Milestone.objects.bulk_create(added)
        for milestone in added:
            told = {"title": milestone.title, "due_days": milestone.due_days, "template": template.name}
            note(plan, "add_milestone", f"milestone {milestone.number}", None, told, by=by, now=now)
    return added


def _placed(plan: SuccessPlan, steps: list[TemplateStep], now: datetime) -> list[Milestone]:
    aims, owners = _aims(plan.account), _Owners(plan.account)
    first = next_number(plan)
    return [
        Milestone(
            plan=plan,
            number=number,
            outcome=aims[Aim(step.aim)],
            title=step.title,
            due_days=step.due_days,
            planned_on=plan.account.workspace.day_of(now),
            **owners.of(step),
        )
        for number, step in enumerate(steps, first)
    ]


def next_number(plan: SuccessPlan) -> int:
    """The number of the plan's next milestone. Call within the workspace's turn."""
    last = plan.milestones.order_by("-number").first()
    return last.number + 1 if last else 1


def _aims(account: Account) -> dict[Aim, Outcome]:
    """Which outcome each aim means. Raises Refused where none is promised."""
    held = list(outcomes_on_file([account]).values())
    if not held:
        raise Refused(_NO_OUTCOME)
    primary = next((each.outcome for each in held if each.version.primary), held[0].outcome)
    first_value = next((each.outcome for each in held if each.version.first_value), primary)
    return {Aim.PRIMARY: primary, Aim.FIRST_VALUE: first_value}


class _Owners:
    """Whose the milestones of a template become: the account's owner, or the customer's person of the step's role."""

    def __init__(self, account: Account) -> None:
        members = Member.objects.filter(workspace=account.workspace, left_on=None)
        self._member = members.filter(name=account.owner).first() if account.owner else None
        self._people = list(Stakeholder.objects.filter(account=account, left_on=None).order_by("pk"))

    def of(self, step: TemplateStep) -> dict[str, Any]:
        """The milestone's owner, by its field."""
        if step.side == Side.VENDOR:
            return {"owner_member": self._member}
        return {"owner_stakeholder": next((p for p in self._people if step.role and p.role == step.role), None)}


def _outcomes(account: Account, external_ids: frozenset[str]) -> list[str]:
    found = Outcome.objects.filter(account=account, external_id__in=external_ids)
    if missing := external_ids - set(found.values_list("external_id", flat=True)):
        raise NotFound(f"{account.name} has no outcome “{min(missing)}” on file.")
    return sorted(external_ids)


def _purpose(text: str) -> str:
    kept = text.replace("\r\n", "\n").strip()
    return readable(kept, "purpose") if len(kept) > LONGEST else kept


def _told(plan: SuccessPlan) -> dict[str, Any]:
    return {"purpose": plan.purpose, "withheld": plan.withheld}
