"""Members: who is one, in which role; admins add, change and remove them, and let them in by a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from toprung.doors.entry import link_path
from toprung.doors.web.conflicts import FIELD, Conflict, merged, seen
from toprung.doors.web.entering.asking import mail_reaches, origin
from toprung.doors.web.once import first_time
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput, Refused
from toprung.kernel.vocabulary import MemberRole
from toprung.motion.joining import join, mailed_link, shown_link, user_of, vouched_here_alone
from toprung.records.access.models import User
from toprung.records.access.queries import users_of
from toprung.records.administration.members import change_member_role, remove_member
from toprung.records.tenancy import queries
from toprung.records.tenancy.models import Member
from toprung.records.tenancy.permissions import Verb
from toprung.records.tenancy.turns import turn

ROLES = (
    (MemberRole.ADMIN, "Everything, members and workspace included."),
    (MemberRole.LEADER, "Policy, imports, revenue, and all that a csm does."),
    (MemberRole.CSM, "Accounts, outcomes, measurements, attestations, checks."),
    (MemberRole.SALES, "Promises, stakeholders, contracts and touches."),
    (MemberRole.VIEWER, "Reads and exports."),
)


class MemberForm(forms.Form):
    """A new member."""

    name = forms.CharField(label="Name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(label="E-mail address", help_text="By which they sign in.")
    role = forms.ChoiceField(
        label="Role",
        choices=[(role.value, f"{role.label}: {what}") for role, what in ROLES],
        initial=MemberRole.CSM.value,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One member as the page lists them. `user` None: cannot enter yet."""

    member: Member
    user: User | None
    seen: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """How a member gets in: by a mail that is under way, or by a link that is shown here once, or by the operator."""

    member: Member
    mailed: bool = False
    link: str = ""


@page()
def list_members(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everybody in the workspace."""
    return _shown(request, visit)


@page(Verb.MANAGE_MEMBERS, methods=("GET", "POST"))
def add(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A person joins; the answer says how they get in. Its address opened anew shows the list."""
    if request.method != "POST":
        return redirect_to(request, "members", visit.workspace.pk)
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _shown(request, visit, form=form, status=422)
    given = form.cleaned_data
    role = MemberRole(given["role"])
    try:
        # In one turn with the form's receipt: a server that dies in between has kept both or neither.
        with turn(visit.workspace):
            if not first_time(request, visit):
                return redirect_to(request, "members", visit.workspace.pk, message="That was saved already.")
            member, user = join(visit.workspace, given["name"], given["email"], role, by=visit.actor, now=visit.now)
    except (BadInput, Refused) as error:
        form.add_error(None, str(error))
        return _shown(request, visit, form=form, status=422)
    return _shown(request, visit, invitation=_invite(request, visit, member, user))


@page(Verb.MANAGE_MEMBERS, methods=("GET", "POST"))
def send_link(request: HttpRequest, visit: Visit, member: int) -> HttpResponse:
    """A way in for a member who has none, or has lost it. Its address opened anew shows the list."""
    found = _member(visit, member)
    if request.method != "POST":
        return redirect_to(request, "members", visit.workspace.pk)
    user = user_of(found, by=visit.actor, now=visit.now)
    return _shown(request, visit, invitation=_invite(request, visit, found, user))


@page(Verb.MANAGE_MEMBERS, methods=("POST",))
def change_role(request: HttpRequest, visit: Visit, member: int) -> HttpResponse:
    """Another role for a member, unless another admin gave them one while this page was open."""
    try:
        # Compared and saved in one turn, so that nobody comes between.
        with turn(visit.workspace):
            found = _member(visit, member)
            wanted = merged(request.POST.get(FIELD, ""), {"role": found.role}, {"role": request.POST.get("role", "")})
            role = _role(wanted.get("role", found.role))
            change_member_role(visit.workspace, found, role, by=visit.actor, now=visit.now)
    except Conflict:
        messages.warning(request, f"{found.name} was made {found.get_role_display()} meanwhile; nothing was changed.")
        return redirect_to(request, "members", visit.workspace.pk)
    return redirect_to(request, "members", visit.workspace.pk, message=f"{found.name} is {role.label}.")


@page(Verb.MANAGE_MEMBERS, methods=("POST",))
def remove(request: HttpRequest, visit: Visit, member: int) -> HttpResponse:
    """A member leaves."""
    found = _member(visit, member)
    remove_member(visit.workspace, found, by=visit.actor, now=visit.now)
    message = f"{found.name} has left. What they did stays on the record."
    if found.pk == visit.member.pk:
        return redirect_to(request, "start", message=message)
    return redirect_to(request, "members", visit.workspace.pk, message=message)


def _shown(
    request: HttpRequest,
    visit: Visit,
    *,
    form: MemberForm | None = None,
    invitation: Invitation | None = None,
    status: int = 200,
) -> HttpResponse:
    context: Mapping[str, Any] = {
        "rows": _rows(visit),
        "form": form or MemberForm(),
        "roles": [role for role, _ in ROLES],
        "invitation": invitation,
        "may_manage": visit.may(Verb.MANAGE_MEMBERS),
    }
    return render(request, visit, "settings/members.html", context, title="Members", active="settings", status=status)


def _rows(visit: Visit) -> list[Row]:
    members = list(queries.members(visit.workspace))
    users = users_of(member.email for member in members)
    return [Row(member, users.get(member.email), seen({"role": member.role})) for member in members]


def _member(visit: Visit, pk: int) -> Member:
    """The member of this workspace; 404 for another's."""
    found = queries.members(visit.workspace).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _role(text: str) -> MemberRole:
    try:
        return MemberRole(text)
    except ValueError as error:
        raise BadInput(f"“{text}” is no role: choose {', '.join(role.label for role in MemberRole)}.") from error


def _invite(request: HttpRequest, visit: Visit, member: Member, user: User) -> Invitation:
    """A link by mail; where no mail is set up, on this page, if this admin may see one."""
    if mail_reaches():
        mailed_link(visit.workspace, user, origin(request), by=visit.actor, now=visit.now)
        return Invitation(member, mailed=True)
    if vouched_here_alone(visit.workspace, user):
        key = shown_link(visit.workspace, user, by=visit.actor, now=visit.now)
        return Invitation(member, link=f"{origin(request)}{link_path(key)}")
    return Invitation(member)
