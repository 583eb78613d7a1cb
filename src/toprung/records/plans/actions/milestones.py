"""Milestones: added, changed, moved on, and shown to the customer on purpose."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from toprung.kernel.errors import BadInput, NotFound, Refused
from toprung.kernel.vocabulary import MilestoneState
from toprung.records.book.models import Stakeholder
from toprung.records.plans.actions.common import acting_person, note, outcome_of, readable, require_fit
from toprung.records.plans.actions.planning import next_number
from toprung.records.plans.content import key_in, owner_of
from toprung.records.plans.drafts import MilestoneDraft, MilestoneMove, Subject
from toprung.records.plans.models import Milestone, SuccessPlan
from toprung.records.plans.visible import is_theirs, subject_of
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Member
from toprung.records.tenancy.permissions import Verb, require, require_for
from toprung.records.tenancy.turns import turn


def add_milestone(plan: SuccessPlan, draft: MilestoneDraft, *, by: Actor, now: datetime) -> Milestone:
    """Put a milestone into the plan. It needs a title and the outcome it serves, and is internal unless `shared`.

    Raises NotAllowed, BadInput, and NotFound for an outcome or owner that is not on file.
    """
    workspace = plan.account.workspace
    require(by, Verb.WRITE_PLAN, workspace)
    if not draft.title or not draft.outcome:
        raise BadInput("A milestone needs a title and the outcome it serves.")
    with turn(workspace):
        milestone = Milestone(plan=plan, number=next_number(plan), planned_on=workspace.day_of(now))
        _lay(milestone, draft)
        milestone.save(force_insert=True)
        note(plan, "add_milestone", f"milestone {milestone.number}", None, _told(milestone), by=by, now=now)
    return milestone


def change_milestone(milestone: Milestone, draft: MilestoneDraft, *, by: Actor, now: datetime) -> Milestone:
    """Change what a milestone says, whose it is, and whether the customer sees it. Raises as `add_milestone`."""
    plan = milestone.plan
    workspace = plan.account.workspace
    require(by, Verb.WRITE_PLAN, workspace)
    with turn(workspace):
        milestone = _on_file(milestone)
        before = _told(milestone)
        _lay(milestone, draft)
        if (after := _told(milestone)) != before:
            milestone.save()
            note(plan, "change_milestone", f"milestone {milestone.number}", before, after, by=by, now=now)
    return milestone


def move_milestone(milestone: Milestone, move: MilestoneMove, *, by: Actor, now: datetime) -> Milestone:
    """Say how far it is: planned, in progress, done or dropped, on a day not ahead. The same again changes nothing.

    Raises NotAllowed, and BadInput for a day that is still to come.
    """
    plan = milestone.plan
    workspace = plan.account.workspace
    require(by, Verb.WRITE_PLAN, workspace)
    today = workspace.day_of(now)
    day = move.on or today
    if day > today:
        raise BadInput(f"{day} is still to come: say on which day it was {move.state.label}.")
    with turn(workspace):
        milestone = _on_file(milestone)
        if milestone.state != move.state or move.on is not None:
            _move(milestone, move.state, day, None, by=by, now=now)
    return milestone


def tick_milestone(plan: SuccessPlan, number: int, *, done: bool, by: Actor, now: datetime) -> Milestone:
    """A customer's person says that a milestone of their own is done, today, or that it is not done after all.

    Theirs is what they own in the version they see. The same again changes nothing. Raises NotAllowed, NotFound for a
    milestone that they do not see, and Refused for one that is somebody else's or was dropped.
    """
    account = plan.account
    require_for(by, Verb.TICK_MILESTONE, account)
    with turn(account.workspace):
        today = account.workspace.day_of(now)
        person = acting_person(account, by, today)
        _, milestone = subject_of(plan, Subject(milestone=number), for_customer=True)
        if person is None or milestone is None or not is_theirs(milestone, person):
            raise Refused("This milestone is somebody else’s: say in a comment what you know of it.")
        if milestone.state == MilestoneState.DROPPED:
            raise Refused("This milestone was dropped, so nothing is to be done for it: say in a comment if it is.")
        if done != (milestone.state == MilestoneState.DONE):
            state = MilestoneState.DONE if done else MilestoneState.IN_PROGRESS
            _move(milestone, state, today, person, by=by, now=now)
    return milestone


def share_milestones(plan: SuccessPlan, numbers: Collection[int], *, by: Actor, now: datetime) -> int:
    """Let the next version show these milestones to the customer; returns how many were internal until now."""
    workspace = plan.account.workspace
    require(by, Verb.WRITE_PLAN, workspace)
    with turn(workspace):
        found = list(plan.milestones.filter(number__in=list(numbers), shared=False).order_by("number"))
        plan.milestones.filter(pk__in=[m.pk for m in found]).update(shared=True)
        for each in found:
            before, after = {"shared": False}, {"shared": True}
            note(plan, "change_milestone", f"milestone {each.number}", before, after, by=by, now=now)
    return len(found)


def _move(
    milestone: Milestone, state: MilestoneState, day: date, person: Stakeholder | None, *, by: Actor, now: datetime
) -> None:
    before = _stage(milestone)
    milestone.state = state.value
    milestone.done_on = day if state is MilestoneState.DONE else None
    milestone.dropped_on = day if state is MilestoneState.DROPPED else None
    if (after := _stage(milestone)) != before:
        milestone.moved_at, milestone.moved_by = now, person
        milestone.save(update_fields=[*after, "moved_at", "moved_by"])
        note(milestone.plan, "move_milestone", f"milestone {milestone.number}", before, after, by=by, now=now)


def _on_file(milestone: Milestone) -> Milestone:
    found = Milestone.objects.select_related("outcome", "plan__account__workspace").filter(pk=milestone.pk).first()
    if found is None:
        raise NotFound("This milestone is not in the plan any more.")
    return found


def _lay(milestone: Milestone, draft: MilestoneDraft) -> None:
    """The draft over the milestone; raises BadInput and NotFound."""
    account = milestone.plan.account
    if draft.title is not None:
        milestone.title = " ".join(readable(draft.title, "title").split())
    if draft.outcome is not None:
        milestone.outcome = outcome_of(account, draft.outcome)
    for name in ("due_on", "due_days", "shared"):
        if (value := getattr(draft, name)) is not None:
            setattr(milestone, name, value)
        elif name in draft.clear:
            setattr(milestone, name, None)
    if draft.owner or "owner" in draft.clear:
        milestone.owner_member, milestone.owner_stakeholder = _owner(milestone.plan, draft.owner or "")
    require_fit(Milestone, {"title": milestone.title, "due_days": milestone.due_days})


def _owner(plan: SuccessPlan, reference: str) -> tuple[Member | None, Stakeholder | None]:
    """The owner that a reference names. Raises NotFound."""
    if not reference:
        return None, None
    account = plan.account
    kind, key = key_in(reference) or ("", 0)
    member = Member.objects.filter(workspace=account.workspace, pk=key).first() if kind == "member" else None
    person = Stakeholder.objects.filter(account=account, pk=key).first() if kind == "stakeholder" else None
    if member is None and person is None:
        raise NotFound(f"The owner of a milestone is a member or one of {account.name}’s people: choose one on file.")
    return member, person


def _told(milestone: Milestone) -> dict[str, Any]:
    owner = milestone.owner_stakeholder or milestone.owner_member
    return {
        "title": milestone.title,
        "outcome": milestone.outcome.external_id,
        "owner": owner.name if owner else owner_of(milestone),
        "due_on": milestone.due_on,
        "due_days": milestone.due_days,
        "shared": milestone.shared,
    }


def _stage(milestone: Milestone) -> dict[str, Any]:
    return {"state": str(milestone.state), "done_on": milestone.done_on, "dropped_on": milestone.dropped_on}
