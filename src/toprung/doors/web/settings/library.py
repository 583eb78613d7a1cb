"""The library of result templates: read by all who promise, changed by leaders and admins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from toprung.doors.web.account.fields import Choice, Text
from toprung.doors.web.conflicts import FIELD, Conflict, merged, seen
from toprung.doors.web.once import first_time
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput, Refused
from toprung.kernel.vocabulary import Category, Direction, OutcomeKind
from toprung.records.book.queries import segments
from toprung.records.outcomes.templates import (
    LONGEST_TEXT,
    Held,
    Template,
    library,
    retire_template,
    template,
    write_template,
)
from toprung.records.tenancy.permissions import Verb
from toprung.records.tenancy.turns import turn

_FOR_ALL = "All segments"


class TemplateForm(forms.Form):
    """One template."""

    statement = Text(
        rows=2,
        label="Statement",
        help_text="With blanks in brackets for what differs, such as [today] and [target].",
    )
    example = Text(rows=2, required=False, label="Example", help_text="The same, filled in for one customer.")
    instead = Text(
        rows=2,
        required=False,
        label="Instead of",
        help_text="What people write first, and why it will not do: that is what teaches.",
    )
    segment = forms.CharField(max_length=100, required=False, label="Segment", help_text="Blank: for all.")
    category = Choice(Category, label="Category")
    kind = Choice(OutcomeKind, label="Kind")
    metric = forms.CharField(max_length=300, required=False, label="Metric")
    unit = forms.CharField(max_length=100, required=False, label="Unit")
    direction = Choice(Direction, optional=True, label="Better is")
    state_before = forms.CharField(max_length=300, required=False, label="State before")
    state_after = forms.CharField(max_length=300, required=False, label="State after")
    mechanism = Text(rows=2, required=False, label="Why the product causes it")

    def __init__(self, visit: Visit, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        known = ["", *(segment.name for segment in segments(visit.workspace))]
        self.fields["segment"].widget.attrs |= {"list": "segments", "autocomplete": "off"}
        self.known = known[1:]
        for name in ("statement", "example", "instead", "mechanism"):
            self.fields[name].max_length = LONGEST_TEXT  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The templates of one segment."""

    name: str
    held: tuple[Held, ...]


@page()
def result_templates(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The library by segment and category; those retired below."""
    found = library(visit.workspace, retired=True)
    offered = [held for held in found if not held.retired]
    shown = {
        "shelves": shelves(offered),
        "offered": len(offered),
        "own": sum(held.own for held in offered),
        "retired": [held for held in found if held.retired],
        "editable": visit.may(Verb.CHANGE_TEMPLATES),
    }
    return render(request, visit, "settings/library.html", shown, title="Result templates", active="settings")


@page(Verb.CHANGE_TEMPLATES, methods=("GET", "HEAD", "POST"))
def result_template_new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Add a template."""
    form = TemplateForm(visit, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _shown(request, visit, form, None, status=422 if form.errors else 200)
    return _write(request, visit, form, None)


@page(Verb.CHANGE_TEMPLATES, methods=("GET", "HEAD", "POST"))
def result_template(request: HttpRequest, visit: Visit, template_key: str) -> HttpResponse:
    """Change a template; one that was retired is offered again."""
    held = template(visit.workspace, template_key)
    if request.method != "POST":
        return _shown(request, visit, TemplateForm(visit, initial=asdict(held.template)), held)
    form = TemplateForm(visit, request.POST)
    if not form.is_valid():
        return _shown(request, visit, form, held, token=request.POST.get(FIELD, ""), status=422)
    return _write(request, visit, form, held)


@page(Verb.CHANGE_TEMPLATES, methods=("POST",))
def result_template_retire(request: HttpRequest, visit: Visit, template_key: str) -> HttpResponse:
    """Offer a template no more."""
    retire_template(visit.workspace, template_key, by=visit.actor, now=visit.now)
    message = "It is offered no more. Outcomes made from it stay as they are."
    return redirect_to(request, "result_templates", visit.workspace.pk, message=message)


def shelves(held: Iterable[Held]) -> list[Shelf]:
    """The templates by segment, in the library's order."""
    return [
        Shelf(name or _FOR_ALL, tuple(found)) for name, found in groupby(held, key=lambda one: one.template.segment)
    ]


def _write(request: HttpRequest, visit: Visit, form: TemplateForm, held: Held | None) -> HttpResponse:
    token, key = request.POST.get(FIELD, ""), held.key if held else ""
    try:
        # Compared and saved in one turn, so that nobody comes between; and with the form's receipt.
        with turn(visit.workspace):
            on_file = asdict(template(visit.workspace, key).template) if key else {}
            wanted = on_file | (merged(token, on_file, form.cleaned_data) if key else form.cleaned_data)
            if not first_time(request, visit):
                return redirect_to(request, "result_templates", visit.workspace.pk, message="That was saved already.")
            write_template(visit.workspace, key, _draft(wanted), by=visit.actor, now=visit.now)
    except Conflict as clash:
        return _shown(request, visit, form, template(visit.workspace, key), clash, status=422)
    except (BadInput, Refused) as error:
        form.add_error(None, str(error))
        return _shown(request, visit, form, held, token=token, status=422)
    return redirect_to(request, "result_templates", visit.workspace.pk, message="Template saved.")


def _draft(given: dict[str, Any]) -> Template:
    return Template(**given | {"category": Category(given["category"]), "kind": OutcomeKind(given["kind"])})


def _shown(
    request: HttpRequest,
    visit: Visit,
    form: TemplateForm,
    held: Held | None,
    clash: Conflict | None = None,
    *,
    token: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = {
        "form": form,
        "held": held,
        "clash": clash,
        "seen": token or seen(asdict(held.template) if held else {}),
    }
    title = "Change a template" if held else "Add a template"
    return render(request, visit, "settings/library_form.html", shown, title=title, active="settings", status=status)
