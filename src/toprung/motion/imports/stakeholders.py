"""Stakeholders: one row a person of a customer."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from toprung.motion.imports.drafting import DraftKeeper
from toprung.records.book.actions import upsert_stakeholders
from toprung.records.book.drafts import StakeholderDraft
from toprung.records.journal.upsert import Upserted
from toprung.sheets.problems import Row


class Stakeholders(DraftKeeper[StakeholderDraft]):
    """Each row is a customer's person."""

    def draft(self, row: Row) -> StakeholderDraft:
        return StakeholderDraft(**row.values)

    def claims(self, draft: StakeholderDraft) -> Iterable[tuple[Hashable, Hashable]]:
        return [((draft.account, " ".join(draft.name.split()).casefold()), draft)]

    def write(self, drafts: Sequence[StakeholderDraft]) -> Sequence[Upserted]:
        return upsert_stakeholders(self.job.workspace, drafts, by=self.job.by, now=self.job.now)
