"""Working on an intervention: steps to be done, steps that are done, and whose it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from toprung.doors.web.account.fields import Day, Text
from toprung.doors.web.account.workbench import METHODS, EditForm, WorkForm, posted, work
from toprung.doors.web.visits import Visit, page
from toprung.motion.portrait.head import the_account
from toprung.records.book.models import Account
from toprung.records.interventions import queries
from toprung.records.interventions.actions import LONGEST, add_step, finish_step, take_intervention
from toprung.records.interventions.models import Intervention, InterventionStep
from toprung.records.tenancy.permissions import Verb
from toprung.records.tenancy.queries import members


class _OfIntervention(WorkForm):
    """Something about one intervention, which somebody owns."""

    def __init__(self, visit: Visit, account: Account, held: Intervention, data: Any = None) -> None:
        self.held = held
        super().__init__(visit, account, data)

    @property
    def owners(self) -> list[str]:
        """Whom the field suggests: the members."""
        return list(members(self.visit.workspace).values_list("name", flat=True))


class AddStep(_OfIntervention):
    """One thing to be done, or that was done."""

    heading = "What is done about it"
    intro = "A step to take, with who and by when; or a note of what was done."

    text = Text(max_length=LONGEST, label="Step")
    owner = forms.CharField(
        max_length=200, required=False, label="Who", widget=forms.TextInput(attrs={"list": "owners"})
    )
    due_on = Day(required=False, label="By")
    done = forms.BooleanField(required=False, label="It is done already")

    def dress(self) -> None:
        """The intervention's owner as the one who does it."""
        self.fields["owner"].initial = self.held.owner

    def act(self) -> str:
        """Write it down."""
        given = self.cleaned_data
        add_step(
            self.held,
            given["text"],
            owner=given["owner"],
            due_on=given["due_on"],
            done=given["done"],
            by=self.visit.actor,
            now=self.visit.now,
        )
        return "Step saved."


class Take(_OfIntervention, EditForm):
    """Whose the intervention is."""

    heading = "Who takes the intervention"
    owner = forms.CharField(max_length=200, label="Who", widget=forms.TextInput(attrs={"list": "owners"}))

    def on_file(self) -> dict[str, Any]:
        """Its owner."""
        return {"owner": self.held.owner}

    def keep(self, changed: dict[str, Any]) -> str:
        """Hand it to somebody."""
        take_intervention(self.held, changed["owner"], by=self.visit.actor, now=self.visit.now)
        return f"The intervention is {changed['owner']}’s."


class FinishStep(WorkForm):
    """Says that a step is done."""

    heading = "Is it done?"
    submit = "It is done"

    def __init__(self, visit: Visit, account: Account, step: InterventionStep, data: Any = None) -> None:
        self.step = step
        super().__init__(visit, account, data)

    @property
    def quote(self) -> str:
        """The step."""
        return self.step.text

    def act(self) -> str:
        """Mark it."""
        finish_step(self.step, by=self.visit.actor, now=self.visit.now)
        return "Done."


@page(Verb.INTERVENE, methods=METHODS)
def intervention_step_new(request: HttpRequest, visit: Visit, pk: int, intervention: int) -> HttpResponse:
    """Write down a step."""
    account = the_account(visit.workspace, pk)
    held = queries.intervention(visit.workspace, pk, intervention)
    return work(request, AddStep(visit, account, held, posted(request)))


@page(Verb.INTERVENE, methods=METHODS)
def intervention_take(request: HttpRequest, visit: Visit, pk: int, intervention: int) -> HttpResponse:
    """Give the intervention to somebody."""
    account = the_account(visit.workspace, pk)
    held = queries.intervention(visit.workspace, pk, intervention)
    return work(request, Take(visit, account, held, posted(request)))


@page(Verb.INTERVENE, methods=METHODS)
def intervention_step_done(request: HttpRequest, visit: Visit, pk: int, task: int) -> HttpResponse:
    """Finish a step."""
    account = the_account(visit.workspace, pk)
    held = queries.step(visit.workspace, pk, task)
    return work(request, FinishStep(visit, account, held, posted(request)))
