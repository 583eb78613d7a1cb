"""Claims: a member says that a result is there, and where the customer can see it. It lifts nothing by itself."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse

from toprung.doors.web.account.choices import outcome_choices, person_choices
from toprung.doors.web.account.fields import Choice, Day, Number, Text
from toprung.doors.web.account.workbench import METHODS, WorkForm, posted, work
from toprung.doors.web.visits import Visit, page
from toprung.motion.portrait.head import the_account
from toprung.records.outcomes.actions import claim_results
from toprung.records.outcomes.drafts import ClaimDraft
from toprung.records.tenancy.permissions import Verb


class ClaimResult(WorkForm):
    """What the member sees of the result, and where the customer sees it."""

    heading = "Claim a result"
    submit = "Claim it"
    intro = "A claim makes a result visible: who of the customer opened it, or their document in which it stands."
    called = {"claimed_on": "day"}

    outcome = Choice([], label="Outcome")
    day = Day(label="Day")
    statement = Text(required=False, label="What was reached")
    value = Number(required=False, label="Value")
    opened_by = Choice([], optional=True, label="Who of the customer opened it")
    opened_on = Day(required=False, label="Opened on")
    document = forms.CharField(
        required=False,
        max_length=400,
        label="Their document in which it stands",
        help_text="Such as their board report.",
    )

    def dress(self) -> None:
        """The account's outcomes and people; today as the day."""
        self.fields["outcome"].choices = outcome_choices(self.visit.workspace, self.account)  # type: ignore[attr-defined]
        self.fields["opened_by"].choices += person_choices(self.visit.workspace, self.account)  # type: ignore[attr-defined]
        self.fields["day"].initial = self.visit.today

    def act(self) -> str:
        """Put it on file."""
        given = self.cleaned_data
        draft = ClaimDraft(
            account=self.account.external_id,
            outcome=given["outcome"],
            claimed_on=given["day"],
            statement=given["statement"],
            value=given["value"],
            opened_by=given["opened_by"],
            opened_on=given["opened_on"],
            document=given["document"],
        )
        results = claim_results(self.visit.workspace, [draft], by=self.visit.actor, now=self.visit.now)
        return self.taken(results, "Claim recorded.", "That claim is on file already.")


@page(Verb.CLAIM_RESULT, methods=METHODS)
def claim_new(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Claim a result."""
    account = the_account(visit.workspace, pk)
    return work(request, ClaimResult(visit, account, posted(request), initial=request.GET.dict()))
