"""Where something is recorded about an account: a form in a dialog of its page, or on a page of its own.

A form knows its account and its visit, and acts by calling an action of the records. What is refused stands beside
its field, with everything that was typed still there.
"""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.forms.forms import DeclarativeFieldsMetaclass
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from toprung.doors.web import conflicts
from toprung.doors.web.account.sections import changed_sections
from toprung.doors.web.conflicts import Conflict, merged
from toprung.doors.web.once import first_time, saved_for_good
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.visits import Visit
from toprung.kernel.errors import BadInput, Refused
from toprung.motion.upkeep import refresh
from toprung.records.book.models import Account
from toprung.records.journal.upsert import Problem, Status, Upserted
from toprung.records.tenancy.turns import turn

METHODS = ("GET", "HEAD", "POST")
#: what answers once something was recorded about an account, with the sentence to show
After = Callable[[HttpRequest, Visit, Account, str], HttpResponse]
#: pages of an account from which its forms are opened
BACKS = frozenset({"account", "account_handoff"})
TWICE = "That was saved already; nothing was recorded twice."


class _Kind(DeclarativeFieldsMetaclass, ABCMeta):
    """A form that leaves something to its heirs."""


class WorkForm(forms.Form, metaclass=_Kind):
    """One thing to be recorded about an account. `heading` names it, `submit` is what its button says."""

    heading: str
    submit = "Save"
    #: the page that is shown afterwards; an address may ask for another one of `BACKS`
    page_after = "account"
    #: groups of fields, by their legend; none: all of them in their order
    groups: Sequence[tuple[str, Sequence[str]]] = ()
    #: a draft's field -> the form's, where they differ
    called: Mapping[str, str] = {}
    # Where something is missing the form says it beside the field, in its own words.
    use_required_attribute = False

    def __init__(self, visit: Visit, account: Account, data: Any = None, **options: Any) -> None:
        self.visit = visit
        self.account = account
        #: what the form says of itself when it is sent once more
        self.hidden: dict[str, str] = {}
        self.prepare()
        super().__init__(data, **options)
        self.dress()

    def prepare(self) -> None:
        """Read what the form needs to know, before its fields are made."""

    def dress(self) -> None:
        """Give the fields their choices."""

    @property
    def back(self) -> str:
        """Where one goes who would rather not."""
        return reverse(self.page_after, args=[self.visit.workspace.pk, self.account.pk])

    def layout(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The visible fields in their groups, with each group's legend."""
        if not self.groups:
            return [("", self.visible_fields())]
        return [(legend, [self[name] for name in names if name in self.fields]) for legend, names in self.groups]

    @abstractmethod
    def act(self) -> str:
        """Record it; the sentence to show, or "" where it was refused and the form has its errors."""

    def taken(self, results: Iterable[Upserted], message: str, same: str) -> str:
        """What came of the drafts: the message, with remarks, or the problems beside their fields."""
        found = list(results)
        for problem in (result.problem for result in found if result.problem is not None):
            self.refuse(problem)
        if self.errors:
            return ""
        said = same if all(result.status is Status.UNCHANGED for result in found) else message
        return " ".join([said, *(result.remark for result in found if result.remark)])

    def refuse(self, problem: Problem) -> None:
        """Put the problem beside its field."""
        name = self.called.get(problem.field, problem.field)
        self.add_error(name if name in self.fields else None, f"{problem.reason} {problem.remedy}")


class EditForm(WorkForm):
    """A change of what is on file. What another person has changed meanwhile is kept, or shown side by side."""

    def __init__(self, visit: Visit, account: Account, data: Any = None, **options: Any) -> None:
        super().__init__(visit, account, data, **options)
        self.initial = {**self.on_file(), **self.initial}

    @abstractmethod
    def on_file(self) -> dict[str, Any]:
        """The values as they are on file now, by the form's fields."""

    @abstractmethod
    def keep(self, changed: dict[str, Any]) -> str:
        """Save the fields that this person changed; the sentence to show."""

    def act(self) -> str:
        """Compare and save in one turn, so that nobody comes between. Raises Conflict."""
        with turn(self.visit.workspace):
            changed = merged(self.data.get(conflicts.FIELD, ""), self.on_file(), self.cleaned_data)
            return self.keep(changed) if changed else "Nothing was changed."

    def seen(self) -> str:
        """What the form shows as on file, for its hidden field."""
        return conflicts.seen(self.on_file())


def work(request: HttpRequest, form: WorkForm, after: After | None = None) -> HttpResponse:
    """Show the form, or act on what was sent: the whole way of each of the page's forms.

    `after` answers once something was recorded; without it the account's page shows it (`done`).
    """
    here = request.get_full_path()
    if request.method != "POST":
        return shown(request, form, here)
    try:
        message = _recorded(request, form)
    except Conflict as clash:
        return shown(request, form, here, clash, status=422)
    except (BadInput, Refused) as error:
        form.add_error(None, str(error))
        message = ""
    if not message:
        return shown(request, form, here, status=422)
    return (after or partial(done, back=_back(request, form)))(request, form.visit, form.account, message)


def _recorded(request: HttpRequest, form: WorkForm) -> str:
    """What came of it, "" where something is wrong with the form.

    In one turn with the form's receipt: a server that dies in between has kept both or neither.
    """
    with turn(form.visit.workspace):
        # Before the form is read: a person or a short name that is on file by now was put there by this very form.
        if not first_time(request, form.visit):
            return TWICE
        return form.act() if form.is_valid() else ""


def done(
    request: HttpRequest, visit: Visit, account: Account, message: str, back: str = WorkForm.page_after
) -> HttpResponse:
    """After something was recorded: the account is judged anew, and its page (or `back`) shows it at once."""
    saved_for_good(request)
    refresh(visit.workspace, [account.external_id], visit.now)
    inline = "HX-Request" in request.headers
    if inline and back == WorkForm.page_after:
        return changed_sections(request, visit, account.pk, message)
    response = redirect_to(request, back, visit.workspace.pk, account.pk, message=message)
    return HttpResponse(status=200, headers={"HX-Redirect": response.url}) if inline else response


def _way_back(request: HttpRequest, form: WorkForm) -> str:
    """The address for who would rather not."""
    asked = _opened_from(request)
    return reverse(asked, args=[form.visit.workspace.pk, form.account.pk]) if asked else form.back


def _back(request: HttpRequest, form: WorkForm) -> str:
    """The page from which the form was opened, where its address says so."""
    return _opened_from(request) or form.page_after


def _opened_from(request: HttpRequest) -> str:
    """The page that the address asks to be shown afterwards; "" where it asks for none."""
    asked = request.GET.get("back", "")
    return asked if asked in BACKS else ""


def posted(request: HttpRequest) -> Any:
    """What was sent, None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


def was_shown(request: HttpRequest) -> bool:
    """Was what is sent here a form that showed something on file, and not an address made up?"""
    try:
        return not merged(str(request.POST.get(conflicts.FIELD, "")), {}, {})
    except BadInput:
        return False


def shown(
    request: HttpRequest, form: WorkForm, action: str, clash: Conflict | None = None, status: int = 200
) -> HttpResponse:
    """The form as it stands, to be sent to `action`: in the page's dialog, or as a page of its own."""
    inline = "HX-Request" in request.headers
    context = {
        "form": form,
        "account": form.account,
        "inline": inline,
        "clash": clash,
        "action": action,
        "seen": _seen(request, form, clash),
        "back": _way_back(request, form),
        "opened_from": _opened_from(request),
    }
    template = "account_page/work.html" if inline else "account_page/work_page.html"
    return render(request, form.visit, template, context, title=form.heading, active="accounts", status=status)


def _seen(request: HttpRequest, form: WorkForm, clash: Conflict | None) -> str:
    """As it was shown first; after a conflict as it is now, since both versions are before the person's eyes."""
    if not isinstance(form, EditForm):
        return ""
    return form.seen() if request.method != "POST" or clash else str(request.POST.get(conflicts.FIELD, ""))
