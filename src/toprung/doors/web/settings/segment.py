"""One segment: what a result is in it, its name, and whether somebody has looked at it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from toprung.doors.web.conflicts import FIELD, Conflict, merged, seen
from toprung.doors.web.once import first_time
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.settings.finding import segment_at
from toprung.doors.web.settings.segments import Held, SegmentForm, as_of, differing_of, holdings
from toprung.doors.web.settings.teaching import NO_RESULT, lesson
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput, Refused
from toprung.records.book.actions import ResultDefinition, change_policy, rename_segment, write_result_definition
from toprung.records.book.models import Segment
from toprung.records.tenancy import queries as tenancy
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

_MOST = 2_000


def _area(label: str, help_text: str, *, required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=help_text, max_length=_MOST, required=required, widget=widget)


class DefinitionForm(forms.Form):
    """A result definition in the vendor's words."""

    statement = _area("Statement", "What a customer of this segment can name as its result.", required=True)
    scope = _area("Scope", "How far it reaches: whose work, which part of the business, what is left out.")
    achieved_when = _area("Achieved when", "What shows it, so that nobody can argue about it afterwards.")
    owner = forms.CharField(
        label="Internal owner",
        help_text="Who of yours answers for this definition.",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "members", "autocomplete": "off"}),
    )


@page(methods=("GET", "HEAD", "POST"))
def segment(request: HttpRequest, visit: Visit, segment: int) -> HttpResponse:
    """The result definition; POST writes it."""
    held = segment_at(visit, segment)
    if request.method != "POST":
        return _shown(request, visit, held)
    require(visit.actor, Verb.CHANGE_POLICY, visit.workspace)
    form = DefinitionForm(request.POST)
    if not form.is_valid():
        return _shown(request, visit, held, form=form, token=request.POST.get(FIELD, ""), status=422)
    return _write(request, visit, held, form)


@page(Verb.CHANGE_POLICY, methods=("POST",))
def rename(request: HttpRequest, visit: Visit, segment: int) -> HttpResponse:
    """Another name for the segment; memberships and numbers stay."""
    held, naming = segment_at(visit, segment), SegmentForm(request.POST)
    if not naming.is_valid():
        return _shown(request, visit, held, naming=naming, status=422)
    wanted = naming.cleaned_data["name"]
    try:
        with turn(visit.workspace):
            held = segment_at(visit, segment)
            merged(request.POST.get(FIELD, ""), {"name": held.name}, {"name": wanted})
            rename_segment(held, wanted, by=visit.actor, now=visit.now)
    except Conflict:
        naming.add_error("name", f"It was renamed to “{held.name}” meanwhile. Save again to use yours.")
    except (BadInput, Refused) as error:
        naming.add_error("name", str(error))
    else:
        message = f"The segment is “{held.name}” now."
        return redirect_to(request, "segment", visit.workspace.pk, held.pk, message=message)
    return _shown(request, visit, segment_at(visit, segment), naming=naming, status=422)


@page(Verb.CHANGE_POLICY, methods=("POST",))
def looked(request: HttpRequest, visit: Visit, segment: int) -> HttpResponse:
    """The policy of a segment that an import made fits as it is."""
    held = change_policy(segment_at(visit, segment), {}, by=visit.actor, now=visit.now)
    message = f"“{held.name}” keeps its policy, and is no longer flagged."
    return redirect_to(request, "segment", visit.workspace.pk, held.pk, message=message)


def _write(request: HttpRequest, visit: Visit, segment: Segment, form: DefinitionForm) -> HttpResponse:
    try:
        # Compared and saved in one turn, so that nobody comes between; and with the form's receipt.
        with turn(visit.workspace):
            segment = segment_at(visit, segment.pk)
            changes = merged(request.POST.get(FIELD, ""), values_of(segment), _typed(form))
            if not first_time(request, visit):
                message = "That was saved already."
                return redirect_to(request, "segment", visit.workspace.pk, segment.pk, message=message)
            if changes:
                write_result_definition(segment, ResultDefinition(**changes), by=visit.actor, now=visit.now)
    except Conflict as clash:
        return _shown(request, visit, segment, form=_laid_over(request, segment, form), clash=clash, status=422)
    message = "Result definition saved." if changes else "Nothing differs from what was on file."
    return redirect_to(request, "segment", visit.workspace.pk, segment.pk, message=message)


def values_of(segment: Segment) -> dict[str, str]:
    """The definition on file, by the form's fields."""
    return {name: getattr(segment, f"result_{name}") for name in DefinitionForm.base_fields}


def _typed(form: DefinitionForm) -> dict[str, str]:
    # A browser sends line ends of its own, which are no change.
    return {name: value.replace("\r\n", "\n") for name, value in form.cleaned_data.items()}


def _laid_over(request: HttpRequest, segment: Segment, form: DefinitionForm) -> DefinitionForm:
    """The form with this person's words where they wrote some, and with what is on file elsewhere."""
    typed = _typed(form)
    mine = merged(request.POST.get(FIELD, ""), typed, typed)
    return DefinitionForm(values_of(segment) | mine)


def _shown(
    request: HttpRequest,
    visit: Visit,
    segment: Segment,
    *,
    form: DefinitionForm | None = None,
    naming: SegmentForm | None = None,
    clash: Conflict | None = None,
    token: str = "",
    status: int = 200,
) -> HttpResponse:
    on_file = values_of(segment)
    shown: dict[str, Any] = {
        "segment": segment,
        "held": holdings(visit).get(segment.name, Held()),
        "differing": differing_of(segment),
        "state": as_of(visit),
        "form": form or DefinitionForm(initial=on_file),
        "naming": naming or SegmentForm(initial={"name": segment.name}),
        "clash": clash,
        "seen": token or seen(on_file),
        "seen_name": seen({"name": segment.name}),
        "editable": visit.may(Verb.CHANGE_POLICY),
        "members": tenancy.members(visit.workspace),
        "lesson": lesson(segment.name),
        "no_result": NO_RESULT,
    }
    title = segment.name
    return render(request, visit, "settings/segment.html", shown, title=title, active="settings", status=status)
