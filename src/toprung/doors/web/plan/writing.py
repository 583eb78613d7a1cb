"""Beginning a plan, what it says of itself, and milestones that a template brings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from toprung.doors.web.account.choices import outcome_choices
from toprung.doors.web.account.fields import Choice, Text
from toprung.doors.web.account.workbench import METHODS, posted
from toprung.doors.web.plan.work import PlanEdit, PlanForm, plan_at, work
from toprung.doors.web.visits import Visit, page
from toprung.motion.portrait.head import head
from toprung.records.book.models import Account
from toprung.records.plans import actions, queries
from toprung.records.plans.drafts import PlanDraft
from toprung.records.plans.models import PlanTemplate, SuccessPlan
from toprung.records.tenancy.permissions import Verb

_BLANK = ("", "Blank: milestones are added by hand")


class _WithTemplate(PlanForm):
    """A choice among the templates of the account's segment."""

    template = Choice([], optional=True, label="Template")

    def __init__(self, visit: Visit, account: Account, segment: str, data: Any = None) -> None:
        self.segment = segment
        super().__init__(visit, account, data)

    @cached_property
    def templates(self) -> list[PlanTemplate]:
        """Those of the segment, and those of whichever."""
        return list(queries.templates_for(self.visit.workspace, self.segment))

    def chosen(self) -> PlanTemplate | None:
        """The template that was chosen, if one was."""
        key = self.cleaned_data["template"]
        return next((template for template in self.templates if str(template.pk) == key), None)

    def _choices(self) -> list[tuple[str, str]]:
        return [(str(t.pk), f"{t.name} ({len(t.steps.all())} milestones)") for t in self.templates]


class StartPlan(_WithTemplate):
    """Begins the account's plan."""

    heading = "Begin the success plan"
    submit = "Begin"

    @property
    def intro(self) -> str:
        """What becomes of it."""
        return (
            "The plan is internal until you share it. A template brings milestones with owners and days after "
            f"go-live; these are the templates of {self.segment}. Leaders write them in the settings."
        )

    def dress(self) -> None:
        """Blank, or one of the templates; the first of the segment's own is likely."""
        self.fields["template"].choices = [_BLANK, *self._choices()]  # type: ignore[attr-defined]
        own = next((t for t in self.templates if t.segment_id is not None), None)
        if own is not None and outcome_choices(self.visit.workspace, self.account):
            self.fields["template"].initial = str(own.pk)

    def act(self) -> str:
        """Begin it."""
        actions.start_plan(self.account, self.chosen(), by=self.visit.actor, now=self.visit.now)
        return "The plan is begun. It is internal until you share it."


class UseTemplate(_WithTemplate):
    """Adds a template's milestones that the plan does not have yet."""

    heading = "Add a template’s milestones"
    submit = "Add them"

    def dress(self) -> None:
        """The templates."""
        field = self.fields["template"]
        field.required, field.choices = True, self._choices()  # type: ignore[attr-defined]

    def act(self) -> str:
        """Add what is missing."""
        plan, template = queries.the_plan(self.account), self.chosen()
        added = actions.use_template(plan, template, by=self.visit.actor, now=self.visit.now) if template else []
        return f"{len(added)} milestones added; they are internal." if added else "The plan has all of them already."


class EditPlan(PlanEdit):
    """What the plan is for, and which outcomes it leaves out."""

    heading = "Edit the plan"
    purpose = Text(rows=3, required=False, label="What this plan is for", help_text="The customer reads it first.")
    withheld = forms.MultipleChoiceField(
        required=False,
        label="Outcomes the plan leaves out",
        widget=forms.CheckboxSelectMultiple,
        help_text="The customer does not see them, nor their milestones.",
    )

    def __init__(self, visit: Visit, plan: SuccessPlan, data: Any = None) -> None:
        self.plan = plan
        super().__init__(visit, plan.account, data)

    def dress(self) -> None:
        """The account's outcomes."""
        self.fields["withheld"].choices = outcome_choices(self.visit.workspace, self.account)  # type: ignore[attr-defined]

    def on_file(self) -> dict[str, Any]:
        """The plan as it is."""
        held = queries.the_plan(self.account)
        return {"purpose": held.purpose, "withheld": sorted(held.withheld)}

    def clean_withheld(self) -> list[str]:
        """In an order that can be compared."""
        return sorted(self.cleaned_data["withheld"])

    def keep(self, changed: dict[str, Any]) -> str:
        """Save what changed."""
        withheld = frozenset(changed["withheld"]) if "withheld" in changed else None
        draft = PlanDraft(changed.get("purpose"), withheld)
        actions.change_plan(self.plan, draft, by=self.visit.actor, now=self.visit.now)
        return "Plan saved."


@page(Verb.WRITE_PLAN, methods=METHODS)
def plan_start(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Begin the plan."""
    seen = head(visit.workspace, pk, visit.today)
    return work(request, StartPlan(visit, seen.account, seen.segment, posted(request)))


@page(Verb.WRITE_PLAN, methods=METHODS)
def plan_edit(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Edit the plan."""
    return work(request, EditPlan(visit, plan_at(visit, pk), posted(request)))


@page(Verb.WRITE_PLAN, methods=METHODS)
def plan_template_use(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Add a template's milestones."""
    plan_at(visit, pk)
    seen = head(visit.workspace, pk, visit.today)
    return work(request, UseTemplate(visit, seen.account, seen.segment, posted(request)))
