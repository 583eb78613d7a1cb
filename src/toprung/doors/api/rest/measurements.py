"""Measurements: recorded one by one or many at once, and read back with what each corrected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from toprung.doors.api.rest.caller import Caller, caller_of
from toprung.doors.api.rest.errors import Failure
from toprung.doors.api.rest.texts import ExternalId, Text
from toprung.kernel.canon import decimal_text
from toprung.kernel.vocabulary import MeasurementSource
from toprung.motion.upkeep import refresh
from toprung.records.journal.upsert import Upserted
from toprung.records.outcomes import queries
from toprung.records.outcomes.actions import record_measurements
from toprung.records.outcomes.drafts import MeasurementDraft
from toprung.records.outcomes.models import Measurement
from toprung.records.tenancy.permissions import Verb, require

#: values in one call
MOST = 500
_NUMBER = re.compile(r"[+-]?\d{1,20}(?:\.\d{1,8})?")

router = Router(tags=["measurements"])


class MeasurementIn(Schema):
    """A dated value of an outcome: a number, or the state that a status outcome has come to."""

    model_config = ConfigDict(extra="forbid")

    account: Annotated[ExternalId, Field(description="The account's external id.")]
    outcome: Annotated[ExternalId, Field(description="The outcome's external id.")]
    day: Annotated[date, Field(description="The day on which it was so; not a day still to come.")]
    value: Annotated[
        Decimal | Text,
        Field(description="A number (as text where it must be exact), or a state of up to 300 characters."),
    ]


Many = Annotated[list[MeasurementIn], Field(min_length=1, max_length=MOST)]


class Problem(Schema):
    """Why a value was not recorded, and what to do."""

    field: str
    message: str


class Recorded(Schema):
    """What came of one value: created, updated (it corrected the one of its day), unchanged or refused."""

    account: str
    outcome: str
    day: date
    status: str
    problem: Problem | None = None
    remark: str = ""


class RecordedAll(Schema):
    """What came of each value, in the order they were sent, and how many of each."""

    results: list[Recorded]
    created: int
    updated: int
    unchanged: int
    refused: int


class MeasurementOut(Schema):
    """A value on file. `superseded_at`: a later one of the same day corrected it."""

    day: date
    value: str | None
    state: str
    source: str
    recorded_at: datetime
    superseded_at: datetime | None


class Measured(Schema):
    """The values of one outcome, oldest first, with what was promised. Numbers are text, so that they stay exact."""

    account: str
    outcome: str
    statement: str
    kind: str
    unit: str
    baseline: str | None
    target: str | None
    measurements: list[MeasurementOut]


class Asked(Schema):
    """Which outcome, and from when to when; both days included."""

    account: ExternalId
    outcome: ExternalId
    since: date | None = None
    until: date | None = None
    superseded: Annotated[bool, Field(description="Also values that were corrected.")] = False


@router.post(
    "",
    response={200: RecordedAll, 400: Failure, 401: Failure, 403: Failure, 413: Failure, 422: Failure, 429: Failure},
    summary="Record measurements",
    operation_id="record_measurements",
)
def record(request: HttpRequest, measurements: MeasurementIn | Many) -> RecordedAll:
    """Record one value or up to 500. Each is taken or refused by itself, with the reason; the others are kept.

    Another value for a day on file is a correction: it supersedes, and both are kept. The same value again changes
    nothing, so a call can be sent twice.
    """
    caller = caller_of(request)
    require(caller.actor, Verb.RECORD_MEASUREMENT, caller.workspace)
    given = measurements if isinstance(measurements, list) else [measurements]
    drafts = [_draft(one) for one in given]
    results = record_measurements(caller.workspace, drafts, by=caller.actor, now=caller.now)
    refresh(caller.workspace, {draft.account for draft in drafts}, caller.now)
    return _told(given, results)


@router.get(
    "",
    response={200: Measured, 401: Failure, 403: Failure, 404: Failure, 422: Failure, 429: Failure},
    summary="Measurements of an outcome",
    operation_id="read_measurements",
)
def read(request: HttpRequest, asked: Query[Asked]) -> Measured:
    """The values of one outcome, oldest first; those that were corrected only where they are asked for."""
    caller = caller_of(request)
    require(caller.actor, Verb.READ, caller.workspace)
    terms = queries.terms(caller.workspace, asked.account, asked.outcome)
    return Measured(
        account=asked.account,
        outcome=asked.outcome,
        statement=terms.statement,
        kind=terms.kind,
        unit=terms.unit,
        baseline=_text(terms.baseline),
        target=_text(terms.target),
        measurements=[_out(found) for found in _values(caller, asked)],
    )


def _values(caller: Caller, asked: Asked) -> Any:
    found = Measurement.objects.filter(
        outcome__account__workspace=caller.workspace,
        outcome__account__external_id=asked.account,
        outcome__external_id=asked.outcome,
    )
    if not asked.superseded:
        found = found.filter(superseded_at=None)
    if asked.since is not None:
        found = found.filter(occurred_on__gte=asked.since)
    if asked.until is not None:
        found = found.filter(occurred_on__lte=asked.until)
    return found.order_by("occurred_on", "recorded_at", "pk")


def _draft(given: MeasurementIn) -> MeasurementDraft:
    value = given.value
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = Decimal(value.strip())
    if isinstance(value, Decimal) and not value.is_finite():
        value = str(value)
    return MeasurementDraft(given.account, given.outcome, given.day, value, MeasurementSource.API)


def _told(given: Sequence[MeasurementIn], results: Sequence[Upserted]) -> RecordedAll:
    found = [_recorded(one, result) for one, result in zip(given, results, strict=True)]
    statuses = [one.status for one in found]
    return RecordedAll(
        results=found,
        created=statuses.count("created"),
        updated=statuses.count("updated"),
        unchanged=statuses.count("unchanged"),
        refused=statuses.count("refused"),
    )


def _recorded(given: MeasurementIn, result: Upserted) -> Recorded:
    problem = result.problem
    return Recorded(
        account=given.account,
        outcome=given.outcome,
        day=given.day,
        status=result.status.value,
        problem=Problem(field=problem.field, message=f"{problem.reason} {problem.remedy}") if problem else None,
        remark=result.remark,
    )


def _out(found: Measurement) -> MeasurementOut:
    return MeasurementOut(
        day=found.occurred_on,
        value=_text(found.value),
        state=found.state,
        source=found.source,
        recorded_at=found.recorded_at,
        superseded_at=found.superseded_at,
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value)
