"""The page of keys; an admin makes and revokes them."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse

from toprung.doors.web.entering.asking import origin
from toprung.doors.web.once import first_time
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.settings.members import ROLES
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput, Refused
from toprung.kernel.vocabulary import MemberRole
from toprung.records.apikeys import queries
from toprung.records.apikeys.actions import make_key, revoke_key
from toprung.records.apikeys.models import ApiKey
from toprung.records.tenancy.permissions import Verb
from toprung.records.tenancy.turns import turn

_MADE_ALREADY = "That key was made already, and shown then. If nobody kept it, revoke it and make another."


class KeyForm(forms.Form):
    """What a key is called, and what it may do."""

    name = forms.CharField(
        label="Name",
        max_length=100,
        help_text="The program that will use it, such as Warehouse.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label="Role",
        choices=[(role.value, f"{role.label}: {what}") for role, what in ROLES],
        initial=MemberRole.CSM.value,
    )


@dataclass(frozen=True, slots=True)
class Made:
    """A key just made: shown now and never again."""

    key: ApiKey
    secret: str


@page()
def list_keys(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every key; those that open first."""
    return _shown(request, visit)


@page(Verb.MANAGE_KEYS, methods=("GET", "POST"))
def make(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A new key; the answer shows it. Its address opened anew shows the list."""
    if request.method != "POST":
        return redirect_to(request, "api_keys", visit.workspace.pk)
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _shown(request, visit, form=form, status=422)
    given = form.cleaned_data
    try:
        # In one turn with the form's receipt: a server that dies in between has kept both or neither.
        with turn(visit.workspace):
            if not first_time(request, visit):
                return redirect_to(request, "api_keys", visit.workspace.pk, message=_MADE_ALREADY)
            role = MemberRole(given["role"])
            made = Made(*make_key(visit.workspace, given["name"], role, by=visit.actor, now=visit.now))
    except (BadInput, Refused) as error:
        form.add_error("name", str(error))
        return _shown(request, visit, form=form, status=422)
    return _shown(request, visit, made=made)


@page(Verb.MANAGE_KEYS, methods=("POST",))
def revoke(request: HttpRequest, visit: Visit, key: int) -> HttpResponse:
    """The key opens nothing any more."""
    found = revoke_key(visit.workspace, key, by=visit.actor, now=visit.now)
    message = f"The key “{found.name}” opens nothing any more. What was done with it stands."
    return redirect_to(request, "api_keys", visit.workspace.pk, message=message)


def _shown(
    request: HttpRequest,
    visit: Visit,
    *,
    form: KeyForm | None = None,
    made: Made | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = list(queries.keys(visit.workspace))
    shown = {
        "rows": rows,
        "open": sum(row.opens for row in rows),
        "form": form or KeyForm(),
        "made": made,
        "address": origin(request),
        "may_manage": visit.may(Verb.MANAGE_KEYS),
    }
    return render(request, visit, "apikeys/list.html", shown, title="API keys", active="settings", status=status)
