"""Subscriptions: one row an interval [started_on, ended_on) of recurring revenue; movements are derived from them."""

from __future__ import annotations

from collections.abc import Sequence

from toprung.motion.imports.drafting import DraftKeeper, Ordinals
from toprung.motion.imports.job import Job
from toprung.records.book.actions import upsert_subscriptions
from toprung.records.book.drafts import SubscriptionDraft
from toprung.records.journal.upsert import Upserted
from toprung.sheets.problems import Row


class Subscriptions(DraftKeeper[SubscriptionDraft]):
    """Each row is an interval of recurring revenue."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._ordinals = Ordinals()

    def draft(self, row: Row) -> SubscriptionDraft:
        values = row.values
        ordinal = self._ordinals.next(values["account"], values["product"], values["started_on"])
        return SubscriptionDraft(**values, ordinal=ordinal)

    def write(self, drafts: Sequence[SubscriptionDraft]) -> Sequence[Upserted]:
        return upsert_subscriptions(self.job.workspace, drafts, by=self.job.by, now=self.job.now, imported=True)
