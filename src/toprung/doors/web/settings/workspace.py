"""The workspace: what it is called and counted in, and whose events are no use of the product."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.http import HttpRequest, HttpResponse

from toprung.doors.web.conflicts import FIELD, Conflict, merged, seen
from toprung.doors.web.once import first_time
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.settings.policy_seasons import MONTHS
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput, Refused
from toprung.records.administration.actions import WorkspaceDraft, change_workspace
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

_MOST = 5_000
_MONTHS = list(enumerate(MONTHS, 1))


def _lines(label: str, help_text: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})
    return forms.CharField(label=label, help_text=help_text, max_length=_MOST, required=False, widget=widget)


class WorkspaceForm(forms.Form):
    """Everything of a workspace that can be changed; what the first import settled is left out of it."""

    name = forms.CharField(label="Name", max_length=200, help_text="Your company, as reports call it.")
    timezone = forms.CharField(
        label="Time zone",
        max_length=64,
        help_text="In which days begin, such as Europe/Berlin. In another one the days of all events are counted anew.",
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "spellcheck": "false"}),
    )
    currency = forms.CharField(
        label="Base currency", max_length=3, help_text="Three letters, such as EUR. The first import settles it."
    )
    fiscal_year_start_month = forms.TypedChoiceField(
        label="Fiscal year begins in",
        choices=_MONTHS,
        coerce=int,
        help_text="For periods of reports and targets; where accounts stand does not hang on it.",
    )
    product_names = _lines(
        "Names of the product",
        "By which your customers call it, one a line. A customer who names it says where a result came from.",
    )
    excluded_users = _lines(
        "Users that do not count",
        "Your own people and machines: a user id or e-mail address a line, or @company.com for all of a domain.",
    )
    excluded_events = _lines("Events that are no use", "Names of events such as heartbeat or page_loaded, one a line.")

    def settle(self) -> WorkspaceForm:
        """The same without the currency, which the first import has settled; returns itself."""
        del self.fields["currency"]
        return self


@page(methods=("GET", "HEAD", "POST"))
def workspace(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The workspace; POST changes it."""
    if request.method != "POST":
        return _shown(request, visit, form_of(visit.workspace))
    require(visit.actor, Verb.CHANGE_WORKSPACE, visit.workspace)
    form = form_of(visit.workspace, request.POST)
    if not form.is_valid():
        return _shown(request, visit, form, token=request.POST.get(FIELD, ""), status=422)
    return _change(request, visit, form)


def form_of(workspace: Workspace, data: Any = None) -> WorkspaceForm:
    """The form of what can still be changed."""
    form = WorkspaceForm(data, initial=values_of(workspace))
    return form.settle() if workspace.first_import_on else form


def values_of(workspace: Workspace) -> dict[str, Any]:
    """What is on file, by the form's fields."""
    return {name: getattr(workspace, name) for name in WorkspaceForm.base_fields}


def _change(request: HttpRequest, visit: Visit, form: WorkspaceForm) -> HttpResponse:
    token, typed = request.POST.get(FIELD, ""), _typed(form)
    try:
        # Compared and saved in one turn, so that nobody comes between; and with the form's receipt.
        with turn(visit.workspace):
            visit.workspace.refresh_from_db()
            changes = merged(token, values_of(visit.workspace), typed)
            if not first_time(request, visit):
                return redirect_to(request, "workspace_settings", visit.workspace.pk, message="That was saved already.")
            change_workspace(visit.workspace, WorkspaceDraft(**changes), by=visit.actor, now=visit.now)
    except Conflict as clash:
        mine = merged(token, typed, typed)
        return _shown(request, visit, form_of(visit.workspace, values_of(visit.workspace) | mine), clash, status=422)
    except (BadInput, Refused) as error:
        form.add_error(None, str(error))
        return _shown(request, visit, form, token=token, status=422)
    return redirect_to(request, "workspace_settings", visit.workspace.pk, message=_message(visit.workspace, changes))


def _typed(form: WorkspaceForm) -> dict[str, Any]:
    """What was typed, as it is kept: a list has one entry a line, none of them empty or twice."""
    lists = ("product_names", "excluded_users", "excluded_events")
    return {name: _listed(value) if name in lists else value for name, value in form.cleaned_data.items()}


def _listed(text: str) -> str:
    return "\n".join(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _message(workspace: Workspace, changes: dict[str, Any]) -> str:
    if not changes:
        return "Nothing differs from what was on file."
    if "timezone" in changes and workspace.is_redating:
        return (
            f"Workspace saved. The days of all events are being counted anew in {workspace.timezone}, then every "
            "account is judged again; until that is done, pages show the days of the old zone."
        )
    if set(changes) == {"fiscal_year_start_month"}:
        return "Workspace saved."
    return "Workspace saved. Every account is being judged again; pages follow within a minute or so."


def _shown(
    request: HttpRequest,
    visit: Visit,
    form: WorkspaceForm,
    clash: Conflict | None = None,
    *,
    token: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = {
        "form": form,
        "clash": clash,
        "seen": token or seen(values_of(visit.workspace)),
        "editable": visit.may(Verb.CHANGE_WORKSPACE),
        "settled": bool(visit.workspace.first_import_on),
        "month": MONTHS[visit.workspace.fiscal_year_start_month - 1],
        "zones": sorted(available_timezones()),
    }
    title = "Workspace"
    return render(request, visit, "settings/workspace.html", shown, title=title, active="settings", status=status)
