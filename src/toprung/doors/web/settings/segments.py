"""The segments of the book: who is in them, and which of them nobody has looked at yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django import forms
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse

from toprung.doctrine.policy import UNASSIGNED
from toprung.doors.web.once import first_time
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.settings.policy_form import policy_of, texts_of
from toprung.doors.web.settings.policy_values import default_of
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput, Refused
from toprung.motion.evaluation.models import AccountState
from toprung.motion.evaluation.summary import ELSEWHERE
from toprung.motion.upkeep import AsOf, state_of
from toprung.records.book import queries
from toprung.records.book.actions import create_segment
from toprung.records.book.models import Segment
from toprung.records.tenancy.permissions import Verb
from toprung.records.tenancy.turns import turn

_CUSTOMERS = ~Q(lifecycle__in=ELSEWHERE)


@dataclass(slots=True)
class Held:
    """The accounts of a segment, how many of them are customers, and the customers' ARR by currency."""

    accounts: int = 0
    customers: int = 0
    arr: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One segment as the list shows it. `segment` None: the accounts that are in none."""

    name: str
    segment: Segment | None
    held: Held
    differing: int = 0

    @property
    def is_defined(self) -> bool:
        """Does anything say what a result is here?"""
        return bool(self.segment and self.segment.result_statement)


class SegmentForm(forms.Form):
    """The name of a segment."""

    name = forms.CharField(label="Name", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))


@page()
def segments(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The list, those to look at first."""
    return _shown(request, visit, SegmentForm())


@page(Verb.CHANGE_POLICY, methods=("POST",))
def add_segment(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A segment of the vendor's own, with Mid-Market's policy to begin with."""
    form = SegmentForm(request.POST)
    if not form.is_valid():
        return _shown(request, visit, form, status=422)
    try:
        # In one turn with the form's receipt: a server that dies in between has kept both or neither.
        with turn(visit.workspace):
            if not first_time(request, visit):
                return redirect_to(request, "settings", visit.workspace.pk, message="That was saved already.")
            made = create_segment(visit.workspace, form.cleaned_data["name"], by=visit.actor, now=visit.now)
    except (BadInput, Refused) as error:
        form.add_error("name", str(error))
        return _shown(request, visit, form, status=422)
    return redirect_to(request, "segment", visit.workspace.pk, made.pk, message=f"Segment “{made.name}” added.")


def lines(visit: Visit) -> list[Line]:
    """Flagged segments first, then by name; those in no segment last. Two queries."""
    held = holdings(visit)
    found = [
        Line(segment.name, segment, held.pop(segment.name, Held()), differing_of(segment))
        for segment in queries.segments(visit.workspace)
    ]
    found.sort(key=lambda line: line.segment is None or not line.segment.flagged)
    nowhere = held.get(UNASSIGNED)
    return [*found, Line(UNASSIGNED, None, nowhere)] if nowhere and nowhere.customers else found


def holdings(visit: Visit) -> dict[str, Held]:
    """Accounts and their ARR by segment, from the states. One query."""
    rows = (
        AccountState.objects.filter(workspace=visit.workspace)
        .order_by()
        .values_list("segment", "currency")
        .annotate(held=Count("pk"), customers=Count("pk", filter=_CUSTOMERS), paid=Sum("arr", filter=_CUSTOMERS))
    )
    found: dict[str, Held] = defaultdict(Held)
    for segment, currency, accounts, customers, arr in rows:
        held = found[segment]
        held.accounts += accounts
        held.customers += customers
        if arr:
            named = currency or visit.workspace.currency
            held.arr[named] = held.arr.get(named, Decimal(0)) + arr
    return dict(found)


def differing_of(segment: Segment) -> int:
    """How many numbers of its policy differ from their defaults."""
    usual = texts_of(default_of(segment.name))
    return sum(text != usual[name] for name, text in texts_of(policy_of(segment)).items())


def as_of(visit: Visit) -> AsOf:
    """As of which day accounts are counted."""
    return state_of(visit.workspace, visit.today)


def _shown(request: HttpRequest, visit: Visit, form: SegmentForm, status: int = 200) -> HttpResponse:
    found = lines(visit)
    shown = {
        "lines": found,
        "segments": sum(line.segment is not None for line in found),
        "flagged": sum(bool(line.segment and line.segment.flagged) for line in found),
        "undefined": sum(line.segment is not None and not line.is_defined for line in found),
        "editable": visit.may(Verb.CHANGE_POLICY),
        "form": form,
        "state": as_of(visit),
    }
    title = "Segments"
    return render(request, visit, "settings/segments.html", shown, title=title, active="settings", status=status)
