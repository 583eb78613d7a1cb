"""What is done about a hand-off: the signature, commitments, handing over, accepting, sending back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse

from toprung.doors.web.account.fields import Day, Number, Text
from toprung.doors.web.account.promising import name_for
from toprung.doors.web.account.workbench import METHODS, EditForm, WorkForm, posted, work
from toprung.doors.web.visits import Visit, page
from toprung.kernel.changing_hands import HandOffKind
from toprung.motion.handoffs.acting import hand_over, record_signature, send_back
from toprung.motion.handoffs.desk import Side, desk
from toprung.motion.portrait.head import the_account
from toprung.records.book.drafts import ContractDraft
from toprung.records.book.models import Account
from toprung.records.book.queries import contracts
from toprung.records.handoffs.actions import LONGEST, accept_handoff, state_commitments
from toprung.records.handoffs.queries import handoff_of
from toprung.records.tenancy.permissions import Verb


class HandOffForm(WorkForm):
    """A step of one kind of hand-off; its page comes back afterwards."""

    page_after = "account_handoff"

    def __init__(self, visit: Visit, account: Account, kind: HandOffKind, data: Any = None, **options: Any) -> None:
        self.kind = kind
        super().__init__(visit, account, data, **options)

    def side(self) -> Side:
        """The hand-off as it stands."""
        return desk(self.visit.workspace, self.account, self.visit.today).side(self.kind)


class HandOver(HandOffForm):
    """Hands over, with why where pieces are missing."""

    heading = "Hand over"
    submit = "Hand over"
    words = Text(max_length=LONGEST, required=False, label="In your own words")

    def dress(self) -> None:
        """Where pieces are missing, the words have to say why."""
        self.missing = self.side().gate.missing
        if self.missing:
            self.fields["words"].required = True
            self.fields["words"].label = "Why it is handed over all the same"

    @property
    def intro(self) -> str:
        """What happens, and what is missing."""
        if not self.missing:
            return "Everything that is asked for is there. Who takes the account over accepts it, or sends it back."
        names = ", ".join(piece.name.label for piece in self.missing)
        return f"Still missing: {names}. It can be handed over so; what is missing is kept on the record."

    def act(self) -> str:
        """Hand over."""
        words = self.cleaned_data["words"]
        hand_over(self.account, self.kind, words=words, by=self.visit.actor, now=self.visit.now)
        return f"{self.account.name} is handed over."


class Accept(HandOffForm):
    """Takes the account over."""

    heading = "Accept the hand-off"
    submit = "Accept"
    words = Text(max_length=LONGEST, required=False, label="In your own words")

    @property
    def intro(self) -> str:
        """What accepting means."""
        missing = len(self.side().gate.missing)
        lacks = f" {missing} of the pieces asked for {'is' if missing == 1 else 'are'} missing." if missing else ""
        return f"You take the account over as it stands, on the record.{lacks}"

    def act(self) -> str:
        """Accept."""
        accept_handoff(
            self.account, self.kind, words=self.cleaned_data["words"], by=self.visit.actor, now=self.visit.now
        )
        return f"The hand-off of {self.account.name} is accepted."


class SendBack(HandOffForm):
    """Sends it back, with reasons."""

    heading = "Send it back"
    submit = "Send it back"
    intro = "Whoever handed it over mends it and hands it over again. Both stay on the record."
    reasons = Text(
        max_length=LONGEST, label="Reasons", help_text="What is missing or unclear, so that it can be mended."
    )

    def act(self) -> str:
        """Send it back."""
        reasons = self.cleaned_data["reasons"]
        send_back(self.account, self.kind, reasons=reasons, by=self.visit.actor, now=self.visit.now)
        return f"The hand-off of {self.account.name} is sent back."


class Commitments(EditForm):
    """What was promised beyond the outcomes, one a line."""

    heading = "What was promised beyond the outcomes"
    page_after = "account_handoff"
    intro = "Such as a feature by spring, a price for more seats, or a person at their office. One a line."
    lines = Text(rows=6, required=False, label="Commitments")
    none = forms.BooleanField(required=False, label="Nothing was promised beyond the outcomes")

    def __init__(self, visit: Visit, account: Account, kind: HandOffKind, data: Any = None) -> None:
        self.kind = kind
        super().__init__(visit, account, data)

    def on_file(self) -> dict[str, Any]:
        """What is on file, as one value: a list and “nothing” exclude each other."""
        held = handoff_of(self.account, self.kind)
        return {"commitments": _NOT_SAID if held is None or held.commitments is None else list(held.commitments)}

    def dress(self) -> None:
        """The list on file, one a line."""
        said = self.on_file()["commitments"]
        self.fields["lines"].initial = "" if said == _NOT_SAID else "\n".join(said)
        self.fields["none"].initial = said == []

    def clean(self) -> dict[str, Any]:
        """Either a list, or that there is nothing."""
        given = super().clean() or {}
        lines = [text for line in str(given.get("lines", "")).splitlines() if (text := " ".join(line.split()))]
        if bool(lines) == bool(given.get("none")):
            self.add_error("lines", "Write them down one a line, or tick that nothing was promised.")
        return {"commitments": lines}

    def keep(self, changed: dict[str, Any]) -> str:
        """Save the list."""
        said = changed["commitments"]
        state_commitments(self.account, self.kind, said, by=self.visit.actor, now=self.visit.now)
        return "Commitments saved."


#: before anybody has said; an empty list is an answer
_NOT_SAID = "not said yet"


class Signature(WorkForm):
    """The signed contract: with it the promise freezes and the hand-off opens."""

    heading = "Record the signature"
    submit = "Record it"
    page_after = "account_handoff"
    intro = "What is promised freezes with it, as it stands now. Later edits of the outcomes do not touch that copy."
    called = {"contract": "contract"}

    signed_on = Day(label="Signed on")
    starts_on = Day(required=False, label="Begins on")
    ends_on = Day(required=False, label="Renewal date")
    price = Number(required=False, label="Price a year")
    contract = forms.CharField(max_length=200, label="Contract", help_text="Its id with you.")

    def dress(self) -> None:
        """Today as the day, and an id that is free."""
        taken = contracts(self.visit.workspace).filter(account=self.account).values_list("external_id", flat=True)
        self.fields["signed_on"].initial = self.visit.today
        self.fields["contract"].initial = name_for(f"{self.account.external_id} contract", taken)

    def clean_signed_on(self) -> Any:
        """A signature that is still to come is none."""
        day = self.cleaned_data["signed_on"]
        if day > self.visit.today:
            raise forms.ValidationError("This day is still ahead: record the signature once it is there.")
        return day

    def act(self) -> str:
        """Put it on file."""
        given = self.cleaned_data
        draft = ContractDraft(
            account=self.account.external_id,
            contract=given["contract"],
            signed_on=given["signed_on"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            price=given["price"],
        )
        result = record_signature(self.account, draft, by=self.visit.actor, now=self.visit.now)
        return self.taken([result], "Signature recorded.", "That signature is on file already.")


@page(Verb.EDIT_CONTRACT, methods=METHODS)
def handoff_signature(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Record the signature."""
    return work(request, Signature(visit, the_account(visit.workspace, pk), posted(request)))


