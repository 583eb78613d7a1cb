"""Attestations: what stakeholders said of their results, at grade reported."""

from __future__ import annotations

from collections.abc import Sequence

from toprung.motion.imports.drafting import DraftKeeper
from toprung.records.journal.upsert import Upserted
from toprung.records.outcomes.actions import record_attestations
from toprung.records.outcomes.drafts import AttestationDraft
from toprung.sheets.fields import TextOrNumber
from toprung.sheets.problems import Row


class Attestations(DraftKeeper[AttestationDraft]):
    """Each row is a word of one person on a day; the same word again adds nothing to the chain."""

    def draft(self, row: Row) -> AttestationDraft:
        values = row.values
        value: TextOrNumber | None = values["value"]
        return AttestationDraft(
            account=values["account"],
            outcome=values["outcome"],
            stakeholder=values["stakeholder"],
            said=values["verdict"],
            occurred_on=values["occurred_on"],
            value=value.number if value else None,
            words=_words(values["words"] or "", value),
            how=values["how"] or f"import of {self.job.file}",
            written_on=values["recorded_on"],
        )

    def write(self, drafts: Sequence[AttestationDraft]) -> Sequence[Upserted]:
        return record_attestations(self.job.workspace, drafts, by=self.job.by, now=self.job.now, imported=True)


def _words(words: str, value: TextOrNumber | None) -> str:
    """The person's words; a value that is no number (“live in 3 countries”) belongs to them."""
    if value is None or value.number is not None or value.text in words:
        return words
    return f"{words} ({value.text})" if words else value.text
