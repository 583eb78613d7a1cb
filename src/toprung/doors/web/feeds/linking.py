"""Events without an account: their groups and users, and groups linked to accounts by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from deltalake.exceptions import DeltaError
from django.http import Http404, HttpRequest, HttpResponse

from toprung.doors.web.feeds.live import is_asked_again, unchanged
from toprung.doors.web.feeds.matching import matching_page
from toprung.doors.web.once import first_time
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.canon import fingerprint
from toprung.kernel.errors import BadInput, NotFound
from toprung.motion.connections.counting import BROKEN
from toprung.motion.intake.trying import Left, unmatched_groups
from toprung.records.book.finding import found as accounts_found
from toprung.records.book.models import Account
from toprung.records.journal.queries import latest_entry
from toprung.records.matching import queries
from toprung.records.matching.actions import link_group, unlink_group
from toprung.records.tenancy.permissions import Verb
from toprung.records.tenancy.turns import turn

_SHOWN = 50
_OFFERED = 8
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One group or user without an account. `key` names its form in the page, `name` is the group's trait."""

    left: Left
    key: str
    name: str


@page()
def unmatched(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Groups and users whose events have no account; a part of the page, which follows what is changed."""
    version = _version(visit)
    same = unchanged(request, version)
    if same is not None:
        return same
    if not is_asked_again(request):
        return matching_page(request, visit, **_unmatched(visit, version))
    return render(request, visit, "feeds/unmatched.html", _unmatched(visit, version))


@page()
def accounts_like(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Accounts that fit what is typed, as a field's suggestions."""
    text = " ".join(request.GET.get("account", "")[:_LONGEST].replace("\0", " ").split())
    found = accounts_found(visit.workspace, text).only("name", "external_id")[:_OFFERED] if text else ()
    return render(request, visit, "feeds/accounts_like.html", {"accounts": found})


@page(Verb.MANAGE_SOURCES, methods=("GET", "POST"))
def link(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A group is an account from now on. Its address opened anew shows the page."""
    if request.method != "POST":
        return redirect_to(request, "matching", visit.workspace.pk)
    group, typed = request.POST.get("group", ""), request.POST.get("account", "")
    try:
        account = _meant(visit, typed)
        # In one turn with the form's receipt: a server that dies in between has kept both or neither.
        with turn(visit.workspace):
            if not first_time(request, visit):
                return redirect_to(request, "matching", visit.workspace.pk, message="That was saved already.")
            made = link_group(visit.workspace, group, account.external_id, by=visit.actor, now=visit.now)
    except (BadInput, NotFound) as error:
        told = {"link_problem": str(error), "link_group": group, "link_account": typed}
        return matching_page(request, visit, 422, **told)
    message = f"Events of “{made.group_id}” go to {account.name}; those that waited for an account follow in seconds."
    return redirect_to(request, "matching", visit.workspace.pk, message=message)


@page(Verb.MANAGE_SOURCES, methods=("POST",))
def unlink(request: HttpRequest, visit: Visit, link: int) -> HttpResponse:
    """The rules alone decide about the group again."""
    found = queries.links(visit.workspace).filter(pk=link).first()
    if found is None:
        raise Http404
    unlink_group(visit.workspace, found.group_id, by=visit.actor, now=visit.now)
    message = f"The rules alone decide about “{found.group_id}” again. What it has brought stays where it is."
    return redirect_to(request, "matching", visit.workspace.pk, message=message)


def _unmatched(visit: Visit, version: str) -> dict[str, Any]:
    told: dict[str, Any] = {"unmatched_version": version, "may_manage": visit.may(Verb.MANAGE_SOURCES)}
    try:
        unfound = unmatched_groups(visit.workspace, _SHOWN)
    except (DeltaError, OSError):
        return told | {"broken": BROKEN}
    names = dict(
        queries.groups(visit.workspace, [left.group for left in unfound.first]).values_list("group_id", "traits__name")
    )
    rows = [Row(left, fingerprint([left.group, left.user])[:12], names.get(left.group) or "") for left in unfound.first]
    return told | {"unfound": unfound, "rows": rows, "users": any(not left.group for left in unfound.first)}


def _version(visit: Visit) -> str:
    """Another one when rules, links or the book change, and again once events were looked at since."""
    return f"{latest_entry(visit.workspace)}.{queries.state(visit.workspace).rematched_journal}"


def _meant(visit: Visit, typed: str) -> Account:
    """The account of that id, else the only one of that name. Raises BadInput that says what was found instead."""
    text = " ".join(typed.replace("\0", " ").split())[:_LONGEST]
    if not text:
        raise BadInput("Say which account: its id, or its name.")
    found = list(accounts_found(visit.workspace, text)[:_OFFERED])
    exact = [a for a in found if a.external_id == text] or [a for a in found if a.name.casefold() == text.casefold()]
    if len(exact) == 1:
        return exact[0]
    near = ", ".join(f"{account.external_id} ({account.name})" for account in exact or found)
    hint = f" Is it one of these? {near}. Give its id." if near else " Look at its id in the list of accounts."
    raise BadInput(f"{'Several accounts are' if exact else 'No account is'} called “{text}”.{hint}")
