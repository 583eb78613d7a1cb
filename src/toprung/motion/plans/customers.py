"""The plan as the customer's people see it: what was shared with them, and how far it is today.

The words are those of the version; how far a milestone is and what was measured are today's. Nothing internal is
read into it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from toprung.doctrine.plans import PlanContent, PlannedMilestone, PlannedOutcome, due_day, is_overdue, name_of
from toprung.kernel.vocabulary import MilestoneState, OutcomeKind
from toprung.motion.evaluation.models import AccountVerdict
from toprung.motion.plans.picture import SignatureSeen, signatures_seen
from toprung.motion.plans.saying import Proposal, Said, proposals_of, said_of
from toprung.records.outcomes.models import Measurement
from toprung.records.outcomes.queries import outcomes
from toprung.records.plans import queries
from toprung.records.plans.content import content_of, content_read, names_of, stakeholder_in
from toprung.records.plans.models import Milestone, SuccessPlan


@dataclass(frozen=True, slots=True)
class TheirMilestone:
    """A milestone as the customer sees it."""

    number: int
    title: str
    owner: str
    #: the key of the customer's person whose it is; None: the vendor's or nobody's
    person: int | None
    due: date | None
    state: MilestoneState
    done_on: date | None
    #: which of the customer's people said last how far it is; "" where it was the vendor
    moved_by: str
    overdue: bool
    comments: tuple[Said, ...]
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class TheirOutcome:
    """An outcome as the customer sees it. `progress` is a share of the promised change; None: not known."""

    key: int
    planned: PlannedOutcome
    due: date | None
    validator: str
    latest: Measurement | None
    progress: Decimal | None
    milestones: tuple[TheirMilestone, ...]
    comments: tuple[Said, ...]
    proposals: tuple[Proposal, ...]

    @property
    def is_numeric(self) -> bool:
        return self.planned.kind != OutcomeKind.STATUS


@dataclass(frozen=True, slots=True)
class TheirPlan:
    """The plan in the customer's eyes. `number` 0 is one that is not shared yet: what they would see."""

    plan: SuccessPlan
    number: int
    shared_at: datetime | None
    purpose: str
    outcomes: tuple[TheirOutcome, ...]
    comments: tuple[Said, ...]
    signatures: tuple[SignatureSeen, ...]

    @property
    def milestones(self) -> tuple[TheirMilestone, ...]:
        """Of all outcomes, the nearest first."""
        found = [milestone for outcome in self.outcomes for milestone in outcome.milestones]
        return tuple(sorted(found, key=lambda m: (m.due or date.max, m.number)))

    @property
    def done(self) -> int:
        return sum(m.state is MilestoneState.DONE for m in self.milestones)

    @property
    def overdue(self) -> int:
        return sum(m.overdue for m in self.milestones)

    def owed_by(self, person: int) -> tuple[TheirMilestone, ...]:
        """What this person of the customer's still has to do, the nearest first."""
        return tuple(m for m in self.milestones if m.person == person and m.state.is_open)

    def signed_by(self, name: str) -> SignatureSeen | None:
        """The person's signature on this version, if there is one."""
        return next((each for each in self.signatures if each.name == name), None)


def as_shared(plan: SuccessPlan, today: date, number: int | None = None) -> TheirPlan | None:
    """What the customer sees today, or an earlier version of it; None while nothing was shared. Raises NotFound."""
    version = queries.latest_version(plan) if number is None else queries.version(plan, number)
    if version is None:
        return None
    seen, signatures = _seen(plan, content_read(version), today), signatures_seen(version)
    return replace(seen, number=version.number, shared_at=version.shared_at, signatures=signatures)


def if_shared_now(plan: SuccessPlan, today: date) -> TheirPlan:
    """What the customer would see if the plan were shared as it stands."""
    return _seen(plan, content_of(plan), today)


