"""Measurements: dated values of outcomes."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial

from toprung.motion.imports.job import Job, Keeper
from toprung.motion.imports.report import Landed
from toprung.motion.imports.seen import Seen
from toprung.records.journal.upsert import Problem
from toprung.records.outcomes.actions import record_measurements
from toprung.records.outcomes.drafts import MeasurementDraft
from toprung.records.outcomes.onfile import repeated
from toprung.sheets.fields import TextOrNumber
from toprung.sheets.problems import Row


class Measurements(Keeper):
    """Each row is a value on a day. Another one for that day is a correction in a later file, a problem in this one."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._seen = Seen(_key, _contradiction)

    def keep(self, rows: Sequence[Row]) -> Sequence[Landed]:
        """Values in, one result a row."""
        record = partial(record_measurements, self.job.workspace, by=self.job.by, now=self.job.now, imported=True)
        return self._seen.through([_draft(row) for row in rows], record)


def _draft(row: Row) -> MeasurementDraft:
    values = row.values
    value: TextOrNumber = values["value"]
    return MeasurementDraft(
        account=values["account"],
        outcome=values["outcome"],
        occurred_on=values["occurred_on"],
        value=value.text if value.number is None else value.number,
        source=values["source"],
        written_on=values["recorded_on"],
    )


def _key(draft: MeasurementDraft) -> Hashable:
    return (draft.account, draft.outcome, draft.occurred_on)


def _contradiction(draft: MeasurementDraft) -> Problem:
    what = f"outcome “{draft.outcome}” of account “{draft.account}” on {draft.occurred_on}"
    return repeated("value", str(draft.value), what)
