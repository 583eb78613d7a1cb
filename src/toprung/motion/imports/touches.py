"""Touches: one row a piece of work the vendor did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from toprung.kernel.vocabulary import StakeholderRole
from toprung.motion.imports.drafting import DraftKeeper, Ordinals
from toprung.motion.imports.job import Job
from toprung.records.book.actions import record_touches
from toprung.records.book.drafts import TouchDraft
from toprung.records.journal.upsert import Upserted
from toprung.sheets.problems import Row
from toprung.sheets.words import choice_of


class Touches(DraftKeeper[TouchDraft]):
    """Each row is work the vendor did."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._ordinals = Ordinals()

    def draft(self, row: Row) -> TouchDraft:
        values = row.values
        ordinal = self._ordinals.next(values["account"], values["occurred_on"], values["kind"])
        attendees = values["attendees"] and tuple(_role_or_name(text) for text in values["attendees"])
        return TouchDraft(**values | {"attendees": attendees}, ordinal=ordinal)

    def write(self, drafts: Sequence[TouchDraft]) -> Sequence[Upserted]:
        return record_touches(self.job.workspace, drafts, by=self.job.by, now=self.job.now, imported=True)


def _role_or_name(text: str) -> str:
    """“Exec sponsor” is a role however it is written; what is none may be a person's name."""
    role = cast("StakeholderRole | None", choice_of(StakeholderRole, text))
    return role.value if role else text
