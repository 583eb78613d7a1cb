"""Plan templates: what a plan of a segment begins with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from toprung.kernel.errors import BadInput, NotFound, Refused
from toprung.kernel.vocabulary import Side
from toprung.records.book.queries import segment as segment_named
from toprung.records.journal import actions as journal
from toprung.records.journal.actions import Note, changes_between
from toprung.records.plans.actions.common import readable, require_fit
from toprung.records.plans.drafts import StepDraft, TemplateDraft
from toprung.records.plans.models import PlanTemplate, TemplateStep
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn


def write_template(workspace: Workspace, draft: TemplateDraft, *, by: Actor, now: datetime) -> PlanTemplate:
    """A new template. Raises NotAllowed, BadInput for a bad name, Refused for one that is taken."""
    require(by, Verb.CHANGE_POLICY, workspace)
    with turn(workspace):
        template = PlanTemplate(workspace=workspace)
        _lay(template, draft if draft.name is not None else TemplateDraft("", draft.segment, draft.purpose))
        template.save(force_insert=True)
        _note(template, "write_plan_template", None, _told(template), by=by, now=now)
    return template


def change_template(template: PlanTemplate, draft: TemplateDraft, *, by: Actor, now: datetime) -> PlanTemplate:
    """Another name, segment or purpose. Plans that began with it stay as they are."""
    require(by, Verb.CHANGE_POLICY, template.workspace)
    with turn(template.workspace):
        template = _on_file(template)
        before = _told(template)
        _lay(template, draft)
        if (after := _told(template)) != before:
            template.save()
            _note(template, "change_plan_template", before, after, by=by, now=now)
    return template


def remove_template(template: PlanTemplate, *, by: Actor, now: datetime) -> None:
    """The template is no more; plans that began with it stay. Raises NotAllowed, NotFound."""
    require(by, Verb.CHANGE_POLICY, template.workspace)
    with turn(template.workspace):
        template = _on_file(template)
        before = _told(template)
        _note(template, "remove_plan_template", before, dict.fromkeys(before), by=by, now=now)
        template.delete()


def add_step(template: PlanTemplate, draft: StepDraft, *, by: Actor, now: datetime) -> TemplateStep:
    """One more milestone for plans that begin with the template. Raises NotAllowed, BadInput, NotFound."""
    require(by, Verb.CHANGE_POLICY, template.workspace)
    with turn(template.workspace):
        step = TemplateStep(template=_on_file(template), **_values(draft))
        step.save(force_insert=True)
        _note(template, "change_plan_template", None, {"step": step.title, **_plain(step)}, by=by, now=now)
    return step


def change_step(step: TemplateStep, draft: StepDraft, *, by: Actor, now: datetime) -> TemplateStep:
    """Another title, aim, owner or day. Raises NotAllowed, BadInput, NotFound."""
    template = step.template
    require(by, Verb.CHANGE_POLICY, template.workspace)
    with turn(template.workspace):
        step = _step_on_file(step)
        before, values = _plain(step), _values(draft)
        if before != values:
            for name, value in values.items():
                setattr(step, name, value)
            step.save()
            _note(template, "change_plan_template", before, values, by=by, now=now)
    return step


def remove_step(step: TemplateStep, *, by: Actor, now: datetime) -> None:
    """Plans that begin from now on do without it. Raises NotAllowed, NotFound."""
    template = step.template
    require(by, Verb.CHANGE_POLICY, template.workspace)
    with turn(template.workspace):
        step = _step_on_file(step)
        _note(template, "change_plan_template", {"step": step.title}, {"step": None}, by=by, now=now)
        step.delete()


def _on_file(template: PlanTemplate) -> PlanTemplate:
    found = PlanTemplate.objects.filter(pk=template.pk).select_related("workspace", "segment").first()
    if found is None:
        raise NotFound("This template is not on file any more: somebody removed it.")
    return found


def _step_on_file(step: TemplateStep) -> TemplateStep:
    found = TemplateStep.objects.filter(pk=step.pk).first()
    if found is None:
        raise NotFound("There is no such milestone in this template any more: somebody took it out.")
    return found


def _lay(template: PlanTemplate, draft: TemplateDraft) -> None:
    if draft.name is not None:
        template.name = " ".join(readable(draft.name, "template’s name").split())
    if draft.purpose is not None:
        template.purpose = readable(draft.purpose, "purpose") if draft.purpose.strip() else ""
    if draft.segment is not None:
        template.segment = segment_named(template.workspace, draft.segment) if draft.segment else None
    require_fit(PlanTemplate, {"name": template.name})
    same = PlanTemplate.objects.filter(workspace=template.workspace, name=template.name).exclude(pk=template.pk)
    if same.exists():
        raise Refused(f"There is a template “{template.name}” already: choose another name, or change that one.")


def _values(draft: StepDraft) -> dict[str, Any]:
    values = {
        "title": " ".join(readable(draft.title, "title").split()),
        "aim": draft.aim.value,
        "side": draft.side.value,
        "role": draft.role.value if draft.role and draft.side is Side.CUSTOMER else "",
        "due_days": draft.due_days,
    }
    if draft.side is Side.VENDOR and draft.role is not None:
        raise BadInput("A role is the customer’s: choose the customer’s side, or leave the role blank.")
    require_fit(TemplateStep, values)
    return values


def _plain(step: TemplateStep) -> dict[str, Any]:
    return {name: getattr(step, name) for name in ("title", "aim", "side", "role", "due_days")}


def _told(template: PlanTemplate) -> dict[str, Any]:
    segment = template.segment.name if template.segment else ""
    return {"name": template.name, "segment": segment, "purpose": template.purpose}


def _note(
    template: PlanTemplate, verb: str, before: dict[str, Any] | None, after: dict[str, Any], *, by: Actor, now: datetime
) -> None:
    entry = Note(verb, subject=template.name, changes=changes_between(before, after))
    journal.write(template.workspace, [entry], by=by, at=now)
