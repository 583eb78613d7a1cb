"""What a page says of how new its figures are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from toprung.motion.evaluation.models import AccountState, BookState
from toprung.motion.upkeep.catching_up import BESIDE
from toprung.records.journal.models import Entry
from toprung.records.journal.queries import entries
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class AsOf:
    """As of which day a book's states are, when they were last looked at, and whether something newer waits.

    Without `day` the book has not been evaluated yet.
    """

    day: date | None
    at: datetime | None
    waiting: bool


def state_of(workspace: Workspace, today: date) -> AsOf:
    """How new the states of the book are on that day. One query (two before the first evaluation), none to the lake."""
    state = BookState.objects.filter(workspace=workspace).annotate(waiting=Exists(_unseen(workspace))).first()
    if state is None:
        return AsOf(None, None, waiting=entries(workspace).exclude(account="").exists())
    return AsOf(state.as_of, state.at, waiting=state.as_of < today or state.waiting)


def _unseen(workspace: Workspace) -> QuerySet[Entry]:
    """Entries of the journal that no evaluation has seen. Those of an account that was refreshed since have been."""
    # The account's workspace is said too: by both an account is found in an index, and not among all of them.
    seen = AccountState.objects.filter(
        workspace=workspace,
        account__workspace=workspace,
        account__external_id=OuterRef("account"),
        position__gte=OuterRef("pk"),
    )
    newer = entries(workspace).filter(pk__gt=OuterRef("journal_position")).exclude(verb__in=BESIDE)
    return newer.order_by().exclude(Exists(seen))
