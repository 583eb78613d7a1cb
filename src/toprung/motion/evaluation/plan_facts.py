"""The success plans' part of the evidence for a chunk of accounts, as of a day: one query a table."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from toprung.doctrine.evidence import Milestone
from toprung.doctrine.plans import due_day
from toprung.kernel.vocabulary import StakeholderRole
from toprung.motion.evaluation.reading import Chunk, rows_of
from toprung.records.plans import models
from toprung.records.tenancy.models import Workspace

_EXECUTIVE = StakeholderRole.EXECUTIVE_SPONSOR.value


@dataclass(slots=True)
class PlanFacts:
    """What the plans say of the chunk's accounts, by primary key: open milestones with a day, and executives' acts."""

    milestones: dict[int, tuple[Milestone, ...]] = field(default_factory=lambda: defaultdict(tuple))
    executive_acts: dict[int, tuple[date, ...]] = field(default_factory=lambda: defaultdict(tuple))


def plan_facts(workspace: Workspace, chunk: Chunk, as_of: date) -> PlanFacts:
    """Everything the plans say of these accounts by the day."""
    facts = PlanFacts()
    _read_milestones(facts, workspace, chunk, as_of)
    _read_signatures(facts, workspace, chunk, as_of)
    _read_comments(facts, workspace, chunk, as_of)
    return facts


def _read_milestones(facts: PlanFacts, workspace: Workspace, chunk: Chunk, as_of: date) -> None:
    """Those that were planned by the day and neither done nor dropped by then, by number."""
    still_open = (Q(done_on=None) | Q(done_on__gt=as_of)) & (Q(dropped_on=None) | Q(dropped_on__gt=as_of))
    rows = models.Milestone.objects.filter(
        chunk.holds("plan__account"), still_open, plan__account__workspace=workspace, planned_on__lte=as_of
    ).order_by("plan__account_id", "number")
    live = {r.pk: r.go_live_on if r.go_live_on and r.go_live_on <= as_of else None for r in chunk.rows}
    columns = ("plan__account_id", "number", "title", "outcome__external_id", "due_on", "due_days")
    for account, number, title, outcome, due_on, due_days in rows_of(rows.values_list(*columns)):
        if due := due_day(due_on, due_days, live[account]):
            milestone = Milestone(str(number), title, outcome, due)
            facts.milestones[account] = (*facts.milestones[account], milestone)


def _read_signatures(facts: PlanFacts, workspace: Workspace, chunk: Chunk, as_of: date) -> None:
    rows = models.PlanSignature.objects.filter(
        chunk.holds("version__plan__account"),
        version__plan__account__workspace=workspace,
        role=_EXECUTIVE,
        signed_on__lte=as_of,
    ).order_by("signed_on", "pk")
    for account, day in rows_of(rows.values_list("version__plan__account_id", "signed_on")):
        facts.executive_acts[account] = (*facts.executive_acts[account], day)


def _read_comments(facts: PlanFacts, workspace: Workspace, chunk: Chunk, as_of: date) -> None:
    rows = models.PlanComment.objects.filter(
        chunk.holds("plan__account"), plan__account__workspace=workspace, role=_EXECUTIVE
    ).order_by("written_at", "pk")
    for account, moment in rows_of(rows.values_list("plan__account_id", "written_at")):
        if (day := workspace.day_of(moment)) <= as_of:
            facts.executive_acts[account] = (*facts.executive_acts[account], day)
