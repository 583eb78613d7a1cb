"""Accounts: one row a customer, or one row for each segment it was in since a day."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from toprung.motion.imports.alike import Alike
from toprung.motion.imports.drafting import DraftKeeper
from toprung.motion.imports.job import Job
from toprung.motion.imports.report import Landed
from toprung.records.book.actions import upsert_accounts
from toprung.records.book.actions.memberships import BEGINNING
from toprung.records.book.drafts import AccountDraft
from toprung.records.book.queries import accounts_named
from toprung.records.journal.upsert import Status, Upserted
from toprung.sheets.problems import Row

#: what a file writes as the day for “from the beginning”; no vendor's book is older
FROM_THE_BEGINNING = date(1900, 1, 1)


class Accounts(DraftKeeper[AccountDraft]):
    """A parent may stand further down in the file: the account is kept at once, its parent when the file was read."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._alike = Alike(job.workspace)

    def draft(self, row: Row) -> AccountDraft:
        stretches, since = row.values["off_season"], row.values["segment_from"]
        own = {
            "off_season": ", ".join(stretches) if stretches else None,
            "segment_from": BEGINNING if since and since <= FROM_THE_BEGINNING else since,
        }
        return AccountDraft(**row.values | own)

    def write(self, drafts: Sequence[AccountDraft]) -> Sequence[Upserted]:
        return upsert_accounts(self.job.workspace, drafts, by=self.job.by, now=self.job.now, imported=True)

    def claims(self, draft: AccountDraft) -> Iterable[tuple[Hashable, Hashable]]:
        if draft.segment_from is None:
            return [(draft.account, draft)]
        timeless = replace(draft, segment=None, segment_from=None)
        return [(draft.account, timeless), ((draft.account, draft.segment_from), draft.segment)]

    def land(self, drafts: Sequence[AccountDraft]) -> Sequence[Landed]:
        there = {draft.account for draft in drafts}
        there |= set(accounts_named(self.job.workspace, {d.parent for d in drafts if d.parent} - there))
        waits = [bool(draft.parent) and draft.parent not in there for draft in drafts]
        now = [replace(draft, parent=None) if wait else draft for draft, wait in zip(drafts, waits, strict=True)]
        landed = [self._landed(*pair) for pair in zip(now, self.write(now), strict=True)]
        return [
            replace(item, again=wait and item.status is not Status.REFUSED)
            for item, wait in zip(landed, waits, strict=True)
        ]

    def _landed(self, draft: AccountDraft, upserted: Upserted) -> Landed:
        landed = Landed.of(upserted)
        if landed.status is Status.REFUSED:
            return landed
        return replace(landed, remarks=(*landed.remarks, *self._alike.remarks(draft.account)))

    def keep_again(self, rows: Sequence[Row]) -> Sequence[Landed]:
        drafts = [AccountDraft(row.values["account"], parent=row.values["parent"]) for row in rows]
        landed = [Landed.of(upserted) for upserted in self.write(drafts)]
        return [replace(item, kept="the account, without its parent") if item.problems else item for item in landed]
