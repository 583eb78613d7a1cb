"""A book of made-up standings: what lists read, without the evaluation that usually writes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from tests.cast import LONG_AGO, TODAY, Cast

from toprung.motion.evaluation.models import AccountState, AccountVerdict
from toprung.motion.lists import listing
from toprung.motion.lists.narrowing import Viewer
from toprung.motion.lists.request import ListRequest, parse
from toprung.records.book.models import Account
from toprung.records.tenancy.models import Workspace
from toprung.records.views.models import ListKind

VIEWER = Viewer("Chidi Mensah", "chidi@brightworks.example", TODAY)


@dataclass(slots=True)
class Shelf:
    """A workspace's accounts with standings of one's choice."""

    workspace: Workspace
    made: list[str] = field(default_factory=list)

    def put(self, external_id: str, *, name: str = "", tier: str = "", **standing: Any) -> Account:
        """One account; what is not said is as of a live customer on rung 2 with nothing special."""
        account = Account.objects.create(
            workspace=self.workspace, external_id=external_id, name=name or external_id, tier=tier, created_on=LONG_AGO
        )
        usual: dict[str, Any] = {"as_of": TODAY, "lifecycle": "live", "rung": 2, "segment": "SMB", "currency": "EUR"}
        AccountState.objects.create(
            account=account, workspace=self.workspace, inputs_fingerprint="", **usual | standing
        )
        told = {"triage": {"text": f"why {external_id}"}, "next_step": {"text": f"next {external_id}"}}
        AccountVerdict.objects.create(account=account, verdict=told)
        self.made.append(external_id)
        return account

    def list(self, query: str = "", kind: ListKind = ListKind.ACCOUNTS, viewer: Viewer = VIEWER) -> listing.Listed:
        """The list of an address."""
        return listing.page_of(self.workspace, self.read(query, kind), viewer)

    def ids(self, query: str = "", kind: ListKind = ListKind.ACCOUNTS, viewer: Viewer = VIEWER) -> list[str]:
        """External ids of its rows, in their order."""
        return [row["account__external_id"] for row in self.list(query, kind, viewer).rows]

    def read(self, query: str, kind: ListKind = ListKind.ACCOUNTS) -> ListRequest:
        """The request, all of which must be understood."""
        found = parse(kind, query)
        assert found.ignored == ()
        return found.request


@pytest.fixture
def shelf(cast: Cast) -> Shelf:
    """Brightworks' shelf; Northlight has an account that answers to everything."""
    theirs = Shelf(cast.elsewhere)
    theirs.put("THEIRS", rung=4, hollow=True, triage="unnamed_vague", owner="Chidi Mensah", arr=Decimal(9), health=99)
    Account.objects.filter(pk=cast.harbor.pk).delete()
    return Shelf(cast.workspace)
