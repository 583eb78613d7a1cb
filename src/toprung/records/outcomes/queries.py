"""Reads of outcomes. Each begins at a workspace and sees nothing beyond it."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from django.db.models import QuerySet

from toprung.kernel.errors import NotFound
from toprung.records.outcomes.models import Attestation, Outcome, OutcomeVersion, UsageMeasurement
from toprung.records.tenancy.models import Workspace


def outcomes(workspace: Workspace) -> QuerySet[Outcome]:
    """The workspace's outcomes with their accounts, by account and then in the order they came on file."""
    found = Outcome.objects.filter(account__workspace=workspace).select_related("account")
    return found.order_by("account__external_id", "pk")


def outcome(workspace: Workspace, account: str, external_id: str) -> Outcome:
    """One outcome by the external ids of account and outcome. Raises NotFound that names what there is."""
    of_account = outcomes(workspace).filter(account__external_id=account)
    found = of_account.filter(external_id=external_id).first()
    if found is None:
        names = list(of_account.values_list("external_id", flat=True))
        raise NotFound(f"Account “{account}” has no outcome “{external_id}” on file.{_hint(external_id, names)}")
    return found


def terms(workspace: Workspace, account: str, external_id: str) -> OutcomeVersion:
    """The latest version of what was promised. Raises NotFound."""
    return outcome(workspace, account, external_id).versions.order_by("-number")[0]


def terms_of_key(workspace: Workspace, account: str, key: int) -> OutcomeVersion:
    """The latest version of the account's outcome of that primary key. Raises NotFound."""
    found = OutcomeVersion.objects.filter(
        outcome__account__workspace=workspace, outcome__account__external_id=account, outcome=key
    )
    latest = found.select_related("outcome__account").order_by("-number").first()
    if latest is None:
        raise NotFound("There is no such outcome at this account.")
    return latest


def usage_measurements(workspace: Workspace, accounts: Collection[str] | None = None) -> QuerySet[UsageMeasurement]:
    """The definitions by which outcomes are read from usage, with outcome and account; of those accounts, or all."""
    found = UsageMeasurement.objects.filter(outcome__account__workspace=workspace)
    if accounts is not None:
        found = found.filter(outcome__account__external_id__in=accounts)
    return found.select_related("outcome__account").order_by("outcome__account__external_id", "outcome_id")


def attestations(workspace: Workspace) -> QuerySet[Attestation]:
    """The workspace's chain, first link first."""
    return Attestation.objects.filter(workspace=workspace).order_by("sequence")


def attestation(workspace: Workspace, sequence: int) -> Attestation:
    """One link of the workspace's chain. Raises NotFound."""
    link = attestations(workspace).filter(sequence=sequence).first()
    if link is None:
        raise NotFound(f"The chain of “{workspace.name}” has no link {sequence}.")
    return link


def _hint(wanted: str, names: list[str]) -> str:
    near = get_close_matches(wanted, names, n=3) or names[:5]
    return f" Did you mean {' or '.join(f'“{name}”' for name in near)}?" if near else " It has none yet."
