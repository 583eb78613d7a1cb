"""Measurements: a dated value of an outcome. Another value for a day on file is asked about before it supersedes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from toprung.doctrine.reasons import worded
from toprung.doors.web.account.choices import latest_versions, outcome_choices
from toprung.doors.web.account.fields import Choice, Day, as_number
from toprung.doors.web.account.workbench import METHODS, WorkForm, posted, work
from toprung.doors.web.visits import Visit, page
from toprung.kernel.vocabulary import MeasurementSource, OutcomeKind
from toprung.motion.portrait.head import the_account
from toprung.motion.portrait.telling import number_told
from toprung.records.outcomes.actions import record_measurements
from toprung.records.outcomes.drafts import MeasurementDraft
from toprung.records.outcomes.models import Measurement, OutcomeVersion
from toprung.records.tenancy.permissions import Verb

#: in which the form sent once more names the value that it corrects
CORRECTS = "corrects"


class RecordMeasurement(WorkForm):
    """A value that the customer, or one of their systems, gives."""

    heading = "Record a measurement"
    intro = "A dated value of an outcome. A correction supersedes the value of its day; both are kept."
    called = {"occurred_on": "day"}

    outcome = Choice([], label="Outcome")
    day = Day(label="Day on which it was so")
    value = forms.CharField(max_length=300, label="Value")
    source = Choice(MeasurementSource, label="Source", initial=MeasurementSource.CUSTOMER.value)

    def prepare(self) -> None:
        """Read what may be measured."""
        self.terms = latest_versions(self.visit.workspace, self.account)

    def dress(self) -> None:
        """The account's outcomes; today as the day; in which unit values are."""
        self.fields["outcome"].choices = outcome_choices(self.visit.workspace, self.account)  # type: ignore[attr-defined]
        self.fields["day"].initial = self.visit.today
        self.fields["value"].help_text = " · ".join(_wanted(terms) for terms in self.terms.values())

    def clean(self) -> dict[str, Any]:
        """Read the value as its outcome wants it; ask before a value of that day is superseded."""
        given = super().clean() or {}
        if self.errors:
            return given
        terms = self.terms[given["outcome"]]
        if terms.kind != OutcomeKind.STATUS:
            given["value"] = self._number(given["value"])
        standing = self._standing()
        if standing is not None and not self.errors and self._differs(standing, given["value"]):
            self._ask(standing, terms)
        return given

    def act(self) -> str:
        """Put it on file."""
        given = self.cleaned_data
        source = MeasurementSource(given["source"])
        draft = MeasurementDraft(self.account.external_id, given["outcome"], given["day"], given["value"], source)
        results = record_measurements(self.visit.workspace, [draft], by=self.visit.actor, now=self.visit.now)
        same = "That value is on file already."
        return self.taken(results, "Measurement recorded.", same)

    def _number(self, text: str) -> Decimal | str:
        try:
            return as_number(text)
        except ValidationError as error:
            self.add_error("value", error)
            return text

    def _standing(self) -> Measurement | None:
        given = self.cleaned_data
        found = Measurement.objects.filter(
            outcome__account__workspace=self.visit.workspace,
            outcome__account=self.account,
            outcome__external_id=given["outcome"],
            occurred_on=given["day"],
            superseded_at=None,
        )
        return found.first()

    def _differs(self, standing: Measurement, value: Decimal | str) -> bool:
        on_file: Decimal | str = standing.state if standing.value is None else standing.value
        return value != on_file and self.data.get(CORRECTS) != str(standing.pk)

    def _ask(self, standing: Measurement, terms: OutcomeVersion) -> None:
        """Nothing is saved yet; sent once more, the form says which value it corrects."""
        value = standing.state if standing.value is None else f"{number_told(standing.value)} {terms.unit}".strip()
        day = worded(standing.occurred_on)
        self.hidden = {CORRECTS: str(standing.pk)}
        self.submit = "Correct it"
        question = f"{value} is on file for {day}. Correct it? The new value then counts; the old one is kept."
        self.add_error(None, question)


def _wanted(terms: OutcomeVersion) -> str:
    """How a value of the outcome is written."""
    if terms.kind == OutcomeKind.STATUS:
        return f"“{terms.statement[:60]}”: the state reached, such as {terms.state_after or 'reached'}"
    unit = terms.unit or terms.metric
    return f"“{terms.statement[:60]}”: a number{f' in {unit}' if unit else ''}"


@page(Verb.RECORD_MEASUREMENT, methods=METHODS)
def measurement_new(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Record a measurement."""
    account = the_account(visit.workspace, pk)
    return work(request, RecordMeasurement(visit, account, posted(request), initial=request.GET.dict()))
