"""Targets: listed with what they ask for, set, changed and removed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from toprung.doctrine.definitions import MEASURES
from toprung.doors.web.conflicts import FIELD, Conflict, merged, seen
from toprung.doors.web.measures.asking import Day
from toprung.doors.web.measures.wording import SHORT, value_text
from toprung.doors.web.once import first_time
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.canon import decimal_text
from toprung.kernel.days import ONE_DAY, add_months
from toprung.kernel.errors import BadInput, Refused
from toprung.kernel.vocabulary import ReadAs, Reading
from toprung.motion.measures.periods import Period, PeriodKind, period_of
from toprung.records.book import queries as book
from toprung.records.targets.actions import TargetDraft, remove_target, set_target
from toprung.records.targets.models import Target
from toprung.records.targets.queries import target as target_on_file
from toprung.records.targets.queries import targets, without_oar
from toprung.records.tenancy.permissions import Verb
from toprung.records.tenancy.turns import turn

#: the measures as a target names them: OAR by its reading
_KEYS = {
    f"oar:{Reading.VALIDATED}": "OAR, validated",
    f"oar:{Reading.MEASURED}": "OAR, measured",
    **{name: SHORT[name] for name in MEASURES if name != "oar"},
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A target in words."""

    target: Target
    label: str
    value: str
    stands: bool


@dataclass(frozen=True, slots=True)
class TargetsShown:
    """The workspace's targets, and those for NRR beside which none for OAR stands."""

    targets: tuple[Shown, ...]
    warned: tuple[Target, ...]


class TargetForm(forms.Form):
    """A target as a person types it: a share in percent, TTFV in days."""

    measure = forms.ChoiceField(label="Measure", choices=list(_KEYS.items()))
    value = forms.CharField(
        label="Target", max_length=20, help_text="In percent, such as 60 or 60%; for TTFV in days, such as 45."
    )
    read_as = forms.ChoiceField(
        label="Read as",
        choices=[(r.value, r.label.capitalize()) for r in ReadAs],
        help_text="As what the measure is read.",
    )
    segment = forms.ChoiceField(label="Segment", required=False)
    starts_on = Day(label="First day")
    ends_on = Day(label="Last day")

    def __init__(self, visit: Visit, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="target-%s", initial=initial)
        names = book.segments(visit.workspace).values_list("name", flat=True)
        offered = self.fields["segment"]
        assert isinstance(offered, forms.ChoiceField)
        offered.choices = [("", "The whole book"), *((name, name) for name in names)]

    def clean_value(self) -> Decimal:
        """A share of 1, or days."""
        text = str(self.cleaned_data["value"]).strip().removesuffix("days").strip()
        try:
            number = Decimal(text.removesuffix("%").strip())
        except InvalidOperation as error:
            raise forms.ValidationError(f"“{text}” is not a number: write one such as 60 or 62.5.") from error
        if not number.is_finite() or abs(number) > 10_000:
            raise forms.ValidationError(f"“{text}” is out of bounds: write one such as 60 or 62.5.")
        return number if self.cleaned_data.get("measure") == "ttfv" else number / 100

    def draft(self) -> TargetDraft:
        """The target; only of a form that is valid."""
        given = self.cleaned_data
        measure, _, reading = given["measure"].partition(":")
        return TargetDraft(
            measure=measure,
            value=given["value"],
            read_as=ReadAs(given["read_as"]),
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            segment=given["segment"] or None,
            reading=Reading(reading) if reading else None,
        )


def targets_shown(visit: Visit) -> TargetsShown:
    """All targets in words. One query."""
    found = list(targets(visit.workspace))
    return TargetsShown(tuple(_shown(t, visit.today) for t in found), tuple(without_oar(found)))


def new_target(visit: Visit) -> TargetForm:
    """The form that sets a target, empty but for the fiscal year of today."""
    return TargetForm(visit, initial=_year(visit))


