"""Forms sent twice, by a double click or the back button: the second time changes nothing."""

from __future__ import annotations

from django.http import HttpRequest

from toprung.doors.web.visits import Visit, user_of
from toprung.records.access import actions

#: the hidden field that `{% once %}` puts into a form
FIELD = "once"
_TAKEN = "_once_taken"


def first_time(request: HttpRequest, visit: Visit) -> bool:
    """Is this very form accepted for the first time? Ask before acting; an answer of 400 or more gives it back."""
    key = request.POST.get(FIELD, "")
    if not key:
        return True
    if not actions.accept(key, user_of(request), visit.now):
        return False
    setattr(request, _TAKEN, key)
    return True


def saved_for_good(request: HttpRequest) -> None:
    """What the form says is on file: whatever fails from here on, it is not to be sent again."""
    if hasattr(request, _TAKEN):
        delattr(request, _TAKEN)


def give_back(request: HttpRequest) -> None:
    """The form was not accepted after all and may be sent again."""
    key = getattr(request, _TAKEN, None)
    if key is not None:
        actions.give_back(key, user_of(request))
        delattr(request, _TAKEN)
