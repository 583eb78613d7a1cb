"""The success plan before the customer's person: what they read, and what follows at once from what they do."""

from __future__ import annotations

from datetime import datetime

from toprung.kernel.errors import BadInput
from toprung.motion.plans.customers import TheirPlan, as_shared
from toprung.motion.upkeep import refresh
from toprung.records.book.models import Account, Stakeholder
from toprung.records.outcomes.actions import record_measurements
from toprung.records.outcomes.drafts import MeasurementDraft
from toprung.records.plans import actions, queries
from toprung.records.plans.drafts import Subject, Wording
from toprung.records.tenancy.actors import Actor


def plan_for(person: Stakeholder, now: datetime) -> TheirPlan | None:
    """The plan as it was shared with the person's company; None while nothing was."""
    plan = queries.plan_of(person.account)
    return as_shared(plan, person.account.workspace.day_of(now)) if plan else None


def sign(account: Account, number: int, *, by: Actor, now: datetime) -> None:
    """Sign that version and evaluate the account. Raises as `actions.sign_plan`, and NotFound."""
    actions.sign_plan(queries.version(queries.the_plan(account), number), by=by, now=now)
    _judge(account, now)


def comment(account: Account, text: str, about: Subject, *, by: Actor, now: datetime) -> None:
    """Say something about the plan and evaluate the account: an executive who speaks is engaged."""
    actions.comment_plan(queries.the_plan(account), text, about, by=by, now=now)
    _judge(account, now)


def tick(account: Account, number: int, *, done: bool, by: Actor, now: datetime) -> None:
    """Say that a milestone of one's own is done, or not after all, and evaluate the account.

    Raises as `actions.tick_milestone`, and NotFound.
    """
    actions.tick_milestone(queries.the_plan(account), number, done=done, by=by, now=now)
    _judge(account, now)


def propose(account: Account, about: Subject, wording: Wording, *, by: Actor, now: datetime) -> None:
    """Propose other words; nothing changes until the vendor accepts them. Raises as `actions.propose_wording`."""
    actions.propose_wording(queries.the_plan(account), about, wording, by=by, now=now)


def enter_value(account: Account, draft: MeasurementDraft, *, by: Actor, now: datetime) -> None:
    """Record a value that the customer reports, and evaluate the account. Raises BadInput for one that cannot be."""
    [result] = record_measurements(account.workspace, [draft], by=by, now=now)
    if result.problem is not None:
        raise BadInput(f"{result.problem.reason} {result.problem.remedy}")
    _judge(account, now)


def _judge(account: Account, now: datetime) -> None:
    refresh(account.workspace, [account.external_id], now)
