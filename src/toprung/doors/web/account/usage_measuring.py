"""An outcome's value read from usage: defined, looked at before it is saved, and stopped."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from toprung.charts.progress import Measured, progress_chart
from toprung.doctrine.progress import threshold
from toprung.doors.web.account.fields import Choice, Number
from toprung.doors.web.account.workbench import METHODS, EditForm, WorkForm, posted, work
from toprung.doors.web.charting import chart_response
from toprung.doors.web.rendering import render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import MeasuredPer, UsageKind
from toprung.motion.evaluation.outcome_facts import terms_of
from toprung.motion.measuring import Preview, preview
from toprung.motion.portrait.features import names_used
from toprung.motion.portrait.head import head, the_account
from toprung.records.book.models import Account
from toprung.records.outcomes.actions import define_usage_measurement, stop_usage_measurement
from toprung.records.outcomes.models import OutcomeVersion
from toprung.records.outcomes.queries import terms_of_key, usage_measurements
from toprung.records.outcomes.reading_usage import PARTS_OF_RATIO, UsageDefinition, definition_of
from toprung.records.tenancy.permissions import Verb

#: values of a preview's table, the newest first
_MOST_SHOWN = 30


class _Reading(WorkForm):
    """What an outcome is read from."""

    heading = "Measure from usage"
    intro = "The value is read from the account’s events from now on, and for the time since go-live."
    groups = (
        ("What is read", ("kind", "events", "property_name")),
        ("Of a ratio: what is counted, and what it is divided by", ("counted", "divided_by", "divided_name")),
        ("Over which time, and in which unit", ("per", "times")),
    )

    kind = Choice(UsageKind, label="Value")
    events = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        label="Events",
        error_messages={"required": "Choose the events that the value is read from."},
    )
    property_name = forms.CharField(
        max_length=200, required=False, label="Property", help_text="Of a sum: whose numbers are added up."
    )
    counted = Choice([(kind.value, kind.label) for kind in PARTS_OF_RATIO], label="Counted", optional=True)
    divided_by = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label="Divided by",
        help_text="None: every event that counts.",
    )
    divided_name = forms.CharField(
        max_length=200, required=False, label="Its property", help_text="Of sums; blank: the same as above."
    )
    per = Choice(MeasuredPer, label="Counted per")
    times = Number(required=False, label="Times", help_text="100 makes a ratio a percentage. Blank: 1.")

    def __init__(self, visit: Visit, account: Account, terms: OutcomeVersion, data: Any = None) -> None:
        self.terms = terms
        super().__init__(visit, account, data)

    @property
    def preview_url(self) -> str:
        """Where what stands in the form is looked at."""
        return reverse("usage_measurement_preview", args=self._keys)

    @property
    def quote(self) -> str:
        """The promise whose value it is."""
        return self.terms.statement

    def dress(self) -> None:
        """Event names: those of the mechanism first, those chosen, and what the account and those covered have used."""
        used = names_used(self.visit.workspace, {self.account.external_id, *self.terms.covers}, self.visit.today)
        chosen = definition_on_file(self.visit, self.terms)
        named = (*self.terms.features, *(chosen.events + chosen.divided_by if chosen else ()), *used)
        for name in ("events", "divided_by"):
            self.fields[name].choices = [(each, each) for each in dict.fromkeys(named)]  # type: ignore[attr-defined]
        if not named:
            self.fields["events"].help_text = "No event of this account has come yet, and its mechanism names none."

    def define(self, given: Mapping[str, Any]) -> None:
        """Have it read so from now on."""
        account, outcome = self.account.external_id, self.terms.outcome.external_id
        told = definition_from(given)
        define_usage_measurement(self.visit.workspace, account, outcome, told, by=self.visit.actor, now=self.visit.now)

    @property
    def _keys(self) -> list[int]:
        return [self.visit.workspace.pk, self.account.pk, self.terms.outcome_id]


class DefineReading(_Reading):
    """A first definition."""

    submit = "Measure it so"

    def act(self) -> str:
        """Put it on file."""
        self.define(self.cleaned_data)
        return "Measured from usage from now on."


class ChangeReading(_Reading, EditForm):
    """Another definition."""

    intro = "The values read so far are corrected to what this gives; those before stay readable."

    def on_file(self) -> dict[str, Any]:
        """The definition as it is on file; what was stopped meanwhile reads nothing."""
        held = definition_on_file(self.visit, self.terms)
        return fields_of(held) if held else {}

    def keep(self, changed: dict[str, Any]) -> str:
        """Save it with what another person has changed."""
        self.define(self.on_file() | changed)
        return "Measured so from now on."


class StopReading(WorkForm):
    """Asks once more before a value is read from usage no more."""

    heading = "Stop reading it from usage?"
    submit = "Stop"
    intro = "The values read so far stay on file. From now on somebody records them, or they are sent."

    def __init__(self, visit: Visit, account: Account, terms: OutcomeVersion, data: Any = None) -> None:
        self.terms = terms
        super().__init__(visit, account, data)

    @property
    def quote(self) -> str:
        """The promise whose value it is."""
        return self.terms.statement

    def act(self) -> str:
        """Stop it."""
        account, outcome = self.account.external_id, self.terms.outcome.external_id
        stop_usage_measurement(self.visit.workspace, account, outcome, by=self.visit.actor, now=self.visit.now)
        return "It is not read from usage any more."


def definition_from(given: Mapping[str, Any]) -> UsageDefinition:
    """The definition that a form's values say. Raises BadInput."""
    return UsageDefinition(
        kind=UsageKind(given["kind"]),
        events=tuple(given["events"]),
        per=MeasuredPer(given["per"]),
        property_name=given["property_name"].strip(),
        counted=UsageKind(given["counted"] or UsageKind.EVENTS),
        divided_by=tuple(given["divided_by"]),
        divided_name=given["divided_name"].strip(),
        times=Decimal(1) if given["times"] is None else given["times"],
    )


