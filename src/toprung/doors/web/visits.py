"""Who comes to a page: signed in, a member of the workspace in the address, with a role that may do the verb."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed

from toprung.doors import clock
from toprung.records.access import queries
from toprung.records.access.models import User
from toprung.records.tenancy.actors import Actor, acting
from toprung.records.tenancy.models import Member, Workspace
from toprung.records.tenancy.permissions import Verb, may, require

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, "Visit", P], HttpResponseBase]
#: under which the session remembers the workspace that was used last
LAST_WORKSPACE = "workspace"
READING = ("GET", "HEAD")
#: what databases take for a key; looking for a larger one would be an error of theirs
_LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Visit:
    """One request by a member: where, who, when. `memberships` are all of the person's, with their workspaces."""

    workspace: Workspace
    member: Member
    actor: Actor
    now: datetime
    memberships: tuple[Member, ...]

    @property
    def today(self) -> date:
        """The workspace's day."""
        return self.workspace.day_of(self.now)

    def may(self, verb: Verb | str) -> bool:
        """May this member do it? Pages show only what is allowed; actions enforce it again."""
        return may(self.actor, Verb(verb), self.workspace)


def page(
    verb: Verb = Verb.READ, *, methods: Sequence[str] = READING
) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """A view of one workspace's page; its address carries `workspace`, which the view gets as part of the visit.

    Anonymous visitors are asked to sign in (a script's request: 401), strangers get 404 as for a page that is not
    there, members without the verb NotAllowed.
    """

    def of(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def visited(request: HttpRequest, workspace: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if not request.user.is_authenticated:
                return sign_in_first(request)
            visit = visit_of(request, workspace)
            if any(isinstance(key, int) and key > _LARGEST_KEY for key in kwargs.values()):
                raise Http404
            require(visit.actor, verb, visit.workspace)
            return view(request, visit, *args, **kwargs)

        return visited

    return of


def visit_of(request: HttpRequest, workspace: int) -> Visit:
    """The signed-in person's visit to that workspace. Raises Http404 for who is no member there. One query."""
    memberships = tuple(queries.memberships(user_of(request)))
    member = next((m for m in memberships if m.workspace_id == workspace), None)
    if member is None:
        raise Http404
    if request.session.get(LAST_WORKSPACE) != workspace:
        request.session[LAST_WORKSPACE] = workspace
    return Visit(member.workspace, member, acting(member), clock.now(), memberships)


def user_of(request: HttpRequest) -> User:
    """The signed-in person. Raises Http404 where nobody is: views ask for that first."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def sign_in_first(request: HttpRequest) -> HttpResponseBase:
    """Where an anonymous visitor goes: to the log-in and back; a script is told 401, so that its page can stay."""
    if is_script(request):
        return HttpResponse("Your session has ended: sign in again.", status=401, content_type="text/plain")
    target = request.get_full_path() if request.method in READING else request.headers.get("Referer", "/")
    return redirect_to_login(target)


def is_script(request: HttpRequest) -> bool:
    """Was it asked for by a page's script, so that a whole page is no answer?"""
    return "HX-Request" in request.headers or "application/json" in request.headers.get("Accept", "")
