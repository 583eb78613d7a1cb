"""What an import of each kind of file reads and changes: its preview needs all of it, its way back what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from toprung.records.book.models import (
    Account,
    Contract,
    RevenueMovement,
    Segment,
    SegmentMembership,
    Stakeholder,
    Subscription,
    Touch,
)
from toprung.records.outcomes.models import Attestation, Measurement, Outcome, OutcomeVersion, ResultClaim
from toprung.records.tenancy.models import Workspace

Model = type[models.Model]


@dataclass(frozen=True, slots=True)
class Reach:
    """`changed`: records that a row may change in place, each with the field by which a batch's own are told (or "").

    `added`: facts that are only ever added and superseded. `reads`: what else is looked at, or added to a chain.
    """

    changed: Mapping[Model, str] = field(default_factory=dict)
    added: tuple[Model, ...] = ()
    reads: tuple[Model, ...] = ()

    @property
    def all(self) -> tuple[Model, ...]:
        """Every record that an import of the kind needs to find."""
        return tuple(dict.fromkeys((*self.reads, *self.changed, *self.added)))


_PLACED: dict[Model, str] = {Segment: "", Account: "", SegmentMembership: ""}
_PROMISES: dict[Model, str] = {Outcome: "", OutcomeVersion: ""}

REACH: dict[str, Reach] = {
    "sheet": Reach({**_PLACED, Stakeholder: "", Contract: "", **_PROMISES}, reads=(Attestation,)),
    "accounts": Reach(_PLACED),
    "stakeholders": Reach({Stakeholder: ""}, reads=(Account,)),
    "contracts": Reach({Contract: ""}, reads=(Account,)),
    "subscriptions": Reach({Subscription: "started_on"}, (RevenueMovement,), reads=(Account,)),
    "revenue": Reach({}, (RevenueMovement,), reads=(Account, Subscription)),
    "outcomes": Reach(_PROMISES, (ResultClaim,), reads=(Account, Stakeholder)),
    "measurements": Reach({}, (Measurement,), reads=(Account, Outcome, OutcomeVersion)),
    "attestations": Reach(reads=(Account, Stakeholder, Outcome, OutcomeVersion, Attestation)),
    "touches": Reach({Touch: "occurred_on"}, reads=(Account, Stakeholder)),
    "events": Reach(reads=(Account,)),
}


def rows_of(
    model: Model, workspace: Workspace, accounts: Iterable[str] | None = None
) -> models.QuerySet[models.Model, Any]:
    """The model's rows in the workspace; of these accounts alone, where the model's rows belong to one."""
    to_account = _to_account(model)
    scope: dict[str, Any] = {f"{to_account}workspace" if to_account is not None else "workspace": workspace.pk}
    if accounts is not None and to_account is not None:
        scope[f"{to_account}external_id__in"] = accounts
    return model._default_manager.filter(**scope)


def _to_account(model: Model) -> str | None:
    """The way from a row to its account; None where it belongs to the workspace."""
    names = {item.name for item in model._meta.get_fields() if item.concrete}
    if model is Account:
        return ""
    if "account" in names:
        return "account__"
    return "outcome__account__" if "outcome" in names else None