def fields_of(definition: UsageDefinition) -> dict[str, Any]:
    """The values of a form that say the definition."""
    return {
        "kind": definition.kind.value,
        "events": list(definition.events),
        "per": definition.per.value,
        "property_name": definition.property_name,
        "counted": definition.counted.value,
        "divided_by": list(definition.divided_by),
        "divided_name": definition.divided_name,
        "times": definition.times,
    }


def definition_on_file(visit: Visit, terms: OutcomeVersion) -> UsageDefinition | None:
    """By what the outcome is read now; None where it is not."""
    held = usage_measurements(visit.workspace).filter(outcome=terms.outcome_id).first()
    return definition_of(held) if held else None


@page(Verb.RECORD_MEASUREMENT, methods=METHODS)
def usage_measurement(request: HttpRequest, visit: Visit, pk: int, outcome: int) -> HttpResponse:
    """Have an outcome read from usage, or read otherwise."""
    account, terms = _promised(visit, pk, outcome)
    kind = ChangeReading if definition_on_file(visit, terms) else DefineReading
    return work(request, kind(visit, account, terms, posted(request)))


@page(Verb.RECORD_MEASUREMENT, methods=METHODS)
def usage_measurement_stop(request: HttpRequest, visit: Visit, pk: int, outcome: int) -> HttpResponse:
    """Read an outcome from usage no more."""
    account, terms = _promised(visit, pk, outcome)
    return work(request, StopReading(visit, account, terms, posted(request)))


@page(Verb.RECORD_MEASUREMENT)
def usage_measurement_preview(request: HttpRequest, visit: Visit, pk: int, outcome: int) -> HttpResponse:
    """What the definition in the address would give; writes nothing."""
    account, terms = _promised(visit, pk, outcome)
    context: dict[str, Any] = {"account": account, "outcome": outcome, "query": request.GET.urlencode()}
    try:
        context["preview"] = found = _previewed(request, visit, account, terms)
        context["values"] = found.values[: -_MOST_SHOWN - 1 : -1]
    except BadInput as error:
        context["problem"] = str(error)
    return render(request, visit, "account_page/usage_preview.html", context)


@page(Verb.RECORD_MEASUREMENT)
def usage_measurement_chart(request: HttpRequest, visit: Visit, pk: int, outcome: int) -> HttpResponse:
    """The values that the definition in the address would give, against baseline and target."""
    account, terms = _promised(visit, pk, outcome)
    try:
        found = _previewed(request, visit, account, terms).values
    except BadInput:
        # Said in the preview, beside which the chart stands.
        found = ()
    readings = [Measured(value.day, value.value) for value in found]
    promised = terms_of(terms, account.go_live_on, visit.today)
    counts_from = threshold(promised, head(visit.workspace, pk, visit.today).policy.outcome_share)
    return chart_response(
        request, visit, progress_chart(readings, terms.target, counts_from, terms.unit, terms.statement)
    )


def _promised(visit: Visit, pk: int, outcome: int) -> tuple[Account, OutcomeVersion]:
    """The account and its outcome's latest terms. Raises NotFound."""
    account = the_account(visit.workspace, pk)
    return account, terms_of_key(visit.workspace, account.external_id, outcome)


def _previewed(request: HttpRequest, visit: Visit, account: Account, terms: OutcomeVersion) -> Preview:
    form = DefineReading(visit, account, terms, request.GET)
    if not form.is_valid():
        raise BadInput(_first_error(form))
    told = definition_from(form.cleaned_data)
    return preview(visit.workspace, account.external_id, terms.outcome.external_id, told, visit.today)


def _first_error(form: forms.Form) -> str:
    name, errors = next(iter(form.errors.items()))
    return f"{form.fields[name].label}: {errors[0]}" if name in form.fields else str(errors[0])
