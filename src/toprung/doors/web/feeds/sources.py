"""Sources: what sends events, since when, and how much; an admin adds, renames and revokes them."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse

from toprung.doors.web.entering.asking import origin
from toprung.doors.web.feeds.snippets import snippets
from toprung.doors.web.once import first_time
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput, Refused
from toprung.records.matching.queries import Sent, sent
from toprung.records.tenancy.permissions import Verb
from toprung.records.tenancy.turns import turn
from toprung.records.usage import queries
from toprung.records.usage.actions import add_source, rename_source, revoke_source
from toprung.records.usage.models import Source

_ADDED_ALREADY = (
    "That source was added already, and its key shown then. If nobody kept the key, revoke the source and add another."
)


class SourceForm(forms.Form):
    """The name of a source."""

    name = forms.CharField(
        label="Name",
        max_length=100,
        help_text="What sends, such as Web app, Backend or Segment.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One source as the list shows it."""

    source: Source
    sent: Sent


@dataclass(frozen=True, slots=True)
class Added:
    """A source just added, with its write key: shown now and never again."""

    source: Source
    key: str


@page()
def list_sources(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every source; those that accept first."""
    return _shown(request, visit)


@page(Verb.MANAGE_SOURCES, methods=("GET", "POST"))
def add(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A new source; the answer shows its key. Its address opened anew shows the list."""
    if request.method != "POST":
        return redirect_to(request, "sources", visit.workspace.pk)
    form = SourceForm(request.POST)
    if not form.is_valid():
        return _shown(request, visit, form=form, status=422)
    try:
        # In one turn with the form's receipt: a server that dies in between has kept both or neither.
        with turn(visit.workspace):
            if not first_time(request, visit):
                return redirect_to(request, "sources", visit.workspace.pk, message=_ADDED_ALREADY)
            added = Added(*add_source(visit.workspace, form.cleaned_data["name"], by=visit.actor, now=visit.now))
    except (BadInput, Refused) as error:
        form.add_error("name", str(error))
        return _shown(request, visit, form=form, status=422)
    return _shown(request, visit, added=added)


@page(Verb.MANAGE_SOURCES, methods=("POST",))
def rename(request: HttpRequest, visit: Visit, source: int) -> HttpResponse:
    """Another name for a source; its key stays."""
    queries.source(visit.workspace, source)
    try:
        found = rename_source(visit.workspace, source, request.POST.get("name", ""), by=visit.actor, now=visit.now)
    except (BadInput, Refused) as error:
        return _shown(request, visit, problem=str(error), status=422)
    return redirect_to(request, "sources", visit.workspace.pk, message=f"It is called “{found.name}” now.")


@page(Verb.MANAGE_SOURCES, methods=("POST",))
def revoke(request: HttpRequest, visit: Visit, source: int) -> HttpResponse:
    """The source's key opens nothing any more."""
    found = revoke_source(visit.workspace, source, by=visit.actor, now=visit.now)
    message = f"The key of “{found.name}” opens nothing any more. What it has sent is kept."
    return redirect_to(request, "sources", visit.workspace.pk, message=message)


def _shown(
    request: HttpRequest,
    visit: Visit,
    *,
    form: SourceForm | None = None,
    added: Added | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    rows = _rows(visit)
    address = origin(request)
    shown = {
        "rows": rows,
        "open": sum(row.source.accepts for row in rows),
        "form": form or SourceForm(),
        "added": added,
        "problem": problem,
        "address": address,
        "snippets": snippets(address, added.key) if added else snippets(address),
        "may_manage": visit.may(Verb.MANAGE_SOURCES),
    }
    return render(request, visit, "feeds/sources.html", shown, title="Sources", active="settings", status=status)


def _rows(visit: Visit) -> list[Row]:
    told = sent(visit.workspace, visit.now)
    return [Row(source, told.get(source.pk, Sent())) for source in queries.sources(visit.workspace)]
