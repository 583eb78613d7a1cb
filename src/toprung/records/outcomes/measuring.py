"""Measurements against the outcomes they are of: what they must be, and corrections that supersede."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from toprung.kernel.canon import decimal_text
from toprung.kernel.vocabulary import OutcomeKind
from toprung.records.book.queries import accounts_named, unknown_account
from toprung.records.journal.actions import Note, changes_between
from toprung.records.journal.fitting import misfit, stored
from toprung.records.journal.upsert import Problem, Status, Upserted
from toprung.records.outcomes import onfile
from toprung.records.outcomes.drafts import MeasurementDraft
from toprung.records.outcomes.models import Measurement, Outcome
from toprung.records.outcomes.onfile import Held
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb

Key = tuple[int, date]


@dataclass(slots=True)
class Readings:
    """State of one batch of measurements."""

    workspace: Workspace
    moment: datetime
    imported: bool
    accounts: frozenset[str]
    outcomes: dict[tuple[str, str], Held]
    current: dict[Key, Measurement]
    said: dict[Key, MeasurementDraft] = field(default_factory=dict)
    superseded: list[Measurement] = field(default_factory=list)
    new: list[Measurement] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @classmethod
    def open(
        cls, workspace: Workspace, drafts: Sequence[MeasurementDraft], moment: datetime, *, imported: bool
    ) -> Readings:
        """Read the outcomes and what stands on the drafts' days."""
        accounts = accounts_named(workspace, (draft.account for draft in drafts))
        outcomes = onfile.outcomes_on_file(accounts.values())
        standing = Measurement.objects.filter(
            outcome__account__in=[account.pk for account in accounts.values()],
            occurred_on__in={draft.occurred_on for draft in drafts},
            superseded_at=None,
        )
        current = {(found.outcome_id, found.occurred_on): found for found in standing}
        return cls(workspace, moment, imported, frozenset(accounts), outcomes, current)

    def record(self, draft: MeasurementDraft) -> Upserted:
        """One draft: a new value, a correction, or what is known already."""
        held = self._held(draft)
        if isinstance(held, Problem):
            return Upserted(Status.REFUSED, held)
        measurement = self._measurement(held, draft)
        problem = self._unfit(held, draft, measurement)
        if problem is not None:
            return Upserted(Status.REFUSED, problem)
        key = (held.outcome.pk, draft.occurred_on)
        self.said[key] = draft
        return Upserted(self._lay_in(held, key, measurement))

    def save(self) -> list[Note]:
        """Write the batch; returns what the journal is to note."""
        # first out, then in: one current value an outcome and day is a constraint of the database
        Measurement.objects.bulk_update(self.superseded, ["superseded_at"])
        Measurement.objects.bulk_create(self.new)
        return self.notes

    def _held(self, draft: MeasurementDraft) -> Held | Problem:
        if draft.account not in self.accounts:
            return unknown_account(draft.account)
        return self.outcomes.get((draft.account, draft.outcome)) or onfile.unknown_outcome(draft.account, draft.outcome)

    def _measurement(self, held: Held, draft: MeasurementDraft) -> Measurement:
        is_state = held.version.kind == OutcomeKind.STATUS
        return Measurement(
            outcome=held.outcome,
            occurred_on=draft.occurred_on,
            recorded_at=self.moment,
            backfilled=self.imported and draft.occurred_on < self._today,
            value=stored(draft.value) if isinstance(draft.value, Decimal) and not is_state else None,
            state=_text(draft.value) if is_state else "",
            source=draft.source.value,
            written_on=draft.written_on,
        )

    def _unfit(self, held: Held, draft: MeasurementDraft, measurement: Measurement) -> Problem | None:
        given = _text(draft.value)[:80]
        if problem := ahead("occurred_on", draft.occurred_on, self._today):
            return problem
        if measurement.value is None and held.version.kind != OutcomeKind.STATUS:
            reason = f"Outcome “{draft.outcome}” is a {held.version.kind} one, and “{given}” is no number."
            return Problem("value", given, reason, "Give the value as a number.")
        if self.said.get((held.outcome.pk, draft.occurred_on), draft) != draft:
            what = f"outcome “{draft.outcome}” of account “{draft.account}” on {draft.occurred_on}"
            return onfile.repeated("value", given, what)
        return misfit(Measurement, _said(measurement), {"state": "value"})

    def _lay_in(self, held: Held, key: Key, measurement: Measurement) -> Status:
        standing = self.current.get(key)
        if standing is not None and _said(standing) == _said(measurement):
            return Status.UNCHANGED
        if standing is not None:
            standing.superseded_at = self.moment
            self.superseded.append(standing)
        self.new.append(measurement)
        self.current[key] = measurement
        self.notes.append(_note(held, standing, measurement))
        return Status.CREATED if standing is None else Status.UPDATED

    @property
    def _today(self) -> date:
        return self.workspace.day_of(self.moment)


def ahead(field: str, day: date, today: date) -> Problem | None:
    """A fact cannot be dated after the day it is recorded."""
    if day <= today:
        return None
    return Problem(field, str(day), f"{day} is still ahead: today is {today}.", "Correct the day.")


def withdrawal_note(outcome: Outcome, measurement: Measurement) -> Note:
    """What the journal keeps of a value taken back; the measurement is as it stood."""
    said = _said(measurement)
    changes = changes_between(said, dict.fromkeys(said))
    return Note("withdraw_measurement", outcome.account.external_id, _subject(outcome, measurement), changes)


def _subject(outcome: Outcome, measurement: Measurement) -> str:
    return f"{outcome.external_id} on {measurement.occurred_on}"


def _said(measurement: Measurement) -> dict[str, object]:
    return {
        "value": measurement.value,
        "state": measurement.state,
        "source": measurement.source,
        "written_on": measurement.written_on,
    }


def _note(held: Held, before: Measurement | None, after: Measurement) -> Note:
    changes = changes_between(_said(before) if before else None, _said(after))
    subject = _subject(held.outcome, after)
    return Note(Verb.RECORD_MEASUREMENT.value, held.account.external_id, subject, changes)


def _text(value: Decimal | str) -> str:
    return decimal_text(value) if isinstance(value, Decimal) else value.strip()
