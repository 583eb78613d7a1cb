"""After a policy was changed: how far the states have come, and whether what was foreseen came so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toprung.motion.evaluation.models import AccountState, AccountVerdict
from toprung.motion.evaluation.position import reached
from toprung.motion.preview.changes import Change, Move, Preview
from toprung.motion.preview.stands import Stand, stand_told
from toprung.records.book.models import Segment
from toprung.records.journal.models import Entry
from toprung.records.journal.queries import entries
from toprung.records.tenancy.models import Workspace

CHANGED = "change_policy"


@dataclass(frozen=True, slots=True)
class Settling:
    """The states of a segment on their way to the policy of an entry in the journal."""

    entry: Entry
    accounts: int
    judged: int
    done: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """What was foreseen of an account, and where it stands otherwise: moves from what was foreseen to what is."""

    change: Change
    otherwise: tuple[Move, ...]


def last_change(segment: Segment) -> Entry | None:
    """The newest change of the segment's policy that the states have not come to; None where they have."""
    state = reached(segment.workspace)
    newer = entries(segment.workspace).filter(pk__gt=state.journal_position if state else 0)
    return newer.filter(verb=CHANGED, subject=segment.name).last()


def change_of(segment: Segment, entry: int) -> Entry | None:
    """That entry of the journal, if it is a change of this segment's policy."""
    return entries(segment.workspace).filter(pk=entry, verb=CHANGED, subject=segment.name).first()


def settling(segment: Segment, entry: Entry) -> Settling:
    """How far the segment's states have come to the policy that the entry made. Three queries."""
    states = AccountState.objects.filter(workspace=segment.workspace, segment=segment.name)
    accounts, judged = states.count(), states.filter(position__gte=entry.pk).count()
    state = reached(segment.workspace)
    done = judged == accounts or (state is not None and state.journal_position >= entry.pk)
    return Settling(entry, accounts, accounts if done else judged, done)


def compared(workspace: Workspace, preview: Preview) -> tuple[Compared, ...]:
    """Each change that the preview tells, held against where its account stands by now."""
    names = [change.account for change in preview.changes]
    kept = AccountVerdict.objects.filter(account__workspace=workspace, account__external_id__in=names)
    stands = {v["account"]: stand_told(v) for v in kept.values_list("verdict", flat=True)}
    return tuple(
        Compared(change, tuple(_otherwise(change, stands[change.account])))
        for change in preview.changes
        if change.account in stands
    )


def _otherwise(change: Change, stand: Stand) -> Iterator[Move]:
    return (Move(m.what, m.after, stand[m.what]) for m in change.moves if stand[m.what] != m.after)
