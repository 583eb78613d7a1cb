"""A template's milestones: added, changed, taken out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from toprung.doors.web.account.fields import Choice
from toprung.doors.web.once import first_time
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput, NotFound
from toprung.kernel.vocabulary import Aim, Side, StakeholderRole
from toprung.records.plans import actions, queries
from toprung.records.plans.drafts import StepDraft
from toprung.records.plans.models import PlanTemplate, TemplateStep
from toprung.records.tenancy.permissions import Verb
from toprung.records.tenancy.turns import turn

_METHODS = ("GET", "HEAD", "POST")


class StepForm(forms.Form):
    """A milestone that a template brings."""

    use_required_attribute = False
    title = forms.CharField(max_length=300, label="What is done when it is reached")
    aim = Choice(Aim, label="Serves the outcome that is")
    side = Choice([(Side.VENDOR.value, "ours"), (Side.CUSTOMER.value, "the customer’s")], label="Whose it is")
    role = Choice(StakeholderRole, optional=True, label="Role, where it is the customer’s")
    due_days = forms.IntegerField(min_value=0, max_value=3650, required=False, label="Due, days after go-live")

    def clean(self) -> dict[str, Any]:
        """A role is the customer's."""
        given = super().clean() or self.cleaned_data
        if given.get("role") and given.get("side") == Side.VENDOR:
            raise ValidationError({"role": "A role is the customer’s: choose their side, or leave the role blank."})
        return given

    def draft(self) -> StepDraft:
        """What to keep."""
        given = self.cleaned_data
        role = StakeholderRole(given["role"]) if given["role"] else None
        return StepDraft(given["title"], Aim(given["aim"]), Side(given["side"]), role, given["due_days"])


@page(Verb.CHANGE_POLICY, methods=_METHODS)
def step_new(request: HttpRequest, visit: Visit, template: int) -> HttpResponse:
    """Add a milestone to the template."""
    found = queries.template(visit.workspace, template)
    form = StepForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _shown(request, visit, found, form)
    with turn(visit.workspace):
        if first_time(request, visit):
            actions.add_step(found, form.draft(), by=visit.actor, now=visit.now)
    return _back(request, visit, found, "Milestone added to the template.")


@page(Verb.CHANGE_POLICY, methods=_METHODS)
def step_edit(request: HttpRequest, visit: Visit, template: int, step: int) -> HttpResponse:
    """Change one of the template's milestones."""
    found = queries.template(visit.workspace, template)
    held = _step(found, step)
    if request.method != "POST":
        initial = {name: getattr(held, name) for name in ("title", "aim", "side", "role", "due_days")}
        return _shown(request, visit, found, StepForm(initial=initial), held)
    form = StepForm(request.POST)
    if not form.is_valid():
        return _shown(request, visit, found, form, held)
    try:
        actions.change_step(held, form.draft(), by=visit.actor, now=visit.now)
    except BadInput as error:
        form.add_error(None, str(error))
        return _shown(request, visit, found, form, held)
    return _back(request, visit, found, "Milestone of the template saved.")


@page(Verb.CHANGE_POLICY, methods=("POST",))
def step_remove(request: HttpRequest, visit: Visit, template: int, step: int) -> HttpResponse:
    """Take one out; plans that have it keep it."""
    found = queries.template(visit.workspace, template)
    actions.remove_step(_step(found, step), by=visit.actor, now=visit.now)
    return _back(request, visit, found, "Taken out of the template; plans that have it keep it.")


def _step(template: PlanTemplate, key: int) -> TemplateStep:
    found = TemplateStep.objects.filter(template=template, pk=key).select_related("template__workspace").first()
    if found is None:
        raise NotFound("There is no such milestone in this template: somebody took it out.")
    return found


def _back(request: HttpRequest, visit: Visit, template: PlanTemplate, message: str) -> HttpResponse:
    return redirect_to(request, "plan_template", visit.workspace.pk, template.pk, message=message)


def _shown(
    request: HttpRequest, visit: Visit, template: PlanTemplate, form: StepForm, step: TemplateStep | None = None
) -> HttpResponse:
    status = 422 if form.errors else 200
    context = {"template": template, "form": form, "step": step}
    title = f"{template.name}: {'change' if step else 'add'} a milestone"
    return render(request, visit, "plan/step.html", context, title=title, active="settings", status=status)
