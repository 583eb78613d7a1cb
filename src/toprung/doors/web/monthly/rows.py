"""One row of the page: what is on file, what was typed, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from toprung.doctrine.reasons import worded
from toprung.doors.web.account.fields import as_number
from toprung.doors.web.visits import Visit
from toprung.kernel.canon import decimal_text
from toprung.kernel.vocabulary import MeasurementSource
from toprung.motion.portrait.telling import number_told
from toprung.motion.results.monthly import Entry
from toprung.records.journal.upsert import Status
from toprung.records.outcomes.actions import record_measurements
from toprung.records.outcomes.drafts import MeasurementDraft
from toprung.records.outcomes.models import Measurement
from toprung.records.tenancy.turns import turn

#: in front of an outcome's key: the field of its value, and the value that a correction has before its eyes
VALUE, SEEN = "value-", "seen-"
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Row:
    """`typed` is what the field holds, `seen` the key of the value that it showed; `saved` says what was done."""

    entry: Entry
    typed: str
    seen: str
    error: str = ""
    saved: str = ""

    @property
    def pk(self) -> int:
        return self.entry.outcome.pk

    @property
    def states(self) -> tuple[tuple[str, str], ...]:
        """What can be said of a state: its two sides."""
        terms = self.entry.terms
        after, before = terms.state_after or "reached", terms.state_before or "not reached"
        other = () if self.typed in ("", after, before) else ((self.typed, self.typed),)
        return (("", "–"), (after, after), (before, before), *other)


def row_of(entry: Entry) -> Row:
    """The row as it stands: with the month's value, where there is one."""
    if entry.entered is None:
        return Row(entry, "", "")
    return Row(entry, plain_value(entry.entered), str(entry.entered.pk))


def entered(visit: Visit, entry: Entry, said: Mapping[str, str], day: date) -> Row:
    """Save what was typed for the outcome, as of the day or of the value that is corrected; the row with what came
    of it. A blank field, or the value as it is on file, saves nothing."""
    outcome = entry.outcome
    typed, seen = said.get(f"{VALUE}{outcome.pk}", "").strip(), said.get(f"{SEEN}{outcome.pk}", "")
    row = Row(entry, typed, seen)
    if not typed:
        # What is on file is not taken out by emptying a field.
        return row_of(entry)
    try:
        value = _read(entry, typed)
    except ValidationError as error:
        return replace(row, error=" ".join(error.messages))
    corrects = entry.entered if entry.entered is not None and str(entry.entered.pk) == seen else None
    day = corrects.occurred_on if corrects is not None else day
    # Looked at and written in one turn, so that nobody's value comes between.
    with turn(visit.workspace):
        standing = _standing(entry, day)
        if standing is not None and standing != corrects and value_of(standing) != value:
            return _asked_first(row, standing)
        return _recorded(visit, row, day, value, standing)


def value_of(measurement: Measurement) -> Decimal | str:
    """A number, or the name of a state."""
    return measurement.state if measurement.value is None else measurement.value


def plain_value(measurement: Measurement) -> str:
    """As a field shows it."""
    return measurement.state if measurement.value is None else decimal_text(measurement.value)


def _read(entry: Entry, typed: str) -> Decimal | str:
    if len(typed) > _LONGEST:
        raise ValidationError(f"This is {len(typed)} characters long: shorten it to {_LONGEST}.")
    return typed if entry.is_state else as_number(typed)


def _standing(entry: Entry, day: date) -> Measurement | None:
    return Measurement.objects.filter(
        outcome=entry.outcome,
        outcome__account__workspace=entry.outcome.account.workspace_id,
        occurred_on=day,
        superseded_at=None,
    ).first()


def _asked_first(row: Row, standing: Measurement) -> Row:
    """Somebody entered another value meanwhile: it is shown, and the next time this one corrects it."""
    told = f"{_told(row.entry, standing)} is on file for {worded(standing.occurred_on)}."
    question = f"{told} Save once more to correct it; the new value then counts, and the old one is kept."
    return replace(row, entry=replace(row.entry, entered=standing), seen=str(standing.pk), error=question)


def _recorded(visit: Visit, row: Row, day: date, value: Decimal | str, standing: Measurement | None) -> Row:
    outcome = row.entry.outcome
    draft = MeasurementDraft(outcome.account.external_id, outcome.external_id, day, value, MeasurementSource.CUSTOMER)
    (result,) = record_measurements(visit.workspace, [draft], by=visit.actor, now=visit.now)
    if result.problem is not None:
        return replace(row, error=f"{result.problem.reason} {result.problem.remedy}")
    now = _standing(row.entry, day)
    kept = row_of(replace(row.entry, entered=now))
    if result.status is Status.UNCHANGED:
        return replace(kept, saved="On file already.")
    if standing is not None:
        return replace(kept, saved=f"Corrected; {_told(row.entry, standing)} is kept as superseded.")
    return replace(kept, saved=f"Saved for {worded(day)}.")


def _told(entry: Entry, measurement: Measurement) -> str:
    value = value_of(measurement)
    return value if isinstance(value, str) else f"{number_told(value)} {entry.terms.unit}".strip()
