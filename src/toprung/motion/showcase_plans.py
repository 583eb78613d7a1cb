"""Success plans of the demo: written from the standard templates, shared, signed, spoken about, some of them late.

They agree to nothing that the book's own outcomes do not say, so the book's truth stays as it was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from toprung.kernel.vocabulary import MilestoneState
from toprung.records.book.models import Account, SegmentMembership, Stakeholder
from toprung.records.book.queries import accounts, in_force, memberships
from toprung.records.outcomes.models import OutcomeVersion
from toprung.records.plans import actions
from toprung.records.plans.drafts import MilestoneDraft, MilestoneMove, PlanDraft, Subject, Wording
from toprung.records.plans.models import Milestone, PlanTemplate, SuccessPlan
from toprung.records.plans.queries import milestones
from toprung.records.plans.standard import write_standard_templates
from toprung.records.portal.links import speaking
from toprung.records.tenancy.actors import OPERATOR
from toprung.records.tenancy.models import Workspace

#: how many accounts have a plan
PLANS = 12
#: every so many accounts a milestone is late, the customer proposes a word, the plan is not signed yet
_LATE, _REWORDED, _UNSIGNED = 2, 3, 4
_PURPOSE = "Ledgerline earns its place in the close: fewer days, fewer late nights, numbers that are trusted."
_THEIR_WORDS = "We can free Tuesday mornings for this, not before the audit is over."
_OUR_WORDS = "Short of people until the audit is over: do not push, prepare the next step with the team lead."


@dataclass(frozen=True, slots=True)
class _Part:
    """Who takes part: the account, its plan's template, and the people that are with the customer."""

    number: int
    account: Account
    template: PlanTemplate
    people: tuple[Stakeholder, ...]
    live_on: date


def write_plans(workspace: Workspace, day: date, now: datetime) -> int:
    """Begin plans for some live accounts, as if they had been written since each went live; returns how many."""
    templates = write_standard_templates(workspace, by=OPERATOR, now=now)
    by_segment = {t.segment.name: t for t in templates if t.segment is not None}
    parts = list(_parts(workspace, by_segment, day))
    for part in parts:
        _write(part, day, now)
    return len(parts)


def _parts(workspace: Workspace, by_segment: dict[str, PlanTemplate], day: date) -> Iterator[_Part]:
    """Accounts that are live, whose outcomes are all agreed, and whose people can speak."""
    held: dict[int, list[SegmentMembership]] = {}
    for membership in memberships(workspace):
        held.setdefault(membership.account_id, []).append(membership)
    versions = OutcomeVersion.objects.filter(outcome__account__workspace=workspace)
    promised = set(versions.values_list("outcome__account_id", flat=True))
    proposed = set(versions.filter(agreed_on=None).values_list("outcome__account_id", flat=True))
    found = 0
    for account in accounts(workspace).select_related("workspace").filter(go_live_on__lt=day - timedelta(days=40)):
        current = in_force(held.get(account.pk, []), day)
        template = by_segment.get(current.segment.name) if current else None
        people = tuple(account.stakeholders.filter(left_on=None, joined_on__lte=account.go_live_on).order_by("pk"))
        if template is None or not people or account.pk not in promised - proposed or account.go_live_on is None:
            continue
        yield _Part(found, account, template, people, account.go_live_on)
        found += 1
        if found == PLANS:
            return


def _write(part: _Part, day: date, now: datetime) -> None:
    began = now - (day - part.live_on)
    plan = actions.start_plan(part.account, part.template, by=OPERATOR, now=began)
    actions.change_plan(plan, PlanDraft(_PURPOSE), by=OPERATOR, now=began)
    steps = list(milestones(plan))
    actions.share_milestones(plan, [step.number for step in steps[:-1]], by=OPERATOR, now=began)
    _keep_time(part, steps, day, now)
    version = actions.share_plan(plan, by=OPERATOR, now=began)
    if part.number % _UNSIGNED != _UNSIGNED - 1:
        actions.sign_plan(version, by=speaking(part.people[0]), now=began + timedelta(days=3))
    _talk(part, plan, now - timedelta(days=9))


def _keep_time(part: _Part, steps: list[Milestone], day: date, now: datetime) -> None:
    """What was due is done on its day, but for the last one of some; the next one is begun."""
    due = [(step, part.live_on + timedelta(days=step.due_days or 0)) for step in steps]
    past = [(step, on) for step, on in due if on < day]
    late = part.number % _LATE == 0
    for step, on in past[:-1] if late else past:
        actions.move_milestone(step, MilestoneMove(MilestoneState.DONE, on), by=OPERATOR, now=now)
    for step, _ in due[len(past) : len(past) + 1]:
        actions.move_milestone(step, MilestoneMove(MilestoneState.IN_PROGRESS), by=OPERATOR, now=now)
    if late and past:
        past_due, on = past[-1]
        again = max(on, day - timedelta(days=16))
        change = MilestoneDraft(due_on=again, clear=frozenset({"due_days"}))
        actions.change_milestone(past_due, change, by=OPERATOR, now=now)


def _talk(part: _Part, plan: SuccessPlan, at: datetime) -> None:
    speaker = speaking(part.people[-1])
    actions.comment_plan(plan, _OUR_WORDS, by=OPERATOR, now=at)
    actions.comment_plan(plan, _THEIR_WORDS, Subject(milestone=2), by=speaker, now=at + timedelta(days=1))
    if part.number % _REWORDED == 0:
        step = milestones(plan)[0]
        wording = Wording(f"{step.title}, in our own calendar", why="We plan by fiscal periods, not by weeks.")
        actions.propose_wording(plan, Subject(milestone=1), wording, by=speaker, now=at + timedelta(days=2))
