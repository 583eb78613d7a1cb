"""Forms of saved views: save, rename, share, give another list, delete."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from toprung.doors.web.conflicts import Conflict, merged, seen
from toprung.doors.web.once import first_time
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput, NotAllowed, Refused
from toprung.motion.lists.filters import BY_KEY
from toprung.motion.lists.request import parse
from toprung.records.tenancy.turns import turn
from toprung.records.views import actions, queries
from toprung.records.views.actions import LONGEST_NAME, ViewDraft, may_change
from toprung.records.views.models import ListKind, SavedView

_GONE_ALREADY = "That was saved already."


class ViewForm(forms.Form):
    """A view's name, and who sees it. The list itself comes along hidden."""

    name = forms.CharField(label="Name", max_length=LONGEST_NAME, help_text="What you want to find it by.")
    shared = forms.BooleanField(label="Share it with everyone in this workspace", required=False)


@page(methods=("GET", "POST"))
def view_save(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Keep the list behind `query` under a name."""
    given = request.POST if request.method == "POST" else request.GET
    kind, query = _kind(given.get("kind", "")), given.get("query", "")
    request_kept = parse(kind, query).request.on_page(1)
    form = ViewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        draft = ViewDraft(form.cleaned_data["name"], request_kept.to_query(), form.cleaned_data["shared"])
        try:
            # In one turn with the form's receipt: a server that dies in between has kept both or neither.
            with turn(visit.workspace):
                if not first_time(request, visit):
                    return redirect_to(request, kind.value, visit.workspace.pk, message=_GONE_ALREADY)
                view = actions.save_view(visit.workspace, kind, draft, by=visit.actor, now=visit.now)
        except (BadInput, Refused) as error:
            form.add_error("name", str(error))
        else:
            return _to_view(view, f"The view “{view.name}” was saved.", request)
    shown = {
        "form": form,
        "kind": kind,
        "query": request_kept.to_query(),
        "words": in_words(request_kept.to_query(), kind),
    }
    return render(
        request,
        visit,
        "accounts/view_save.html",
        shown,
        title="Save this list as a view",
        active=kind.value,
        status=422 if form.errors else 200,
    )


@page(methods=("GET", "POST"))
def view_change(request: HttpRequest, visit: Visit, view: int) -> HttpResponse:
    """Rename the view, share it or take it back; or, with `query` alone, give it the list that is on screen."""
    found = queries.view(visit.workspace, visit.member, view)
    if not may_change(found, visit.actor):
        raise NotAllowed(f"“{found.name}” belongs to {found.member.name}: save the list as a view of your own.")
    if request.method == "POST" and "query" in request.POST:
        return _given_another_list(request, visit, found)
    form = ViewForm(
        request.POST if request.method == "POST" else None, initial={"name": found.name, "shared": found.shared}
    )
    clash: Conflict | None = None
    if request.method == "POST" and form.is_valid():
        try:
            # Compared and saved in one turn, so that nobody comes between.
            with turn(visit.workspace):
                found = queries.view(visit.workspace, visit.member, view)
                draft = ViewDraft(**merged(request.POST.get("seen", ""), _on_file(found), form.cleaned_data))
                changed = actions.change_view(found, draft, by=visit.actor, now=visit.now)
        except Conflict as error:
            clash = error
        except (BadInput, Refused) as error:
            form.add_error("name", str(error))
        else:
            return _to_view(changed, f"The view “{changed.name}” was changed.", request)
    shown = {
        "form": form,
        "view": found,
        "clash": clash,
        "seen": seen(_on_file(found)),
        "words": in_words(found.query, ListKind(found.kind)),
    }
    return render(
        request,
        visit,
        "accounts/view_change.html",
        shown,
        title=f"The view “{found.name}”",
        active=found.kind,
        status=422 if form.errors or clash else 200,
    )


@page(methods=("POST",))
def view_delete(request: HttpRequest, visit: Visit, view: int) -> HttpResponse:
    """Delete the view; no account is touched."""
    found = queries.view(visit.workspace, visit.member, view)
    actions.delete_view(found, by=visit.actor, now=visit.now)
    message = f"The view “{found.name}” was deleted; the accounts in it are as they were."
    return redirect_to(request, found.kind, visit.workspace.pk, message=message)


def in_words(query: str, kind: ListKind) -> tuple[str, ...]:
    """What a view's list asks for, filter by filter."""
    return tuple(BY_KEY[key].words(values) for key, values in parse(kind, query).request.filters)


def _given_another_list(request: HttpRequest, visit: Visit, view: SavedView) -> HttpResponse:
    """Raises Conflict, which says so, where somebody else gave it another list meanwhile."""
    query = parse(ListKind(view.kind), request.POST["query"]).request.on_page(1).to_query()
    try:
        # Compared and saved in one turn, so that nobody comes between.
        with turn(visit.workspace):
            view = queries.view(visit.workspace, visit.member, view.pk)
            draft = ViewDraft(**merged(request.POST.get("seen", ""), {"query": view.query}, {"query": query}))
            changed = actions.change_view(view, draft, by=visit.actor, now=visit.now)
    except Conflict as error:
        theirs = "; ".join(in_words(view.query, ListKind(view.kind))) or "no filters"
        raise Refused(
            f"Someone else gave “{view.name}” another list meanwhile ({theirs}); nothing was changed. "
            "Look at it first, or save yours as a view of its own."
        ) from error
    return _to_view(changed, f"“{changed.name}” now shows this list.", request)


def _on_file(view: SavedView) -> dict[str, str | bool]:
    return {"name": view.name, "shared": view.shared}


def _kind(text: str) -> ListKind:
    return ListKind(text) if text in list(ListKind) else ListKind.ACCOUNTS


def _to_view(view: SavedView, message: str, request: HttpRequest) -> HttpResponseRedirect:
    answer = redirect_to(request, view.kind, view.workspace_id, message=message)
    answer.headers["Location"] = f"{reverse(view.kind, args=[view.workspace_id])}?view={view.pk}"
    return answer
