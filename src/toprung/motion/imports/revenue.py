"""Revenue: one row a movement of recurring revenue."""

from __future__ import annotations

from collections.abc import Sequence

from toprung.motion.imports.drafting import DraftKeeper, Ordinals
from toprung.motion.imports.job import Job
from toprung.records.book.actions import record_movements
from toprung.records.book.drafts import MovementDraft
from toprung.records.journal.upsert import Upserted
from toprung.sheets.problems import Row


class Revenue(DraftKeeper[MovementDraft]):
    """Each row is a movement."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._ordinals = Ordinals()

    def draft(self, row: Row) -> MovementDraft:
        values = row.values
        ordinal = self._ordinals.next(*(values[name] for name in ("account", "product", "occurred_on", "kind")))
        return MovementDraft(**values, ordinal=ordinal)

    def write(self, drafts: Sequence[MovementDraft]) -> Sequence[Upserted]:
        return record_movements(self.job.workspace, drafts, by=self.job.by, now=self.job.now, imported=True)
