"""The success plans' part of the evidence for a chunk of accounts, as of a day: one query."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Q

from toprung.doctrine.evidence import Milestone
from toprung.doctrine.plans import due_day
from toprung.motion.evaluation.reading import Chunk, rows_of
from toprung.records.plans import models
from toprung.records.tenancy.models import Workspace

#: account's primary key -> its open milestones that have a due day
PlanFacts = dict[int, tuple[Milestone, ...]]


def plan_facts(workspace: Workspace, chunk: Chunk, as_of: date) -> PlanFacts:
    """The milestones that were planned by the day and neither done nor dropped by then, by number."""
    still_open = (Q(done_on=None) | Q(done_on__gt=as_of)) & (Q(dropped_on=None) | Q(dropped_on__gt=as_of))
    rows = models.Milestone.objects.filter(
        chunk.holds("plan__account"), still_open, plan__account__workspace=workspace, planned_on__lte=as_of
    ).order_by("plan__account_id", "number")
    live = {r.pk: r.go_live_on if r.go_live_on and r.go_live_on <= as_of else None for r in chunk.rows}
    columns = ("plan__account_id", "number", "title", "outcome__external_id", "due_on", "due_days")
    facts: PlanFacts = defaultdict(tuple)
    for account, number, title, outcome, due_on, due_days in rows_of(rows.values_list(*columns)):
        if due := due_day(due_on, due_days, live[account]):
            facts[account] = (*facts[account], Milestone(str(number), title, outcome, due))
    return facts
