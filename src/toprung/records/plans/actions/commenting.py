"""Comments: by members and by the customer's people; internal until shown to the customer on purpose."""

from __future__ import annotations

from datetime import datetime

from toprung.kernel.errors import Refused
from toprung.records.plans.actions.common import acting_person, note, readable
from toprung.records.plans.drafts import THE_PLAN, Subject
from toprung.records.plans.models import Milestone, PlanComment, SuccessPlan
from toprung.records.plans.visible import subject_of, visible_to_customer
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.permissions import Verb, require, require_for
from toprung.records.tenancy.turns import turn


def comment_plan(
    plan: SuccessPlan, text: str, about: Subject = THE_PLAN, *, shared: bool = False, by: Actor, now: datetime
) -> PlanComment:
    """Say something about the plan, an outcome or a milestone. What a stakeholder says is always shared.

    Raises NotAllowed, BadInput for an empty or too long text, NotFound for a subject that is not there (or that the
    stakeholder does not see), and Refused where the customer would be shown a comment on what they do not see.
    """
    account = plan.account
    require_for(by, Verb.COMMENT_PLAN, account)
    kept = readable(text, "comment")
    with turn(account.workspace):
        person = acting_person(account, by, account.workspace.day_of(now))
        outcome, milestone = subject_of(plan, about, for_customer=person is not None)
        comment = PlanComment(plan=plan, outcome=outcome, milestone=milestone, text=kept, written_at=now)
        comment.stakeholder, comment.shared = person, shared or person is not None
        comment.written_by, comment.role = ("", person.role) if person else (by.name, "")
        if comment.shared:
            _require_visible(plan, comment)
        comment.save(force_insert=True)
        told = {"text": kept, "shared": comment.shared}
        note(plan, Verb.COMMENT_PLAN.value, _called(milestone, comment), None, told, by=by, now=now)
    return comment


def share_comment(comment: PlanComment, *, by: Actor, now: datetime) -> PlanComment:
    """Let the customer read a comment that was internal. Raises NotAllowed, and Refused as `comment_plan`."""
    plan = comment.plan
    require(by, Verb.COMMENT_PLAN, plan.account.workspace)
    with turn(plan.account.workspace):
        comment.refresh_from_db()
        if comment.shared:
            return comment
        _require_visible(plan, comment)
        comment.shared = True
        comment.save(update_fields=["shared"])
        before, after = {"shared": False}, {"shared": True}
        note(plan, "share_comment", _called(comment.milestone, comment), before, after, by=by, now=now)
    return comment


def _require_visible(plan: SuccessPlan, comment: PlanComment) -> None:
    if not visible_to_customer(plan, comment.outcome, comment.milestone):
        raise Refused(
            "The customer does not see yet what this comment is about. Nothing was shared: share the plan with it "
            "first, or keep the comment internal."
        )


def _called(milestone: Milestone | None, comment: PlanComment) -> str:
    if milestone is not None:
        return f"milestone {milestone.number}"
    return comment.outcome.external_id if comment.outcome else "success plan"
