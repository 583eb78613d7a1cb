"""The templates that Toprung brings along: one for each of the three usual segments, to be changed at will."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from toprung.kernel.vocabulary import Aim, Side, StakeholderRole
from toprung.records.book.models import Segment
from toprung.records.plans.actions.templates import add_step, write_template
from toprung.records.plans.drafts import StepDraft, TemplateDraft
from toprung.records.plans.models import PlanTemplate
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

_FIRST, _OURS, _THEIRS = Aim.FIRST_VALUE, Side.VENDOR, Side.CUSTOMER
_BUYER, _CHAMPION = StakeholderRole.BUYER, StakeholderRole.CHAMPION
_LEAD, _MANAGER = StakeholderRole.TEAM_LEAD, StakeholderRole.MANAGER
_SPONSOR = StakeholderRole.EXECUTIVE_SPONSOR

#: segment -> name, purpose, milestones
_STANDARD = {
    "SMB": (
        "First win in 30 days",
        "One operational win that the buyer can see within a month.",
        (
            StepDraft("Baseline measured with the buyer", _FIRST, _THEIRS, _BUYER, 3),
            StepDraft("The first team works in the product", _FIRST, _OURS, None, 10),
            StepDraft("First value shown to the buyer", _FIRST, _OURS, None, 30),
            StepDraft("Buyer confirms the result", Aim.PRIMARY, _THEIRS, _BUYER, 90),
        ),
    ),
    "Mid-Market": (
        "A team’s result in 90 days",
        "A team-level result that team lead and manager confirm.",
        (
            StepDraft("Baseline measured and signed off by the team lead", Aim.PRIMARY, _THEIRS, _LEAD, 7),
            StepDraft("Champion runs the new way of working in one team", _FIRST, _THEIRS, _CHAMPION, 21),
            StepDraft("First value shown to team lead and manager", _FIRST, _OURS, None, 45),
            StepDraft("Measured halfway, plan corrected together", Aim.PRIMARY, _OURS, None, 60),
            StepDraft("Team lead and manager confirm the result", Aim.PRIMARY, _THEIRS, _MANAGER, 90),
        ),
    ),
    "Enterprise": (
        "The purchase reason, proved",
        "A change in the metric for which the product was bought, confirmed by the executive sponsor.",
        (
            StepDraft("Executive sponsor signs the plan", Aim.PRIMARY, _THEIRS, _SPONSOR, 14),
            StepDraft("Baseline of the metric agreed, with its source", Aim.PRIMARY, _THEIRS, _MANAGER, 21),
            StepDraft("First business unit works in the product", _FIRST, _THEIRS, _CHAMPION, 45),
            StepDraft("First value shown to the executive sponsor", _FIRST, _OURS, None, 90),
            StepDraft("Metric measured halfway, plan corrected together", Aim.PRIMARY, _OURS, None, 120),
            StepDraft("Executive sponsor confirms the result", Aim.PRIMARY, _THEIRS, _SPONSOR, 180),
        ),
    ),
}


def missing_standard(names: Iterable[str]) -> bool:
    """Is one of the three not among these names?"""
    return bool({name for name, _, _ in _STANDARD.values()} - set(names))


def write_standard_templates(workspace: Workspace, *, by: Actor, now: datetime) -> list[PlanTemplate]:
    """Those whose names are not taken, for the segments that the workspace has; returns them. Raises NotAllowed."""
    require(by, Verb.CHANGE_POLICY, workspace)
    made = []
    with turn(workspace):
        here = set(Segment.objects.filter(workspace=workspace).values_list("name", flat=True))
        taken = set(PlanTemplate.objects.filter(workspace=workspace).values_list("name", flat=True))
        for segment, (name, purpose, steps) in _STANDARD.items():
            if name in taken:
                continue
            draft = TemplateDraft(name, segment if segment in here else "", purpose)
            template = write_template(workspace, draft, by=by, now=now)
            for step in steps:
                add_step(template, step, by=by, now=now)
            made.append(template)
    return made
