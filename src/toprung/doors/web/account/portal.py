"""The customer's side of an account: whom the vendor has asked, whose links open, and what came of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from toprung.doors.web.account.choices import accepted_told, outcome_choices
from toprung.doors.web.account.fields import ASK, Choice, Text
from toprung.doors.web.account.workbench import METHODS, WorkForm, posted, work
from toprung.doors.web.entering.asking import origin
from toprung.doors.web.rendering import render
from toprung.doors.web.visits import Visit, page
from toprung.motion.portal.vendors_view import asked_of, people_asked
from toprung.motion.portrait.head import Head, head, the_account
from toprung.records.book.models import Account, Stakeholder
from toprung.records.book.queries import stakeholders
from toprung.records.outcomes.queries import outcome
from toprung.records.portal.asking import ask, requests, take_back_request
from toprung.records.portal.links import invite, revoke_links
from toprung.records.portal.models import AttestationRequest
from toprung.records.tenancy.permissions import Verb


class AskForConfirmation(WorkForm):
    """A person of the customer's is asked by mail whether they got the result."""

    heading = "Ask the customer"
    submit = "Send the question"

    outcome = Choice([], label="Which result")
    stakeholder = Choice([], label="Whom to ask")
    note = Text(
        rows=2, required=False, max_length=2_000, label="A word to them", help_text="They read it above the result."
    )

    def __init__(self, visit: Visit, seen: Head, origin: str, data: object = None, **options: object) -> None:
        self.seen_as = seen
        self.origin = origin
        super().__init__(visit, seen.account, data, **options)

    @property
    def intro(self) -> str:
        """What they get, and whose word counts."""
        counts = accepted_told(self.seen_as.policy, self.seen_as.segment)
        return (
            "They get a mail with a personal link and answer on one page: yes, corrected, no, or a colleague. Two "
            f"reminders follow at most. What they answer is kept as signed by them. {counts}"
        )

    def dress(self) -> None:
        """The account's outcomes, and its people who can be reached."""
        self.fields["outcome"].choices = outcome_choices(self.visit.workspace, self.account)  # type: ignore[attr-defined]
        people = stakeholders(self.visit.workspace).filter(account=self.account).exclude(email="")
        there = [p for p in people if not p.has_left(self.visit.today)]
        named = [(p.name, f"{p.name} ({p.get_role_display() or 'no role on file'})") for p in there]
        self.fields["stakeholder"].choices = [ASK, *named]  # type: ignore[attr-defined]

    def act(self) -> str:
        """Put the question on record and its mail in the post."""
        given, workspace = self.cleaned_data, self.visit.workspace
        asked_about = outcome(workspace, self.account.external_id, given["outcome"])
        person = stakeholders(workspace).get(account=self.account, name=given["stakeholder"])
        ask(
            asked_about,
            person,
            note=given["note"],
            origin=self.origin,
            by=self.visit.actor,
            now=self.visit.now,
        )
        return f"{person.name} is asked by mail."


class _About(WorkForm):
    """Something is done about one person's links."""

    def __init__(self, visit: Visit, account: Account, person: Stakeholder, origin: str, data: object = None) -> None:
        self.person = person
        self.origin = origin
        super().__init__(visit, account, data)


class InvitePerson(_About):
    """Mail a person the link to the portal."""

    heading = "Invite to the portal?"
    submit = "Send the link"

    @property
    def intro(self) -> str:
        """What they will see."""
        return (
            f"{self.person.name} gets a personal link by mail, to {self.person.email or 'no address yet'}. It shows "
            "what was agreed with them and where it stands, nothing internal, and opens for 30 days."
        )

    def act(self) -> str:
        """Put the mail in the post."""
        invite(self.person, origin=self.origin, by=self.visit.actor, now=self.visit.now)
        return f"{self.person.name} is invited by mail."


class RevokeLinks(_About):
    """No link of a person opens any more."""

    heading = "Take the links back?"
    submit = "Take them back"

    @property
    def intro(self) -> str:
        """What stays."""
        return (
            f"No link that {self.person.name} has been sent opens any more. What they answered stays on record. "
            "You can invite them again."
        )

    def act(self) -> str:
        """Revoke them."""
        revoke_links(self.person, by=self.visit.actor, now=self.visit.now)
        return f"The links of {self.person.name} open no more."


class TakeBackRequest(WorkForm):
    """A question that is not asked any more."""

    heading = "Take the question back?"
    submit = "Take it back"

    def __init__(self, visit: Visit, account: Account, asked: AttestationRequest, data: object = None) -> None:
        self.asked = asked
        super().__init__(visit, account, data)

    @property
    def intro(self) -> str:
        """What the person sees from now on."""
        return f"{self.asked.stakeholder.name} sees that no answer is needed any more, and gets no reminder."

    def act(self) -> str:
        """Close it."""
        take_back_request(self.asked, by=self.visit.actor, now=self.visit.now)
        return "The question is taken back."


@page()
def account_portal(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Whom of the customer's people the vendor has asked, and who can come in."""
    account = the_account(visit.workspace, pk)
    asked = asked_of(visit.workspace, account)
    context = {
        "account": account,
        "asked": asked,
        "waiting": sum(one.request.is_open for one in asked),
        "people": people_asked(visit.workspace, account, visit.now),
        "may_invite": visit.may(Verb.INVITE_CUSTOMER),
    }
    title = f"{account.name}: the customer’s side"
    return render(request, visit, "account_page/portal.html", context, title=title, active="accounts")


@page(Verb.INVITE_CUSTOMER, methods=METHODS)
def request_new(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Ask for a confirmation."""
    seen = head(visit.workspace, pk, visit.today)
    return work(request, AskForConfirmation(visit, seen, origin(request), posted(request), initial=request.GET.dict()))


@page(Verb.INVITE_CUSTOMER, methods=METHODS)
def request_take_back(request: HttpRequest, visit: Visit, pk: int, asked: int) -> HttpResponse:
    """Take a question back."""
    found = requests(visit.workspace).filter(outcome__account=pk, pk=asked).first()
    if found is None:
        raise Http404
    return work(request, TakeBackRequest(visit, found.outcome.account, found, posted(request)))


@page(Verb.INVITE_CUSTOMER, methods=METHODS)
def person_invite(request: HttpRequest, visit: Visit, pk: int, person: int) -> HttpResponse:
    """Invite a person to the portal."""
    return _about(request, visit, pk, person, InvitePerson)


@page(Verb.INVITE_CUSTOMER, methods=METHODS)
def person_links_revoke(request: HttpRequest, visit: Visit, pk: int, person: int) -> HttpResponse:
    """Take a person's links back."""
    return _about(request, visit, pk, person, RevokeLinks)


def _about(request: HttpRequest, visit: Visit, pk: int, person: int, form: type[_About]) -> HttpResponse:
    account = the_account(visit.workspace, pk)
    found = stakeholders(visit.workspace).filter(account=account, pk=person).select_related("account__workspace")
    one = found.first()
    if one is None:
        raise Http404
    return work(request, form(visit, account, one, origin(request), posted(request)))