@page(methods=("GET", "HEAD", "POST"))
def targets_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The targets and the form that sets one."""
    if request.method != "POST":
        return _page(request, visit, new_target(visit))
    form = TargetForm(visit, request.POST)
    if not form.is_valid():
        return _page(request, visit, form, status=422)
    try:
        with turn(visit.workspace):
            if not first_time(request, visit):
                return redirect_to(request, "targets", visit.workspace.pk, message="That was saved already.")
            set_target(visit.workspace, _new(visit, form.draft()), by=visit.actor, now=visit.now)
    except (BadInput, Refused) as error:
        form.add_error(None, str(error))
        return _page(request, visit, form, status=422)
    return redirect_to(request, "targets", visit.workspace.pk, message="Target set.")


@page(Verb.CHANGE_POLICY, methods=("GET", "HEAD", "POST"))
def target_change(request: HttpRequest, visit: Visit, target: int) -> HttpResponse:
    """Another value of one target, or another word for what it is read as; measure, segment and period stay."""
    held = target_on_file(visit.workspace, target)
    form = _change_form(visit, held, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _change_page(request, visit, held, form)
    if not form.is_valid():
        return _change_page(request, visit, held, form, status=422)
    draft = form.draft()
    wanted = {"value": draft.value, "read_as": draft.read_as}
    try:
        # Compared and saved in one turn, so that nobody comes between.
        with turn(visit.workspace):
            on_file = _values(target_on_file(visit.workspace, target))
            laid = on_file | merged(request.POST.get(FIELD, ""), on_file, wanted)
            asked = replace(draft, value=laid["value"], read_as=ReadAs(laid["read_as"]))
            set_target(visit.workspace, asked, by=visit.actor, now=visit.now)
    except Conflict as conflict:
        held = target_on_file(visit.workspace, target)
        return _change_page(request, visit, held, form, conflict, status=422)
    except (BadInput, Refused) as error:
        form.add_error(None, str(error))
        return _change_page(request, visit, held, form, status=422)
    return redirect_to(request, "targets", visit.workspace.pk, message="Target changed.")


@page(Verb.CHANGE_POLICY, methods=("POST",))
def target_remove(request: HttpRequest, visit: Visit, target: int) -> HttpResponse:
    """The target is no more."""
    remove_target(visit.workspace, target, by=visit.actor, now=visit.now)
    return redirect_to(request, "targets", visit.workspace.pk, message="Target removed.")


def _page(request: HttpRequest, visit: Visit, form: TargetForm, status: int = 200) -> HttpResponse:
    said = {"form": form, "targets": targets_shown(visit), "may_set": visit.may(Verb.CHANGE_POLICY)}
    return render(request, visit, "measures/targets.html", said, title="Targets", active="measures", status=status)


def _change_page(
    request: HttpRequest,
    visit: Visit,
    held: Target,
    form: TargetForm,
    conflict: Conflict | None = None,
    status: int = 200,
) -> HttpResponse:
    # After a conflict the form shows what is on file now, so that sending it again is a choice made knowingly.
    said = {"form": form, "target": held, "seen": seen(_values(held)), "conflict": conflict, "label": _label(held)}
    return render(
        request, visit, "measures/target_change.html", said, title="Change a target", active="measures", status=status
    )


def _change_form(visit: Visit, held: Target, data: Any) -> TargetForm:
    told = {
        "measure": _key(held),
        "value": decimal_text(held.value if held.measure == "ttfv" else held.value * 100),
        "read_as": held.read_as,
        "segment": held.segment_name or "",
        "starts_on": held.starts_on,
        "ends_on": held.ends_on,
    }
    form = TargetForm(visit, data, initial=told)
    for name in ("measure", "segment", "starts_on", "ends_on"):
        form.fields[name].disabled = True
    return form


def _new(visit: Visit, draft: TargetDraft) -> TargetDraft:
    """The draft, if it sets a target that was not there. Raises Refused for one that is, which is changed instead."""
    there = targets(visit.workspace).filter(
        measure=draft.measure, reading=draft.reading or "", starts_on=draft.starts_on, ends_on=draft.ends_on
    )
    held = next((t for t in there if t.segment_name == draft.segment), None)
    if held is not None:
        raise Refused(
            f"There is a target for {_label(held)} in this period already: {_value(held)}. Change that one in the list."
        )
    return draft


def _values(held: Target) -> dict[str, Any]:
    return {"value": held.value.normalize(), "read_as": held.read_as}


def _shown(held: Target, today: date) -> Shown:
    return Shown(held, _label(held), _value(held), held.holds(today))


def _key(held: Target) -> str:
    return f"{held.measure}:{held.reading}" if held.reading else held.measure


def _label(held: Target) -> str:
    return _KEYS[_key(held)]


def _value(held: Target) -> str:
    return value_text(held.measure, held.value, Decimal(1))


def _year(visit: Visit) -> dict[str, Any]:
    """The fiscal year in which today lies, and the reading that a target is most often for."""
    last = period_of(PeriodKind.FISCAL_YEAR, visit.today, visit.workspace.fiscal_year_start_month)
    this = Period(last.last + ONE_DAY, add_months(last.last + ONE_DAY, 12) - ONE_DAY)
    return {"starts_on": this.first, "ends_on": this.last, "read_as": ReadAs.RETENTION.value}
