"""Bulk edit: choose rows in the list, say what they are to have, look at what that changes, do it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from toprung.doors.web.accounts.forms import BulkForm
from toprung.doors.web.accounts.listpage import viewer_of
from toprung.doors.web.once import first_time
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.ui.values import counted
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput
from toprung.motion.lists import bulk
from toprung.motion.lists.bulk import Applied, Chosen
from toprung.motion.lists.request import ListRequest, parse
from toprung.motion.upkeep import refresh
from toprung.records.tenancy.permissions import Verb
from toprung.records.views.models import ListKind

#: this many accounts are evaluated at once while one waits; more are left to the worker
_AT_ONCE = 200
_ACCOUNTS = "account,accounts"


@page(Verb.EDIT_ACCOUNT, methods=("GET", "HEAD", "POST"))
def accounts_edit(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The steps of a bulk edit, told apart by `step`: blank, preview, act. Nothing is written before the last."""
    if request.method != "POST":
        return redirect_to(request, "accounts", visit.workspace.pk)
    wanted = parse(ListKind.ACCOUNTS, request.POST.get("query", "")).request
    step = request.POST.get("step", "")
    if step == "act" and not first_time(request, visit):
        return _back(request, visit, wanted, "That was saved already.")
    chosen = _chosen(request, visit, wanted)
    if not chosen.accounts:
        raise BadInput(_nobody(chosen))
    form = BulkForm(request.POST if step else None, workspace=visit.workspace)
    if step == "act" and form.is_valid():
        return _act(request, visit, wanted, chosen, form)
    shown: dict[str, Any] = {"form": form, "previewed": None}
    if step and form.is_valid():
        shown["asked"] = [(name, request.POST[name]) for name in form.fields if request.POST.get(name)]
        shown["previewed"] = bulk.preview(visit.workspace, chosen.accounts, form.change, visit.today)
    return _form(request, visit, wanted, chosen, shown, status=422 if form.errors else 200)


def _form(
    request: HttpRequest, visit: Visit, wanted: ListRequest, chosen: Chosen, shown: dict[str, Any], status: int
) -> HttpResponse:
    shown |= {
        "chosen": chosen,
        "accounts": ",".join(map(str, chosen.accounts)),
        "query": wanted.on_page(1).to_query(),
        "count": len(chosen.accounts),
    }
    title = f"Edit {counted(len(chosen.accounts), _ACCOUNTS)}"
    return render(request, visit, "accounts/edit.html", shown, title=title, active="accounts", status=status)


def _act(request: HttpRequest, visit: Visit, wanted: ListRequest, chosen: Chosen, form: BulkForm) -> HttpResponse:
    applied = bulk.apply(visit.workspace, chosen.accounts, form.change, by=visit.actor, now=visit.now)
    at_once = len(applied.changed) <= _AT_ONCE
    if at_once and applied.changed:
        refresh(visit.workspace, applied.changed, visit.now)
    sentence = _told(applied, at_once)
    if not applied.refused and not chosen.left:
        return _back(request, visit, wanted, sentence)
    shown = {"applied": applied, "chosen": chosen, "sentence": sentence, "query": wanted.on_page(1).to_query()}
    return render(request, visit, "accounts/edited.html", shown, title="Edited", active="accounts")


def _told(applied: Applied, at_once: bool) -> str:
    said = [f"{counted(len(applied.changed), _ACCOUNTS)} changed"]
    if applied.unchanged:
        said.append(f"{counted(applied.unchanged, 'was,were')} so already")
    if applied.refused:
        said.append(f"{counted(len(applied.refused), 'was,were')} refused")
    later = "" if at_once else " They are being evaluated; the list follows in a moment."
    return f"{', '.join(said)}.{later}"


def _back(request: HttpRequest, visit: Visit, wanted: ListRequest, message: str) -> HttpResponseRedirect:
    answer = redirect_to(request, "accounts", visit.workspace.pk, message=message)
    answer.headers["Location"] = f"{reverse('accounts', args=[visit.workspace.pk])}?{wanted.on_page(1).to_query()}"
    return answer


def _chosen(request: HttpRequest, visit: Visit, wanted: ListRequest) -> Chosen:
    """From the list's checkboxes, or from the step before, as they answer to the list's filters now."""
    viewer = viewer_of(visit)
    if request.POST.get("everything") and "accounts" not in request.POST:
        return bulk.whole_list(visit.workspace, wanted, viewer)
    ticked = request.POST.getlist("account") or request.POST.get("accounts", "").split(",")
    return bulk.chosen(visit.workspace, wanted, viewer, _numbers(ticked))


def _numbers(texts: Iterable[str]) -> list[int]:
    return [int(text) for text in texts if text.isdecimal() and len(text) < 19]


def _nobody(chosen: Chosen) -> str:
    if chosen.left:
        return (
            "None of the chosen accounts is in the list any more: someone changed them meanwhile. Nothing was changed."
        )
    return "No account is chosen: go back and tick at least one row, or take the whole list."
