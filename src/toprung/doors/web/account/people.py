"""The customer's people: added, and what is on file about them changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from toprung.doors.web.account.choices import person_choices
from toprung.doors.web.account.fields import Choice, Day
from toprung.doors.web.account.workbench import METHODS, EditForm, WorkForm, posted, work
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import NotFound
from toprung.kernel.vocabulary import StakeholderRole
from toprung.motion.portrait.head import the_account
from toprung.records.book.actions import upsert_stakeholders
from toprung.records.book.drafts import StakeholderDraft
from toprung.records.book.models import Account, Stakeholder
from toprung.records.book.queries import stakeholders
from toprung.records.tenancy.permissions import Verb

_FIELDS = ("email", "role", "reports_to", "joined_on", "left_on")


class _Person(WorkForm):
    """What is on file about a person, beside the name."""

    email = forms.CharField(required=False, max_length=254, label="E-mail")
    role = Choice(StakeholderRole, optional=True, label="Role")
    reports_to = Choice([], optional=True, label="Reports to")
    joined_on = Day(required=False, label="Joined on")
    left_on = Day(required=False, label="Left on", help_text="From that day on; what they confirmed before stands.")

    def dress(self) -> None:
        """Colleagues to report to."""
        self.fields["reports_to"].choices += person_choices(self.visit.workspace, self.account)  # type: ignore[attr-defined]

    def save(self, name: str, values: dict[str, Any], message: str) -> str:
        """Hand the values to the book; what is None is taken out."""
        given = {field: value for field, value in values.items() if value not in (None, "")}
        taken_out = frozenset(values) - set(given) - {"reports_to"}
        if "reports_to" in values:
            given["reports_to"] = values["reports_to"]
        if "role" in given:
            given["role"] = StakeholderRole(given["role"])
        draft = StakeholderDraft(self.account.external_id, name, **given, clear=taken_out)
        results = upsert_stakeholders(self.visit.workspace, [draft], by=self.visit.actor, now=self.visit.now)
        return self.taken(results, message, "Nothing was changed.")


class AddPerson(_Person):
    """Someone new."""

    heading = "Add a person"
    name = forms.CharField(max_length=200, label="Name")
    field_order = ("name", *_FIELDS)

    def clean_name(self) -> str:
        """A name on file belongs to the person who has it."""
        name = " ".join(self.cleaned_data["name"].split())
        people = stakeholders(self.visit.workspace).filter(account=self.account)
        if any(person.name.casefold() == name.casefold() for person in people):
            raise forms.ValidationError(f"{name} is on file already: change what is on file instead.")
        return name

    def act(self) -> str:
        """Put the person on file."""
        given = {field: self.cleaned_data[field] for field in _FIELDS if self.cleaned_data[field]}
        return self.save(self.cleaned_data["name"], given, "Person added.")


class EditPerson(_Person, EditForm):
    """What is on file about someone."""

    def __init__(self, visit: Visit, account: Account, person: Stakeholder, data: Any = None) -> None:
        self.person = person
        self.heading = person.name
        super().__init__(visit, account, data)

    def dress(self) -> None:
        """Colleagues to report to; nobody reports to themselves."""
        super().dress()
        choices = self.fields["reports_to"].choices  # type: ignore[attr-defined]
        self.fields["reports_to"].choices = [c for c in choices if c[0] != self.person.name]  # type: ignore[attr-defined]

    def on_file(self) -> dict[str, Any]:
        """The person as on file."""
        person = _the_person(self.visit, self.account, self.person.pk)
        values: dict[str, Any] = {name: getattr(person, name) for name in _FIELDS}
        return values | {"reports_to": person.reports_to.name if person.reports_to else ""}

    def keep(self, changed: dict[str, Any]) -> str:
        """Save what changed."""
        return self.save(self.person.name, changed, "Saved.")


@page(Verb.EDIT_STAKEHOLDER, methods=METHODS)
def stakeholder_new(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Add a person."""
    account = the_account(visit.workspace, pk)
    return work(request, AddPerson(visit, account, posted(request), initial=request.GET.dict()))


@page(Verb.EDIT_STAKEHOLDER, methods=METHODS)
def stakeholder_edit(request: HttpRequest, visit: Visit, pk: int, person: int) -> HttpResponse:
    """Change what is on file about a person."""
    account = the_account(visit.workspace, pk)
    return work(request, EditPerson(visit, account, _the_person(visit, account, person), posted(request)))


def _the_person(visit: Visit, account: Account, pk: int) -> Stakeholder:
    found = stakeholders(visit.workspace).filter(account=account, pk=pk).select_related("reports_to").first()
    if found is None:
        raise NotFound("There is no such person on file at this account.")
    return found
