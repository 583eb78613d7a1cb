"""Milestones: put into the plan, changed by two people without losing words, moved on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from toprung.doors.web.account.choices import outcome_choices, person_choices
from toprung.doors.web.account.fields import ASK, NONE, Choice, Day
from toprung.doors.web.account.workbench import METHODS, posted
from toprung.doors.web.once import first_time
from toprung.doors.web.plan.work import PlanEdit, PlanForm, plan_at, recorded, work
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import MilestoneState
from toprung.records.book.models import Account
from toprung.records.book.queries import stakeholders
from toprung.records.plans import actions, queries
from toprung.records.plans.content import owner_of, reference
from toprung.records.plans.drafts import MilestoneDraft, MilestoneMove
from toprung.records.plans.models import SuccessPlan
from toprung.records.tenancy.permissions import Verb
from toprung.records.tenancy.queries import members

_CLEARED = ("owner", "due_on", "due_days")
_STATES = [(state.value, state.label) for state in MilestoneState]


class _Milestone(PlanForm):
    """What a milestone says."""

    title = forms.CharField(max_length=300, label="What is done when it is reached")
    outcome = Choice([], label="Outcome it serves")
    owner = Choice([], optional=True, label="Whose it is")
    due_on = Day(required=False, label="Due on")
    due_days = forms.IntegerField(min_value=0, max_value=3650, required=False, label="or so many days after go-live")
    shared = forms.BooleanField(
        required=False, label="The customer sees it", help_text="From the next version that you share."
    )

    def __init__(self, visit: Visit, plan: SuccessPlan, data: Any = None, **options: Any) -> None:
        self.plan = plan
        super().__init__(visit, plan.account, data, **options)

    def dress(self) -> None:
        """The account's outcomes, and whose it can be."""
        promised = outcome_choices(self.visit.workspace, self.account)
        self.fields["outcome"].choices = promised if len(promised) == 1 else [ASK, *promised]  # type: ignore[attr-defined]
        self.fields["owner"].choices = owner_choices(self.visit, self.account)  # type: ignore[attr-defined]


class AddMilestone(_Milestone):
    """A new one."""

    heading = "Add a milestone"
    intro = "A milestone is a step on the way to one outcome. It is internal unless you say that the customer sees it."

    def act(self) -> str:
        """Put it into the plan."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        actions.add_milestone(self.plan, MilestoneDraft(**given), by=self.visit.actor, now=self.visit.now)
        return "Milestone added."


class EditMilestone(_Milestone, PlanEdit):
    """A change of one, and how far it is."""

    heading = "Change the milestone"
    state = Choice(_STATES, label="How far it is")
    reached_on = Day(required=False, label="Done or dropped on", help_text="Blank: today.")

    def __init__(self, visit: Visit, plan: SuccessPlan, number: int, data: Any = None) -> None:
        self.number = number
        super().__init__(visit, plan, data)

    def on_file(self) -> dict[str, Any]:
        """The milestone as it is."""
        held = queries.milestone(self.plan, self.number)
        return {
            "title": held.title,
            "outcome": held.outcome.external_id,
            "owner": owner_of(held),
            "due_on": held.due_on,
            "due_days": held.due_days,
            "shared": held.shared,
            "state": str(held.state),
            "reached_on": held.done_on or held.dropped_on,
        }

    def keep(self, changed: dict[str, Any]) -> str:
        """Save what changed."""
        milestone, by, now = queries.milestone(self.plan, self.number), self.visit.actor, self.visit.now
        said = {name: value for name, value in changed.items() if name not in ("state", "reached_on")}
        emptied = frozenset(name for name in _CLEARED if name in said and said[name] in (None, ""))
        given = {name: value for name, value in said.items() if name not in emptied}
        actions.change_milestone(milestone, MilestoneDraft(**given, clear=emptied), by=by, now=now)
        if "state" in changed or changed.get("reached_on"):
            state = MilestoneState(self.cleaned_data["state"])
            move = MilestoneMove(state, None if state.is_open else self._reached_on(changed))
            actions.move_milestone(milestone, move, by=by, now=now)
        return "Milestone saved."

    def _reached_on(self, changed: dict[str, Any]) -> Any:
        """The day that was given; where only the state changed, the day it says is that of the state before."""
        return changed.get("reached_on") or (None if "state" in changed else self.cleaned_data["reached_on"])


def owner_choices(visit: Visit, account: Account) -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Nobody yet, the vendor's members, the customer's people who are there: by reference."""
    ours = [(reference(member), member.name) for member in members(visit.workspace)]
    named = dict(person_choices(visit.workspace, account))
    people = stakeholders(visit.workspace).filter(account=account)
    theirs = [(reference(person), named[person.name]) for person in people]
    return [NONE, (visit.workspace.name, ours), (account.name, theirs)]


@page(Verb.WRITE_PLAN, methods=METHODS)
def milestone_new(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Add a milestone."""
    initial = {"outcome": request.GET.get("outcome", "")}
    return work(request, AddMilestone(visit, plan_at(visit, pk), posted(request), initial=initial))


@page(Verb.WRITE_PLAN, methods=METHODS)
def milestone_edit(request: HttpRequest, visit: Visit, pk: int, milestone: int) -> HttpResponse:
    """Change a milestone."""
    plan = plan_at(visit, pk)
    queries.milestone(plan, milestone)
    return work(request, EditMilestone(visit, plan, milestone, posted(request)))


@page(Verb.WRITE_PLAN, methods=("POST",))
def milestone_state(request: HttpRequest, visit: Visit, pk: int, milestone: int) -> HttpResponse:
    """Move a milestone on with one click."""
    plan = plan_at(visit, pk)
    held, wanted = queries.milestone(plan, milestone), request.POST.get("state", "")
    if wanted not in dict(_STATES):
        raise BadInput("Say how far the milestone is: planned, in progress, done or dropped.")
    if not first_time(request, visit):
        return recorded(request, visit, plan.account, "That was saved already; nothing was recorded twice.")
    state = MilestoneState(wanted)
    actions.move_milestone(held, MilestoneMove(state), by=visit.actor, now=visit.now)
    return recorded(request, visit, plan.account, f"“{held.title}” is {state.label}.")
