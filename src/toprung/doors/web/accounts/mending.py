"""Triage mended in place: a row opens the form that its reason asks for, and leaves the list when it is mended."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from toprung.doors.web.account.choices import accepted_told
from toprung.doors.web.accounts import listpage
from toprung.doors.web.accounts.mendform import MendForm, Missing, Overtaken, missing_at
from toprung.doors.web.accounts.triage import reason_tabs
from toprung.doors.web.conflicts import FIELD, Conflict
from toprung.doors.web.once import first_time, saved_for_good
from toprung.doors.web.rendering import redirect_to, render, saved
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput, Refused
from toprung.motion.lists import listing
from toprung.motion.portrait.head import Head, head
from toprung.motion.upkeep import refresh
from toprung.records.tenancy.permissions import Verb
from toprung.records.tenancy.turns import turn
from toprung.records.views.models import ListKind

_METHODS = ("GET", "HEAD", "POST")
_TWICE = "That was saved already; nothing was recorded twice."


@page(Verb.WRITE_OUTCOME, methods=_METHODS)
def triage_mend(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """The form for what is missing at the account; sent, it names the result and says what is missing still."""
    found = head(visit.workspace, pk, visit.today)
    missing = missing_at(found.account, visit.today)
    if "fold" in request.GET:
        return _answer(request, visit, missing, {"folded": True})
    if request.method != "POST":
        return _form(request, visit, missing, found) if missing.reason else _named(request, visit, missing)
    if not missing.code or missing.code != request.POST.get("code", ""):
        return _overtaken(request, visit, missing, found)
    return _save(request, visit, missing, found)


def _save(request: HttpRequest, visit: Visit, missing: Missing, found: Head) -> HttpResponse:
    form = MendForm(visit, missing, _accepted(found), request.POST)
    if not form.is_valid():
        return _form(request, visit, missing, found, form, status=422)
    try:
        # In one turn with the form's receipt: a server that dies in between has kept both or neither.
        with turn(visit.workspace):
            message = form.act() if first_time(request, visit) else _TWICE
    except Overtaken:
        return _overtaken(request, visit, missing_at(found.account, visit.today), found)
    except Conflict as clash:
        return _form(request, visit, missing_at(found.account, visit.today), found, form, clash, status=422)
    except (BadInput, Refused) as error:
        form.add_error(None, str(error))
        return _form(request, visit, missing, found, form, status=422)
    return _saved(request, visit, found, message)


def _saved(request: HttpRequest, visit: Visit, found: Head, message: str) -> HttpResponse:
    saved_for_good(request)
    refresh(visit.workspace, [found.account.external_id], visit.now)
    missing = missing_at(found.account, visit.today)
    if missing.reason is None:
        return _named(request, visit, missing, message)
    if "HX-Request" not in request.headers:
        return redirect_to(
            request, "triage_mend", visit.workspace.pk, found.account.pk, message=f"{message} {missing.reason.text}"
        )
    return saved(_form(request, visit, missing, found, said=message), message)


def _named(request: HttpRequest, visit: Visit, missing: Missing, message: str = "") -> HttpResponse:
    """Nothing is missing: the row has left the list."""
    sentence = f"{missing.account.name} has a named result."
    if "HX-Request" not in request.headers:
        return redirect_to(request, "triage", visit.workspace.pk, message=f"{message} {sentence}".strip())
    return saved(_answer(request, visit, missing, {"named": missing.primary}), sentence)


def _overtaken(request: HttpRequest, visit: Visit, missing: Missing, found: Head) -> HttpResponse:
    """Somebody was quicker: what is on file now, and beside it every word that this person wrote."""
    fields = MendForm.base_fields
    typed = [(fields[name].label, text) for name in fields if (text := request.POST.get(name, "").strip())]
    shown: dict[str, Any] = {"overtaken": typed or [("", "")], "named": missing.primary}
    if missing.reason is None:
        return _answer(request, visit, missing, shown, status=422)
    return _form(request, visit, missing, found, status=422, **shown)


def _form(
    request: HttpRequest,
    visit: Visit,
    missing: Missing,
    found: Head,
    form: MendForm | None = None,
    clash: Conflict | None = None,
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    form = form or MendForm(visit, missing, _accepted(found))
    # After a conflict both versions are before the person's eyes, so the form begins from what is on file now.
    seen = request.POST.get(FIELD, "") if form.is_bound and clash is None else MendForm(visit, missing, "").seen()
    return _answer(request, visit, missing, {**shown, "form": form, "clash": clash, "seen": seen}, status=status)


def _answer(
    request: HttpRequest, visit: Visit, missing: Missing, shown: dict[str, Any], status: int = 200
) -> HttpResponse:
    """As the list's entry of the account for htmx, with the list's words brought up to date; else as a page."""
    inline = "HX-Request" in request.headers
    shown |= {"missing": missing, "account": missing.account, "inline": inline}
    if inline:
        shown |= _list_around(request, visit, missing.account.pk)
    template = "accounts/mend_entry.html" if inline else "accounts/mend_page.html"
    title = f"Name the result of {missing.account.name}"
    return render(request, visit, template, shown, title=title, active="triage", status=status)


def _list_around(request: HttpRequest, visit: Visit, account: int) -> dict[str, Any]:
    """What the page shows around the form: the list in a sentence, its reasons, the account's row."""
    around = listpage.context(request, visit, ListKind.TRIAGE)
    row = listing.one_row(visit.workspace, around["list"], account)
    line = listpage.line_of(around["list"], row, visit) if row else None
    return around | {"line": line, "reasons": reason_tabs(around), "may_mend": True, "renewed": True}


def _accepted(found: Head) -> str:
    return accepted_told(found.policy, found.segment)
