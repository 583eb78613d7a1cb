"""Which account belongs to which segment, since when. Membership is dated and never forgotten (DOMAIN section 1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from toprung.records.book.models import Account, Segment, SegmentMembership
from toprung.records.book.queries import in_force, memberships
from toprung.records.journal.batch import Batch
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Placing:
    """An account and the segment it belongs to. `since` None: today, or from the beginning if it had none.

    The earliest day there is (`BEGINNING`): from the beginning, whatever it had.
    """

    account: Account
    segment: Segment
    since: date | None


BEGINNING = date.min


@dataclass(frozen=True, slots=True)
class Recording:
    """When memberships are recorded, and whether they are history from a file."""

    now: datetime
    today: date
    imported: bool

    def stamp(self, membership: SegmentMembership) -> SegmentMembership:
        """The membership with its second time; from the beginning is before any day."""
        membership.recorded_at = self.now
        membership.backfilled = self.imported and (membership.since is None or membership.since < self.today)
        return membership


def place(workspace: Workspace, batch: Batch[str, Account], placings: Sequence[Placing], recording: Recording) -> None:
    """Put each account into its segment, where it is not there already."""
    held: dict[int, list[SegmentMembership]] = defaultdict(list)
    for membership in memberships(workspace).filter(account__in={placing.account.pk for placing in placings}):
        held[membership.account_id].append(membership)
    changed: list[SegmentMembership] = []
    today = recording.today
    for placing in placings:
        mine = held[placing.account.pk]
        before = in_force(mine, today)
        name = before.segment.name if before else None
        placed = _placed(mine, placing, today)
        if placed is not None:
            changed.append(recording.stamp(placed))
            after = in_force(mine, today)
            batch.further(placing.account.external_id, "segment", name, after.segment.name if after else None)
            batch.further(
                placing.account.external_id,
                f"segment since {placed.since or 'the beginning'}",
                None,
                placing.segment.name,
            )
    _write(changed)


def _placed(held: list[SegmentMembership], placing: Placing, today: date) -> SegmentMembership | None:
    """The membership that is new or different, None where the account is in that segment already."""
    current = in_force(held, placing.since or today)
    if current is not None and current.segment_id == placing.segment.pk:
        return None
    since = None if placing.since == BEGINNING else placing.since or (today if held else None)
    same_day = next((item for item in held if item.since == since), None)
    if same_day is not None:
        same_day.segment = placing.segment
        return same_day
    made = SegmentMembership(account=placing.account, segment=placing.segment, since=since)
    held.append(made)
    return made


def _write(changed: Sequence[SegmentMembership]) -> None:
    unique = {id(item): item for item in changed}.values()
    new, moved = [i for i in unique if i.pk is None], [i for i in unique if i.pk is not None]
    SegmentMembership.objects.bulk_create(new)
    SegmentMembership.objects.bulk_update(moved, ["segment", "recorded_at", "backfilled"])
