"""An account's timeline: everything that happened to it, newest first, a page at a time."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest

from toprung.motion.portrait.happenings import Happening, Kind, Place
from toprung.motion.portrait.sources import Reader, promises_of
from toprung.records.book.models import Account
from toprung.records.journal.models import Entry
from toprung.records.tenancy.models import Workspace

PAGE = 30


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of happenings; `older` is where the next page begins, None where there is none."""

    happenings: tuple[Happening, ...]
    older: Place | None

    @property
    def backfilled(self) -> int:
        """How many of them came with imported history."""
        return sum(happening.backfilled for happening in self.happenings)


def timeline(
    workspace: Workspace,
    account: Account,
    kind: Kind | None = None,
    before: Place | None = None,
    limit: int = PAGE,
) -> Timeline:
    """A page of the account's happenings (of one kind) older than a place, newest first. One query a kind, and two."""
    reader = Reader(workspace, account, limit + 1, before, promises_of(workspace, account))
    found = [happening for one in ([kind] if kind else Kind) for happening in reader.read(one)]
    newest = nlargest(limit + 1, found, key=lambda happening: happening.place.newness)
    shown = _with_recorders(workspace, account, newest[:limit])
    return Timeline(tuple(shown), shown[-1].place if len(newest) > limit else None)


def _with_recorders(workspace: Workspace, account: Account, found: Iterable[Happening]) -> list[Happening]:
    """The happenings with who recorded them, where the journal alone knows: it was written at the same moment."""
    happenings = list(found)
    asked = {(h.at, *h.noted) for h in happenings if h.noted}
    if not asked:
        return happenings
    moments, verbs, _ = zip(*asked, strict=True)
    entries = Entry.objects.filter(
        workspace=workspace, account=account.external_id, at__in=set(moments), verb__in=set(verbs)
    )
    names = {told[:3]: told[3] for told in entries.values_list("at", "verb", "subject", "actor_name")}
    return [dataclasses.replace(h, who=names.get((h.at, *h.noted), "")) if h.noted else h for h in happenings]
