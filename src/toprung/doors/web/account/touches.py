"""Touches: work done with the customer, each its own even where two fall on one day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from toprung.doors.web.account.choices import outcome_choices
from toprung.doors.web.account.fields import Choice, Day
from toprung.doors.web.account.workbench import METHODS, WorkForm, posted, work
from toprung.doors.web.visits import Visit, page
from toprung.kernel.vocabulary import StakeholderRole, TouchKind, TouchPurpose
from toprung.motion.portrait.head import the_account
from toprung.records.book.actions import record_touches
from toprung.records.book.drafts import TouchDraft
from toprung.records.book.models import Stakeholder
from toprung.records.book.queries import stakeholders, touches
from toprung.records.tenancy.permissions import Verb
from toprung.records.tenancy.turns import turn

_DAY_AND_NIGHT = 24 * 60


class RecordTouch(WorkForm):
    """A call, an e-mail, a meeting or a review that took place."""

    heading = "Record a touch"
    intro = "What you did with the customer. Touches plan capacity; they never raise health."
    called = {"occurred_on": "day"}

    kind = Choice(TouchKind, label="Kind")
    day = Day(label="Day")
    minutes = forms.IntegerField(label="Minutes", required=False, min_value=0, max_value=_DAY_AND_NIGHT)
    purpose = Choice(
        TouchPurpose, optional=True, label="Purpose", help_text="Strategic: it was about the customer’s goals."
    )
    attendees = forms.MultipleChoiceField(
        label="Who attended", required=False, widget=forms.CheckboxSelectMultiple, help_text="Of the customer’s people."
    )
    outcome = Choice([], optional=True, label="Outcome it served")

    def dress(self) -> None:
        """The account's people and outcomes; today as the day."""
        people = stakeholders(self.visit.workspace).filter(account=self.account)
        there = (person for person in people if not person.has_left(self.visit.today))
        self.fields["attendees"].choices = [(person.name, _called(person)) for person in there]  # type: ignore[attr-defined]
        self.fields["outcome"].choices += outcome_choices(self.visit.workspace, self.account)  # type: ignore[attr-defined]
        self.fields["day"].initial = self.visit.today

    def act(self) -> str:
        """Put it on file under the next free number of its day and kind."""
        with turn(self.visit.workspace):
            draft = self._draft(self.cleaned_data)
            results = record_touches(self.visit.workspace, [draft], by=self.visit.actor, now=self.visit.now)
        return self.taken(results, "Touch recorded.", "")

    def _draft(self, given: dict[str, Any]) -> TouchDraft:
        kind = TouchKind(given["kind"])
        return TouchDraft(
            account=self.account.external_id,
            occurred_on=given["day"],
            kind=kind,
            minutes=given["minutes"],
            attendees=tuple(given["attendees"]),
            outcome=given["outcome"],
            purpose=TouchPurpose(given["purpose"]) if given["purpose"] else None,
            ordinal=self._free(kind),
        )

    def _free(self, kind: TouchKind) -> int:
        same = touches(self.visit.workspace).filter(
            account=self.account, occurred_on=self.cleaned_data["day"], kind=kind.value
        )
        last = same.order_by("-ordinal").values_list("ordinal", flat=True).first()
        return 0 if last is None else last + 1


def _called(person: Stakeholder) -> str:
    role = StakeholderRole(person.role).label if person.role else "no role on file: will not be noted"
    return f"{person.name} ({role})"


@page(Verb.RECORD_TOUCH, methods=METHODS)
def touch_new(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Record a touch."""
    account = the_account(visit.workspace, pk)
    return work(request, RecordTouch(visit, account, posted(request), initial=request.GET.dict()))
