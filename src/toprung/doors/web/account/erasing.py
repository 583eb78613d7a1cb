"""A customer's person erased for good by an admin, who sees first what goes and what stays."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from toprung.doors.web.account.workbench import METHODS
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import NotFound, Refused
from toprung.motion.forgetting import erase_person, outlook
from toprung.motion.portrait.head import the_account
from toprung.records.book.models import Stakeholder
from toprung.records.book.queries import stakeholders
from toprung.records.outcomes.erasing import is_erased
from toprung.records.tenancy.permissions import Verb

_UNREAD = "Say below that you have read what goes and what stays. Nothing was erased."
_DONE = "The person is erased, and called {name} from now on."


@page(Verb.ERASE_PERSON, methods=METHODS)
def person_erase(request: HttpRequest, visit: Visit, pk: int, person: int) -> HttpResponse:
    """What erasing the person takes away and leaves, and the button that does it."""
    found = _the_person(visit, pk, person)
    if request.method != "POST":
        return _asked(request, visit, found)
    if is_erased(found):
        return _back(request, visit, found, f"{found.name} was erased already.")
    if request.POST.get("read") != "yes":
        return _asked(request, visit, found, _UNREAD)
    try:
        done = erase_person(found, by=visit.actor, now=visit.now)
    except Refused as error:
        return _asked(request, visit, found, str(error))
    return _back(request, visit, found, _DONE.format(name=done.name))


def _the_person(visit: Visit, pk: int, person: int) -> Stakeholder:
    account = the_account(visit.workspace, pk)
    of_account = stakeholders(visit.workspace).filter(account=account, pk=person)
    found = of_account.select_related("account__workspace").first()
    if found is None:
        raise NotFound("There is no such person on file at this account.")
    return found


def _asked(request: HttpRequest, visit: Visit, found: Stakeholder, refusal: str = "") -> HttpResponse:
    seen = outlook(found, by=visit.actor, now=visit.now)
    context = {"account": found.account, "seen": seen, "refusal": refusal}
    title = f"{found.account.name}: erase {found.name}"
    status = 422 if refusal else 200
    return render(request, visit, "account_page/erase.html", context, title=title, active="accounts", status=status)


def _back(request: HttpRequest, visit: Visit, found: Stakeholder, message: str) -> HttpResponse:
    return redirect_to(request, "account", visit.workspace.pk, found.account.pk, message=message)
