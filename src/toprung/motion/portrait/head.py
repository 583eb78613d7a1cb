"""An account with where it stands: what the top of its page says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from toprung.doctrine.policy import UNASSIGNED, Policy, policy_for, with_settings
from toprung.kernel.canon import fingerprint
from toprung.kernel.errors import NotFound
from toprung.motion.evaluation.models import AccountState
from toprung.records.book.models import Account, RevenueMovement, SegmentMembership
from toprung.records.journal.models import Entry
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Head:
    """One account as of today: who it is, the policy by which it is judged, and its latest verdict.

    `verdict` is as `Verdict.as_json` tells it; None (as is `state`) where the account was never evaluated.
    """

    account: Account
    segment: str
    segment_since: date | None
    policy: Policy
    state: AccountState | None
    verdict: dict[str, Any] | None
    version: str
    #: ARR is what a sheet states, and not what movements give
    arr_is_stated: bool

    @property
    def currency(self) -> str:
        """In which currency its revenue is counted, where one is known."""
        told = str(self.verdict["currency"] or "") if self.verdict else ""
        return told or self.account.currency or self.account.workspace.currency


def head(workspace: Workspace, pk: int, today: date) -> Head:
    """The account of that key within the workspace, in one query. Raises NotFound."""
    held = _in_force(today)
    found = (
        Account.objects.filter(workspace=workspace, pk=pk)
        .select_related("workspace", "parent", "state", "verdict", "roi")
        .annotate(
            segment_name=Subquery(held.values("segment__name")[:1]),
            segment_since=Subquery(held.values("since")[:1]),
            segment_settings=Subquery(held.values("segment__settings")[:1]),
            journalled=_journalled(),
            currencies=_currencies(today),
        )
        .first()
    )
    if found is None:
        raise NotFound("There is no such account here: look for it in the list of accounts.")
    return _head(found)


def the_account(workspace: Workspace, pk: int) -> Account:
    """The account of that key within the workspace, without its standing. Raises NotFound."""
    found = Account.objects.filter(workspace=workspace, pk=pk).select_related("workspace").first()
    if found is None:
        raise NotFound("There is no such account here: look for it in the list of accounts.")
    return found


def version(workspace: Workspace, pk: int) -> str:
    """What changes whenever the account's page would: compared, not read. Raises NotFound."""
    found = (
        Account.objects.filter(workspace=workspace, pk=pk)
        .annotate(journalled=_journalled())
        .values_list("journalled", "state__inputs_fingerprint", "state__as_of")
        .first()
    )
    if found is None:
        raise NotFound("There is no such account here: look for it in the list of accounts.")
    return _version(*found)


def _head(found: Any) -> Head:
    """`found` is an account with the annotations of `head`."""
    state, verdict = getattr(found, "state", None), getattr(found, "verdict", None)
    segment = found.segment_name or UNASSIGNED
    policy = policy_for(segment, found.segment_settings)
    return Head(
        account=found,
        segment=segment,
        segment_since=found.segment_since,
        policy=with_settings(policy, found.settings) if found.settings else policy,
        state=state,
        verdict=verdict.verdict if verdict else None,
        arr_is_stated=_is_stated(found, state),
        version=_version(found.journalled, state.inputs_fingerprint if state else None, state.as_of if state else None),
    )


def _in_force(day: date) -> QuerySet[SegmentMembership]:
    """The account's memberships that had begun by the day, the one in force first."""
    held = SegmentMembership.objects.filter(account__workspace=OuterRef("workspace"), account=OuterRef("pk"))
    begun = held.filter(Q(since=None) | Q(since__lte=day))
    return begun.order_by(F("since").desc(nulls_last=True))


def _currencies(day: date) -> Coalesce:
    """In how many currencies movements of the account are on file."""
    moves = RevenueMovement.objects.filter(
        account__workspace=OuterRef("workspace"), account=OuterRef("pk"), superseded_at=None, occurred_on__lte=day
    )
    counted = moves.order_by().values("account").annotate(number=Count("currency", distinct=True)).values("number")
    return Coalesce(Subquery(counted), 0)


def _is_stated(found: Any, state: AccountState | None) -> bool:
    """Without movements what is stated counts; and where they are in several currencies, so that no sum is right."""
    if found.stated_arr is None or state is None or state.arr is None:
        return False
    return not found.currencies or (found.currencies > 1 and state.arr == found.stated_arr)


def _journalled() -> Subquery:
    """The number of the account's newest entry in the journal."""
    entries = Entry.objects.filter(workspace=OuterRef("workspace"), account=OuterRef("external_id"))
    return Subquery(entries.order_by("-id").values("id")[:1])


def _version(journalled: int | None, inputs: str | None, as_of: date | None) -> str:
    return fingerprint([journalled, inputs, as_of])[:16]
