"""The success plan of an account, read: outcomes, milestones, where it stands, versions and who signed them."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router, Schema
from pydantic import Field

from toprung.doors.api.rest.caller import caller_of
from toprung.doors.api.rest.errors import Failure
from toprung.doors.api.rest.texts import ExternalId
from toprung.kernel.canon import decimal_text
from toprung.kernel.vocabulary import Direction, Grade, MilestoneState, OutcomeKind, Side
from toprung.motion.plans.picture import MilestoneSeen, OutcomeSeen, PlanSeen, VersionSeen, plan_seen
from toprung.records.book.queries import account as the_account
from toprung.records.plans.queries import the_plan
from toprung.records.tenancy.permissions import Verb, require

router = Router(tags=["plans"])
_SIDES = {"member": Side.VENDOR, "stakeholder": Side.CUSTOMER}


class PlanState(enum.StrEnum):
    """Where the plan stands: not shared; shared, and its newest version signed by nobody; that version signed."""

    INTERNAL = "internal"
    SHARED = "shared"
    AGREED = "agreed"


class MilestoneOut(Schema):
    """A step of the plan. `said_by`: which of the customer's people said last how far it is; blank: the vendor did."""

    number: int
    title: str
    state: MilestoneState
    owner: str
    side: Annotated[Side | None, Field(description="Whose person the owner is; none: nobody owns it yet.")]
    due_on: date | None
    overdue: bool
    done_on: date | None
    said_by: str
    customer_sees_it: bool


class PlannedOut(Schema):
    """An outcome of the account with its milestones. Numbers are text, so that they stay exact."""

    outcome: str
    statement: str
    kind: OutcomeKind
    metric: str
    unit: str
    direction: Direction | None
    baseline: str | None
    target: str | None
    state_before: str
    state_after: str
    due_on: date | None
    validator: str
    agreed_on: date | None
    agreed_by: str
    primary: bool
    first_value: bool
    withheld: Annotated[bool, Field(description="The plan leaves it out: the customer does not see it there.")]
    milestones: list[MilestoneOut]


class SignatureOut(Schema):
    """Who agreed to a version, with the role held then. Grade signed is given by that person, reported by another."""

    name: str
    role: str
    signed_on: date
    grade: Grade
    how: str
    recorded_by: str


class VersionOut(Schema):
    """What was shared at one moment. `changes` tells in words in what it differs from the version before."""

    number: int
    shared_at: datetime
    shared_by: str
    hash: str
    redacted: Annotated[bool, Field(description="A name was erased from its texts since; the hash is the first one.")]
    changes: list[str]
    signatures: list[SignatureOut]


class PlanOut(Schema):
    """The plan as it is written now, and every version that was shared, the newest first.

    `answer` says in a sentence where it stands; `unshared` what the customer does not see yet.
    """

    account: str
    state: PlanState
    answer: str
    purpose: str
    started_at: datetime
    shared_at: datetime | None
    outcomes: list[PlannedOut]
    unshared: list[str]
    versions: list[VersionOut]


class Whose(Schema):
    """Whose plan."""

    account: Annotated[ExternalId, Field(description="The account's external id.")]


@router.get(
    "/{path:account}/plan",
    response={200: PlanOut, 401: Failure, 403: Failure, 404: Failure, 422: Failure, 429: Failure},
    summary="The success plan of an account",
    operation_id="read_plan",
)
def read(request: HttpRequest, whose: Path[Whose]) -> PlanOut:
    """The plan as members see it: outcomes, milestones, state, versions, signatures. 404 where none was begun."""
    caller = caller_of(request)
    require(caller.actor, Verb.READ, caller.workspace)
    account = the_account(caller.workspace, whose.account)
    the_plan(account)
    seen = plan_seen(account, caller.workspace.day_of(caller.now))
    assert seen is not None
    return _out(account.external_id, seen)


def _out(account: str, seen: PlanSeen) -> PlanOut:
    return PlanOut(
        account=account,
        state=_state(seen),
        answer=seen.answer,
        purpose=seen.plan.purpose,
        started_at=seen.plan.started_at,
        shared_at=seen.plan.shared_at,
        outcomes=[_outcome(outcome) for outcome in seen.outcomes],
        unshared=list(seen.unshared),
        versions=[_version(version) for version in seen.versions],
    )


def _state(seen: PlanSeen) -> PlanState:
    if not seen.versions:
        return PlanState.INTERNAL
    return PlanState.SHARED if seen.versions[0].agreed is None else PlanState.AGREED


def _outcome(seen: OutcomeSeen) -> PlannedOut:
    terms = seen.terms
    return PlannedOut(
        outcome=seen.outcome.external_id,
        statement=terms.statement,
        kind=OutcomeKind(terms.kind),
        metric=terms.metric,
        unit=terms.unit,
        direction=Direction(terms.direction) if terms.direction else None,
        baseline=_text(terms.baseline),
        target=_text(terms.target),
        state_before=terms.state_before,
        state_after=terms.state_after,
        due_on=seen.due,
        validator=terms.validator,
        agreed_on=terms.agreed_on,
        agreed_by=terms.agreed_by,
        primary=terms.primary,
        first_value=terms.first_value,
        withheld=seen.withheld,
        milestones=[_milestone(milestone) for milestone in seen.milestones],
    )


def _milestone(seen: MilestoneSeen) -> MilestoneOut:
    return MilestoneOut(
        number=seen.number,
        title=seen.title,
        state=seen.state,
        owner=seen.owner,
        side=_SIDES.get(seen.side),
        due_on=seen.due,
        overdue=seen.overdue,
        done_on=seen.milestone.done_on,
        said_by=seen.said_by,
        customer_sees_it=seen.customers,
    )


def _version(seen: VersionSeen) -> VersionOut:
    return VersionOut(
        number=seen.number,
        shared_at=seen.shared_at,
        shared_by=seen.shared_by,
        hash=seen.content_hash,
        redacted=seen.redacted,
        changes=list(seen.changes),
        signatures=[
            SignatureOut(
                name=each.name,
                role=each.role,
                signed_on=each.signed_on,
                grade=each.grade,
                how=each.how,
                recorded_by=each.recorded_by,
            )
            for each in seen.signatures
        ],
    )


def _text(value: Any) -> str | None:
    return None if value is None else decimal_text(value)
