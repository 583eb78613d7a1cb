"""Many accounts given another owner, tier or segment at once: first shown, then done, each told what came of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from toprung.kernel.batching import batches
from toprung.kernel.errors import BadInput
from toprung.motion.lists.listing import states
from toprung.motion.lists.narrowing import Viewer
from toprung.motion.lists.request import ListRequest
from toprung.records.book import queries
from toprung.records.book.actions import upsert_accounts
from toprung.records.book.drafts import AccountDraft
from toprung.records.book.models import Account, SegmentMembership
from toprung.records.journal.upsert import Problem, Status
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace

#: accounts written in one transaction, so that nobody waits long for the lock
BATCH = 100
_FIELDS = ("owner", "tier", "segment")
#: differences that a preview names one by one
_NAMED = 20


@dataclass(frozen=True, slots=True)
class Change:
    """What all of them are to have; None leaves alone, an empty text takes away. `segment_from` None: from today."""

    owner: str | None = None
    tier: str | None = None
    segment: str | None = None
    segment_from: date | None = None

    @property
    def is_nothing(self) -> bool:
        return self.owner is None and self.tier is None and self.segment is None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The accounts that were chosen, as they are now: those still in the list, and names of those that left it."""

    accounts: tuple[int, ...]
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one account, before and after."""

    account: int
    name: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do: how many accounts it changes and leaves, how many per field, and the first by name."""

    accounts: int
    changing: int
    fields: tuple[tuple[str, int], ...]
    named: tuple[Difference, ...]

    @property
    def staying(self) -> int:
        return self.accounts - self.changing


@dataclass(frozen=True, slots=True)
class Refusal:
    """An account that could not be changed, and why."""

    name: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of it. `changed` are external ids."""

    changed: tuple[str, ...]
    unchanged: int
    refused: tuple[Refusal, ...]


def whole_list(workspace: Workspace, request: ListRequest, viewer: Viewer) -> Chosen:
    """Every account of the list, on all its pages."""
    return Chosen(tuple(_in_list(workspace, request, viewer)))


def chosen(workspace: Workspace, request: ListRequest, viewer: Viewer, accounts: Iterable[int]) -> Chosen:
    """Those of the accounts that still answer to the list's filters; the others are named and left alone."""
    wanted = dict.fromkeys(accounts)
    here = set(_in_list(workspace, request, viewer))
    gone = [pk for pk in wanted if pk not in here]
    left = [account.name for batch in batches(gone, BATCH) for account in _on_file(workspace, batch)]
    return Chosen(tuple(pk for pk in wanted if pk in here), tuple(sorted(left)))


def preview(workspace: Workspace, accounts: Sequence[int], change: Change, today: date) -> Preview:
    """What the change would do to these accounts. Writes nothing; two queries for each BATCH accounts."""
    fields: Counter[str] = Counter()
    named: list[Difference] = []
    seen = changing = 0
    for batch in batches(accounts, BATCH):
        found = _on_file(workspace, batch)
        segments = _segments(workspace, batch, change.segment_from or today) if change.segment else {}
        for account in found:
            differences = _differences(account, segments.get(account.pk, ""), change)
            seen += 1
            changing += bool(differences)
            fields.update(difference.field for difference in differences)
            named += differences[: max(0, _NAMED - len(named))]
    return Preview(seen, changing, tuple((field, fields[field]) for field in _FIELDS if fields[field]), tuple(named))


def apply(workspace: Workspace, accounts: Sequence[int], change: Change, *, by: Actor, now: datetime) -> Applied:
    """Change these accounts, BATCH by BATCH. Raises NotAllowed, and BadInput where there is nothing to change.

    Where two people do it at once the last one counts, field by field; the journal has both.
    """
    if change.is_nothing:
        raise BadInput("Nothing was changed: say which owner, tier or segment they are to have.")
    changed: list[str] = []
    refused: list[Refusal] = []
    unchanged = 0
    for batch in batches(accounts, BATCH):
        found = _on_file(workspace, batch)
        results = upsert_accounts(workspace, [_draft(account, change) for account in found], by=by, now=now)
        for account, result in zip(found, results, strict=True):
            if result.problem is not None:
                refused.append(Refusal(account.name, result.problem))
            elif result.status is Status.UNCHANGED:
                unchanged += 1
            else:
                changed.append(account.external_id)
    return Applied(tuple(changed), unchanged, tuple(refused))


def _in_list(workspace: Workspace, request: ListRequest, viewer: Viewer) -> Iterable[int]:
    return states(workspace, request, viewer).values_list("account_id", flat=True)


def _on_file(workspace: Workspace, batch: Sequence[int]) -> list[Account]:
    return list(queries.accounts(workspace).filter(pk__in=batch))


def _segments(workspace: Workspace, batch: Sequence[int], day: date) -> dict[int, str]:
    """The segment each account belongs to on that day."""
    held: dict[int, list[SegmentMembership]] = defaultdict(list)
    for membership in queries.memberships(workspace).filter(account__in=batch):
        held[membership.account_id].append(membership)
    in_force = {pk: queries.in_force(memberships, day) for pk, memberships in held.items()}
    return {pk: membership.segment.name for pk, membership in in_force.items() if membership is not None}


def _differences(account: Account, segment: str, change: Change) -> list[Difference]:
    wanted = (
        ("owner", account.owner, change.owner),
        ("tier", account.tier, change.tier),
        ("segment", segment, change.segment),
    )
    return [
        Difference(account.pk, account.name, field, before, after)
        for field, before, after in wanted
        if after is not None and after != before
    ]


def _draft(account: Account, change: Change) -> AccountDraft:
    return AccountDraft(
        account.external_id,
        owner=change.owner,
        tier=change.tier,
        segment=change.segment,
        segment_from=change.segment_from,
    )
