"""A result of Harbor Foods' that somebody is asked about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.cast import NOW, Cast

from toprung.records.book.models import Stakeholder
from toprung.records.outcomes.actions import record_measurements, write_outcomes
from toprung.records.outcomes.drafts import MeasurementDraft, OutcomeDraft
from toprung.records.outcomes.models import Measurement, Outcome
from toprung.records.portal.asking import ask
from toprung.records.portal.models import AttestationRequest

ORIGIN = "https://cs.example"
LAST_WEEK = date(2026, 3, 24)


def promise(cast: Cast, value: Decimal | None = Decimal(5)) -> Outcome:
    """Close the books in 4 days instead of 9; `value` measured last week, None: nothing was."""
    draft = OutcomeDraft(
        "HF-1",
        "O-1",
        "Cut the time to close the books from 9 days to 4",
        metric="days to close",
        unit="days",
        baseline=Decimal(9),
        target=Decimal(4),
        due_on=date(2026, 6, 30),
        validator="Mina Sato",
        mechanism="The ledgers are matched by night.",
        agreed_on=date(2025, 10, 1),
    )
    write_outcomes(cast.workspace, [draft], by=cast.csm, now=NOW)
    if value is not None:
        measure(cast, value)
    return Outcome.objects.get(account=cast.harbor)


def measure(cast: Cast, value: Decimal, day: date = LAST_WEEK) -> Measurement:
    """One value on file; another for the same day is a correction."""
    record_measurements(cast.workspace, [MeasurementDraft("HF-1", "O-1", day, value)], by=cast.csm, now=NOW)
    return Measurement.objects.get(outcome__account=cast.harbor, occurred_on=day, superseded_at=None)


def asked(cast: Cast, person: Stakeholder | None = None, note: str = "") -> AttestationRequest:
    """Mina Sato, whose word counts with the team lead's, is asked."""
    outcome = Outcome.objects.filter(account=cast.harbor).first() or promise(cast)
    return ask(outcome, person or cast.manager, note=note, origin=ORIGIN, by=cast.csm, now=NOW)
