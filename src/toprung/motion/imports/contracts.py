"""Contracts: one row a contract."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from toprung.motion.imports.drafting import DraftKeeper
from toprung.records.book.actions import upsert_contracts
from toprung.records.book.drafts import ContractDraft
from toprung.records.journal.upsert import Upserted
from toprung.sheets.problems import Row


class Contracts(DraftKeeper[ContractDraft]):
    """Each row is a contract."""

    def draft(self, row: Row) -> ContractDraft:
        return ContractDraft(**row.values)

    def claims(self, draft: ContractDraft) -> Iterable[tuple[Hashable, Hashable]]:
        return [((draft.account, draft.contract), draft)]

    def write(self, drafts: Sequence[ContractDraft]) -> Sequence[Upserted]:
        return upsert_contracts(self.job.workspace, drafts, by=self.job.by, now=self.job.now, imported=True)
