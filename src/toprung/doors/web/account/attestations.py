"""Attestations: a stakeholder's word, reported by a member, and its withdrawal. Nothing is changed or deleted."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from toprung.doors.web.account.choices import accepted_told, outcome_choices, person_choices
from toprung.doors.web.account.fields import ASK, Choice, Day, Number, Text
from toprung.doors.web.account.workbench import METHODS, WorkForm, posted, work
from toprung.doors.web.visits import Visit, page
from toprung.kernel.vocabulary import Said
from toprung.motion.portrait.head import Head, head
from toprung.records.book.models import Account
from toprung.records.outcomes.actions import record_attestations, withdraw_attestation
from toprung.records.outcomes.drafts import AttestationDraft
from toprung.records.outcomes.models import Attestation
from toprung.records.outcomes.queries import attestations
from toprung.records.tenancy.permissions import Verb

_SAID = [
    ASK,
    (Said.YES.value, "Yes: “we got this result”"),
    (Said.NO.value, "No: “we did not get it”, or not any more"),
]


class RecordAttestation(WorkForm):
    """A yes or no that a stakeholder gave somewhere else: it is reported, never signed for them."""

    heading = "Record a confirmation"
    submit = "Record it"
    called = {"occurred_on": "day"}

    outcome = Choice([], label="Outcome")
    stakeholder = Choice([], label="Who said it")
    said = Choice(_SAID, label="What they said")
    day = Day(label="Day on which they said it")
    value = Number(required=False, label="Value they named")
    words = Text(required=False, label="Their own words")
    how = Text(rows=2, label="How you know", help_text="A call, an e-mail, a meeting: whoever asks can follow it.")

    def __init__(self, visit: Visit, seen: Head, data: object = None, **options: object) -> None:
        self.seen_as = seen
        super().__init__(visit, seen.account, data, **options)

    @property
    def intro(self) -> str:
        """Whose word counts, and at which grade this one is kept."""
        counts = accepted_told(self.seen_as.policy, self.seen_as.segment)
        return f"Kept at grade reported, in a chain that nobody can change. {counts}"

    def dress(self) -> None:
        """The account's outcomes and people; today as the day."""
        self.fields["outcome"].choices = outcome_choices(self.visit.workspace, self.account)  # type: ignore[attr-defined]
        self.fields["stakeholder"].choices = [ASK, *person_choices(self.visit.workspace, self.account)]  # type: ignore[attr-defined]
        self.fields["day"].initial = self.visit.today

    def act(self) -> str:
        """Append it to the chain."""
        given = self.cleaned_data
        draft = AttestationDraft(
            account=self.account.external_id,
            outcome=given["outcome"],
            stakeholder=given["stakeholder"],
            said=Said(given["said"]),
            occurred_on=given["day"],
            value=given["value"],
            words=given["words"],
            how=given["how"],
        )
        results = record_attestations(self.visit.workspace, [draft], by=self.visit.actor, now=self.visit.now)
        return self.taken(results, "Confirmation recorded.", "That word is on file already.")


class WithdrawAttestation(WorkForm):
    """A stakeholder takes an earlier word back; it stays in the chain."""

    heading = "Withdraw this word?"
    submit = "Withdraw it"
    how = Text(rows=2, label="How you know", help_text="Who took it back, when, and why.")

    def __init__(self, visit: Visit, account: Account, link: Attestation, data: object = None) -> None:
        self.link = link
        super().__init__(visit, account, data)

    @property
    def intro(self) -> str:
        """Whose word it is."""
        said = "yes" if self.link.said == Said.YES else "no"
        return f"{self.link.said_by} said {said}. The word stays in the chain; the withdrawal follows it."

    @property
    def quote(self) -> str:
        """What was said."""
        return self.link.words

    def act(self) -> str:
        """Append the withdrawal."""
        withdraw_attestation(self.link, how=self.cleaned_data["how"], by=self.visit.actor, now=self.visit.now)
        return "Withdrawal recorded."


@page(Verb.RECORD_ATTESTATION, methods=METHODS)
def attestation_new(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Record a stakeholder's word."""
    seen = head(visit.workspace, pk, visit.today)
    return work(request, RecordAttestation(visit, seen, posted(request), initial=request.GET.dict()))


@page(Verb.RECORD_ATTESTATION, methods=METHODS)
def attestation_withdraw(request: HttpRequest, visit: Visit, pk: int, sequence: int) -> HttpResponse:
    """Withdraw a stakeholder's word."""
    found = attestations(visit.workspace).filter(outcome__account=pk, sequence=sequence)
    link = found.select_related("workspace", "stakeholder", "outcome__account__workspace").first()
    if link is None:
        raise Http404
    return work(request, WithdrawAttestation(visit, link.outcome.account, link, posted(request)))