def _seen(plan: SuccessPlan, content: PlanContent, today: date) -> TheirPlan:
    said = said_of(queries.comments(plan, shared_only=True))
    return TheirPlan(
        plan=plan,
        number=0,
        shared_at=None,
        purpose=content.purpose,
        outcomes=_outcomes(plan, content, said, today),
        comments=tuple(each for each in said if each.outcome is None and each.milestone is None),
        signatures=(),
    )


def _outcomes(plan: SuccessPlan, content: PlanContent, said: tuple[Said, ...], today: date) -> tuple[TheirOutcome, ...]:
    account, names = plan.account, names_of(plan.account, content.people())
    keys = dict(outcomes(account.workspace).filter(account=account).values_list("external_id", "pk"))
    milestones = _milestones(plan, content, names, said, today)
    latest, progress, proposals = _latest(plan, today), _progress(plan), proposals_of(queries.wordings(plan))
    return tuple(
        TheirOutcome(
            key=keys[planned.reference],
            planned=planned,
            due=due_day(planned.due_on, planned.due_days, account.go_live_on),
            validator=name_of(planned.validator, names) if planned.validator else "",
            latest=latest.get(keys[planned.reference]),
            progress=progress.get(planned.reference),
            milestones=tuple(milestones[planned.reference]),
            comments=tuple(each for each in said if each.outcome == keys[planned.reference]),
            proposals=tuple(p for p in proposals if p.outcome == keys[planned.reference]),
        )
        for planned in content.outcomes
        if planned.reference in keys
    )


def _milestones(
    plan: SuccessPlan, content: PlanContent, names: Mapping[str, str], said: tuple[Said, ...], today: date
) -> dict[str, list[TheirMilestone]]:
    """By the outcome they serve."""
    held = {m.number: m for m in queries.milestones(plan)}
    proposals = proposals_of(queries.wordings(plan).exclude(milestone=None))
    found: dict[str, list[TheirMilestone]] = defaultdict(list)
    for planned in content.milestones:
        now = held.get(planned.number)
        about = tuple(each for each in said if each.milestone == planned.number)
        wanted = tuple(each for each in proposals if each.milestone == planned.number)
        found[planned.outcome].append(_milestone(plan, planned, now, names, about, wanted, today))
    for each in found.values():
        each.sort(key=lambda m: (m.due or date.max, m.number))
    return found


def _milestone(
    plan: SuccessPlan,
    planned: PlannedMilestone,
    now: Milestone | None,
    names: Mapping[str, str],
    about: tuple[Said, ...],
    wanted: tuple[Proposal, ...],
    today: date,
) -> TheirMilestone:
    state = MilestoneState(now.state) if now else MilestoneState.PLANNED
    due = due_day(planned.due_on, planned.due_days, plan.account.go_live_on)
    return TheirMilestone(
        number=planned.number,
        title=planned.title,
        owner=name_of(planned.owner, names) if planned.owner else "",
        person=stakeholder_in(planned.owner),
        due=due,
        state=state,
        done_on=now.done_on if now else None,
        moved_by=now.moved_by.name if now and now.moved_by else "",
        overdue=is_overdue(due, state.is_open, today),
        comments=about,
        proposals=wanted,
    )


def _latest(plan: SuccessPlan, today: date) -> dict[int, Measurement]:
    """The latest standing value of each of the account's outcomes, by its key. One query."""
    of_workspace = Measurement.objects.filter(outcome__account__workspace=plan.account.workspace)
    found = of_workspace.filter(outcome__account=plan.account, superseded_at=None, occurred_on__lte=today)
    return {value.outcome_id: value for value in found.order_by("occurred_on")}


def _progress(plan: SuccessPlan) -> dict[str, Decimal]:
    """The share of the promised change reached, by outcome, as the account was evaluated last. One query."""
    of_workspace = AccountVerdict.objects.filter(account__workspace=plan.account.workspace)
    verdict: Any = of_workspace.filter(account=plan.account).values_list("verdict", flat=True).first()
    results = verdict["results"] if verdict else []
    return {r["outcome"]: Decimal(r["progress"]) for r in results if r["progress"] is not None}
