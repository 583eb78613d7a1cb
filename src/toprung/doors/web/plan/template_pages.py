"""Plan templates in the settings: what a plan of each segment begins with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from toprung.doors.web import conflicts
from toprung.doors.web.account.fields import Choice, Text
from toprung.doors.web.conflicts import Conflict, merged
from toprung.doors.web.once import first_time
from toprung.doors.web.plan.template_steps import StepForm
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput, Refused
from toprung.records.book.queries import segments
from toprung.records.plans import queries
from toprung.records.plans.actions import change_template, remove_template, write_template
from toprung.records.plans.drafts import TemplateDraft
from toprung.records.plans.models import PlanTemplate
from toprung.records.plans.standard import missing_standard, write_standard_templates
from toprung.records.tenancy.permissions import Verb
from toprung.records.tenancy.turns import turn

_EITHER = ("GET", "HEAD", "POST")


class TemplateForm(forms.Form):
    """A template's name, segment and purpose."""

    use_required_attribute = False
    name = forms.CharField(label="Name", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    segment = Choice([], optional=True, label="Segment")
    purpose = Text(rows=2, required=False, label="What such a plan is for", help_text="The plan begins with it.")

    def __init__(self, visit: Visit, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = segments(visit.workspace).values_list("name", flat=True)
        self.fields["segment"].choices = [("", "whichever"), *((name, name) for name in names)]  # type: ignore[attr-defined]


@page(methods=_EITHER)
def plan_templates(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The templates; a leader adds one."""
    if request.method != "POST":
        return _listed(request, visit, TemplateForm(visit))
    form = TemplateForm(visit, request.POST)
    if not form.is_valid():
        return _listed(request, visit, form, status=422)
    try:
        with turn(visit.workspace):
            if not first_time(request, visit):
                return redirect_to(request, "plan_templates", visit.workspace.pk, message="That was saved already.")
            made = write_template(visit.workspace, TemplateDraft(**form.cleaned_data), by=visit.actor, now=visit.now)
    except (BadInput, Refused) as error:
        form.add_error("name", str(error))
        return _listed(request, visit, form, status=422)
    message = f"Template “{made.name}” added: now its milestones."
    return redirect_to(request, "plan_template", visit.workspace.pk, made.pk, message=message)


@page(Verb.CHANGE_POLICY, methods=("POST",))
def plan_templates_standard(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Begin with the templates that Toprung brings along."""
    made = (
        write_standard_templates(visit.workspace, by=visit.actor, now=visit.now) if first_time(request, visit) else []
    )
    message = f"{len(made)} templates added: change them as you like." if made else "They are here already."
    return redirect_to(request, "plan_templates", visit.workspace.pk, message=message)


@page(methods=_EITHER)
def plan_template(request: HttpRequest, visit: Visit, template: int) -> HttpResponse:
    """One template with its milestones; a leader changes it."""
    found = queries.template(visit.workspace, template)
    if request.method != "POST":
        return _shown(request, visit, found, TemplateForm(visit, initial=_values(found)))
    form = TemplateForm(visit, request.POST)
    if not form.is_valid():
        return _shown(request, visit, found, form, status=422)
    try:
        with turn(visit.workspace):
            found = queries.template(visit.workspace, template)
            changed = merged(request.POST.get(conflicts.FIELD, ""), _values(found), form.cleaned_data)
            change_template(found, TemplateDraft(**changed), by=visit.actor, now=visit.now)
    except Conflict as clash:
        return _shown(request, visit, found, form, clash, status=422)
    except (BadInput, Refused) as error:
        form.add_error("name", str(error))
        return _shown(request, visit, found, form, status=422)
    return redirect_to(request, "plan_template", visit.workspace.pk, template, message="Template saved.")


@page(Verb.CHANGE_POLICY, methods=("POST",))
def plan_template_remove(request: HttpRequest, visit: Visit, template: int) -> HttpResponse:
    """Take a template out; plans that began with it stay."""
    found = queries.template(visit.workspace, template)
    remove_template(found, by=visit.actor, now=visit.now)
    message = f"Template “{found.name}” removed; plans that began with it stay."
    return redirect_to(request, "plan_templates", visit.workspace.pk, message=message)


def _values(template: PlanTemplate) -> dict[str, Any]:
    segment = template.segment.name if template.segment else ""
    return {"name": template.name, "segment": segment, "purpose": template.purpose}


def _listed(request: HttpRequest, visit: Visit, form: TemplateForm, status: int = 200) -> HttpResponse:
    templates = list(queries.templates(visit.workspace))
    context = {
        "templates": templates,
        "standard": missing_standard(template.name for template in templates),
        "form": form,
        "editable": visit.may(Verb.CHANGE_POLICY),
    }
    title = "Plan templates"
    return render(request, visit, "plan/templates.html", context, title=title, active="settings", status=status)


def _shown(
    request: HttpRequest,
    visit: Visit,
    template: PlanTemplate,
    form: TemplateForm,
    clash: Conflict | None = None,
    status: int = 200,
) -> HttpResponse:
    again = request.method == "POST" and not clash
    context = {
        "template": template,
        "steps": list(template.steps.order_by("due_days", "pk")),
        "form": form,
        "step_form": StepForm(),
        "clash": clash,
        "seen": request.POST.get(conflicts.FIELD, "") if again else conflicts.seen(_values(template)),
        "editable": visit.may(Verb.CHANGE_POLICY),
    }
    return render(request, visit, "plan/template.html", context, title=template.name, active="settings", status=status)