@page(Verb.HAND_OFF, methods=METHODS)
def handoff_commitments(request: HttpRequest, visit: Visit, pk: int, kind: str) -> HttpResponse:
    """Say what was promised beyond the outcomes."""
    return work(request, Commitments(visit, the_account(visit.workspace, pk), _kind(kind), posted(request)))


@page(Verb.HAND_OFF, methods=METHODS)
def handoff_over(request: HttpRequest, visit: Visit, pk: int, kind: str) -> HttpResponse:
    """Hand the account over."""
    return work(request, HandOver(visit, the_account(visit.workspace, pk), _kind(kind), posted(request)))


@page(Verb.ACCEPT_HANDOFF, methods=METHODS)
def handoff_accept(request: HttpRequest, visit: Visit, pk: int, kind: str) -> HttpResponse:
    """Take the account over."""
    return work(request, Accept(visit, the_account(visit.workspace, pk), _kind(kind), posted(request)))


@page(Verb.ACCEPT_HANDOFF, methods=METHODS)
def handoff_back(request: HttpRequest, visit: Visit, pk: int, kind: str) -> HttpResponse:
    """Send it back."""
    return work(request, SendBack(visit, the_account(visit.workspace, pk), _kind(kind), posted(request)))


def _kind(name: str) -> HandOffKind:
    found = next((kind for kind in HandOffKind if kind.value == name), None)
    if found is None:
        raise Http404
    return found
