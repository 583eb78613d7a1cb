"""Each KIND as rows of the columns that its importer needs no mapping for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from toprung.motion.imports.accounts import FROM_THE_BEGINNING
from toprung.motion.measures.members import Roll
from toprung.records.book import queries
from toprung.records.outcomes.models import Attestation, Measurement, OutcomeVersion, ResultClaim, WrittenElsewhere
from toprung.records.tenancy.models import Workspace

Rows = Iterable[dict[str, Any]]


def accounts(workspace: Workspace) -> Rows:
    """Accounts, a row for each dated membership; the rest of the row is the same in each."""
    memberships = Roll.of(workspace).memberships
    for row in queries.accounts(workspace).select_related("parent"):
        same = {
            "account": row.external_id,
            "name": row.name,
            "tier": row.tier,
            "owner": row.owner,
            "seats": row.seats,
            "industry": row.industry,
            "currency": row.currency,
            "parent": row.parent.external_id if row.parent else "",
            "seller": row.seller,
            "signature_expected_on": row.signature_expected_on,
            "go_live_on": row.go_live_on,
            "rhythm": row.settings.get("rhythm"),
            "off_season": row.settings.get("off_season"),
        }
        held = sorted(memberships.get(row.external_id, ()), key=lambda item: item[0] or date.min)
        for since, segment in held or [(None, "")]:
            beginning = FROM_THE_BEGINNING if len(held) > 1 else None
            yield same | {"segment": segment, "segment_from": since or beginning}


def sheet(workspace: Workspace) -> Rows:
    """What only a sheet has told: stated ARR, and the renewal of a contract whose start is not known."""
    ends = dict(queries.contracts(workspace).filter(starts_on=None).values_list("account_id", "ends_on"))
    for row in queries.accounts(workspace):
        if row.stated_arr is not None or row.pk in ends:
            yield {"account": row.external_id, "renewal_on": ends.get(row.pk), "arr": row.stated_arr}


def stakeholders(workspace: Workspace) -> Rows:
    """The customers' people."""
    columns = ("name", "email", "role", "joined_on", "left_on")
    return _values(queries.stakeholders(workspace), *columns, reports_to="reports_to__name")


def contracts(workspace: Workspace) -> Rows:
    """Contracts with a start; the one a sheet states, which has none, is in `sheet`."""
    columns = ("signed_on", "starts_on", "ends_on", "notice_days", "auto_renew", "cancelled_on", "price")
    found = queries.contracts(workspace).exclude(starts_on=None)
    return _values(found, *columns, contract="external_id")


def subscriptions(workspace: Workspace) -> Rows:
    """Intervals of recurring revenue."""
    return _values(queries.subscriptions(workspace), "product", "started_on", "ended_on", "mrr", "currency")


def revenue(workspace: Workspace) -> Rows:
    """Movements as they were entered; those derived from subscriptions come again with them."""
    entered = queries.movements(workspace).filter(derived=False)
    return _values(entered, "occurred_on", "kind", "currency", mrr_change="amount", product="subscription")


def outcomes(workspace: Workspace) -> Iterator[dict[str, Any]]:
    """Each outcome's latest version, with where the customer sees its result."""
    claims = {
        outcome: (opened, document)
        for outcome, opened, document in ResultClaim.objects.filter(outcome__account__workspace=workspace)
        .order_by("outcome_id", "occurred_on", "id")
        .values_list("outcome_id", "opened_on", "document")
    }
    latest: dict[int, OutcomeVersion] = {}
    found = OutcomeVersion.objects.filter(outcome__account__workspace=workspace).select_related("outcome__account")
    for version in found.order_by("outcome__account__external_id", "outcome_id", "number"):
        latest[version.outcome_id] = version
    for pk, version in latest.items():
        opened, document = claims.get(pk, (None, ""))
        yield {
            "account": version.outcome.account.external_id,
            "outcome": version.outcome.external_id,
            **{name: getattr(version, name) for name in _PROMISE},
            "baseline": version.baseline if version.baseline is not None else version.state_before,
            "target": version.target if version.target is not None else version.state_after,
            "features": tuple(version.features),
            "covers": tuple(version.covers),
            "opened_on": opened,
            "document": document,
        }


_PROMISE = (
    *("statement", "kind", "metric", "unit", "direction", "due_on", "due_days", "category", "value_per_unit"),
    *("value_period", "mechanism", "owner", "validator", "agreed_on", "agreed_by", "promised_by", "primary"),
    *("first_value", "template"),
)


def measurements(workspace: Workspace) -> Rows:
    """The values that stand."""
    found = Measurement.objects.filter(outcome__account__workspace=workspace, superseded_at=None)
    for row in found.select_related("outcome__account").order_by("outcome_id", "occurred_on"):
        yield {
            "account": row.outcome.account.external_id,
            "outcome": row.outcome.external_id,
            "occurred_on": row.occurred_on,
            "value": row.value if row.value is not None else row.state,
            "source": row.source,
            "recorded_on": _later(row, workspace),
        }


def attestations(workspace: Workspace) -> Rows:
    """The chain's words in its order; the chain itself is in the whole export."""
    found = Attestation.objects.filter(workspace=workspace).select_related("outcome__account", "stakeholder")
    for row in found.order_by("sequence"):
        yield {
            "account": row.outcome.account.external_id,
            "outcome": row.outcome.external_id,
            "stakeholder": row.said_by,
            "verdict": row.said,
            "occurred_on": row.occurred_on,
            "value": row.value,
            "words": row.words,
            "how": row.how,
            "recorded_on": _later(row, workspace),
        }


def touches(workspace: Workspace) -> Rows:
    """What the vendor did."""
    for row in queries.touches(workspace).select_related("account"):
        yield {
            "account": row.account.external_id,
            "occurred_on": row.occurred_on,
            "kind": row.kind,
            "minutes": row.minutes,
            "attendees": tuple(row.attendees),
            "outcome": row.outcome,
            "purpose": row.purpose,
        }


def _later(fact: WrittenElsewhere, workspace: Workspace) -> date | None:
    """The day it counts as recorded, where that is not the day it was true."""
    recorded_on = fact.recorded_on(workspace)
    return None if recorded_on == fact.occurred_on else recorded_on


def _values(found: Any, *columns: str, **renamed: str) -> Rows:
    """Rows of a queryset of things an account has: the account's external id, then the columns."""
    names = ("account", *columns, *renamed)
    paths = ("account__external_id", *columns, *renamed.values())
    return (dict(zip(names, values, strict=True)) for values in found.values_list(*paths))


KIND_ROWS = {
    "accounts": accounts,
    "sheet": sheet,
    "stakeholders": stakeholders,
    "contracts": contracts,
    "subscriptions": subscriptions,
    "revenue": revenue,
    "outcomes": outcomes,
    "measurements": measurements,
    "attestations": attestations,
    "touches": touches,
}
