"""The promise as it stood at the signature: which versions count, their canonical bytes and hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from toprung.kernel.canon import canonical_bytes
from toprung.records.book.models import Account
from toprung.records.handoffs.models import FrozenPromise
from toprung.records.outcomes.models import OutcomeVersion
from toprung.records.outcomes.promises import promise_of
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class FreezeReport:
    """How many frozen promises are what their hash says, and the accounts of those that are not."""

    whole: int
    broken: tuple[str, ...]


def as_it_stood(account: Account, signed_on: date) -> bytes:
    """Canonical JSON of the outcomes on file that were promised by the signature, in order of their external ids.

    The version in force that day counts; one that is said to be promised later does not.
    """
    promised = [_told(version, account.workspace) for version in _in_force(account, signed_on)]
    return canonical_bytes({"account": account.external_id, "signed_on": signed_on, "outcomes": promised})


def hash_of(content: bytes) -> str:
    """SHA-256 of the content, as 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def outcomes_in(frozen: FrozenPromise) -> list[dict[str, Any]]:
    """The frozen outcomes, in JSON's types: numbers and days are texts."""
    found: list[dict[str, Any]] = json.loads(frozen.content)["outcomes"]
    return found


def verify(workspace: Workspace, accounts: Collection[str] | None = None) -> FreezeReport:
    """Is every frozen promise what its hash says?"""
    held = FrozenPromise.objects.filter(account__workspace=workspace).order_by("account__external_id")
    if accounts is not None:
        held = held.filter(account__external_id__in=accounts)
    rows = held.values_list("account__external_id", "content", "hash")
    broken = tuple(name for name, content, mark in rows.iterator() if hash_of(content.encode()) != mark)
    return FreezeReport(held.count() - len(broken), broken)


def _in_force(account: Account, signed_on: date) -> Iterator[OutcomeVersion]:
    begun = Q(in_force_on=None) | Q(in_force_on__lte=signed_on)
    late = Q(promised_on__gt=signed_on)
    found = OutcomeVersion.objects.filter(begun, outcome__account=account).exclude(late)
    latest: dict[str, OutcomeVersion] = {}
    for version in found.select_related("outcome").order_by("outcome__external_id", "number"):
        latest[version.outcome.external_id] = version
    yield from latest.values()


def _told(version: OutcomeVersion, workspace: Workspace) -> dict[str, Any]:
    return {
        "outcome": version.outcome.external_id,
        "version": version.number,
        "recorded_on": workspace.day_of(version.recorded_at),
        **promise_of(version).as_fields(),
    }
