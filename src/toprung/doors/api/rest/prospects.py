"""Prospects: accounts before their signature, as the vendor's CRM knows them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from toprung.doors.api.rest.caller import caller_of
from toprung.doors.api.rest.errors import Failure
from toprung.doors.api.rest.texts import ExternalId, Text
from toprung.kernel.errors import Refused
from toprung.motion.upkeep import refresh
from toprung.records.book import queries
from toprung.records.book.actions import write_prospect
from toprung.records.book.drafts import ProspectDraft

router = Router(tags=["prospects"])


class ProspectIn(Schema):
    """A prospect, or a change of one. What is left out stays as it is; a new one needs its name."""

    model_config = ConfigDict(extra="forbid")

    account: Annotated[ExternalId, Field(description="The account's external id.")]
    name: Annotated[Text, Field(max_length=300, description="What the company is called.")] = ""
    segment: Annotated[Text, Field(max_length=100, description="One of the workspace's segments.")] = ""
    seller: Annotated[Text | None, Field(max_length=200, description="Who of the vendor's sells to it.")] = None
    signature_expected_on: Annotated[
        date | None, Field(description="The day on which it is to sign; null takes out what is on file.")
    ] = None


class ProspectOut(Schema):
    """The prospect as it is on file now, and what came of the call: created, updated or unchanged."""

    account: str
    name: str
    seller: str
    signature_expected_on: date | None
    status: str


@router.post(
    "",
    response={
        200: ProspectOut,
        400: Failure,
        401: Failure,
        403: Failure,
        409: Failure,
        413: Failure,
        422: Failure,
        429: Failure,
    },
    summary="Add or change a prospect",
    operation_id="write_prospect",
)
def write(request: HttpRequest, prospect: ProspectIn) -> ProspectOut:
    """Add the prospect of that id, or change it. The same call sent twice changes nothing the second time.

    Refused: a new one without a name, a segment that is not one of the workspace's, and an account that has signed,
    which is a customer from then on.
    """
    caller = caller_of(request)
    day = prospect.signature_expected_on
    taken_out = day is None and "signature_expected_on" in prospect.model_fields_set
    draft = ProspectDraft(
        prospect.account,
        name=prospect.name or None,
        segment=prospect.segment or None,
        seller=prospect.seller,
        signature_expected_on=day,
        clear=frozenset({"signature_expected_on"}) if taken_out else frozenset(),
    )
    result = write_prospect(caller.workspace, draft, by=caller.actor, now=caller.now)
    if result.problem is not None:
        raise Refused(f"{result.problem.reason} {result.problem.remedy}")
    refresh(caller.workspace, [prospect.account], caller.now)
    held = queries.account(caller.workspace, prospect.account)
    return ProspectOut(
        account=held.external_id,
        name=held.name,
        seller=held.seller,
        signature_expected_on=held.signature_expected_on,
        status=result.status.value,
    )
