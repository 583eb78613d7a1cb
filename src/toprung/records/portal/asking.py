"""Asking a customer's person whether a result was reached: asked, reminded, forwarded, taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from toprung.kernel.errors import BadInput, NotFound, Refused
from toprung.kernel.vocabulary import StakeholderRole
from toprung.records.book.models import Account, Stakeholder
from toprung.records.journal.actions import Note, changes_between, write
from toprung.records.outcomes.models import Measurement, Outcome
from toprung.records.portal import mails
from toprung.records.portal.branding import brand_of
from toprung.records.portal.links import is_present, require_reachable, shut_out
from toprung.records.portal.models import AttestationRequest, MailKind, RequestEnd
from toprung.records.tenancy.actors import Actor, ActorKind
from toprung.records.tenancy.addresses import is_address
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require, require_for
from toprung.records.tenancy.turns import turn

#: days from asking to each reminder; after the last one nobody is reminded again
REMIND_AFTER_DAYS = (4, 11)
_LONGEST_NOTE = 2_000


def ask(
    outcome: Outcome, person: Stakeholder, *, note: str = "", origin: str, by: Actor, now: datetime
) -> AttestationRequest:
    """Mail the person the question whether this result was reached.

    Raises NotAllowed; Refused where the person has left, has no address, or was asked and has not answered yet.
    """
    workspace = outcome.account.workspace
    require(by, Verb.INVITE_CUSTOMER, workspace)
    with turn(workspace):
        _require_fit(outcome, person, note, now)
        asked = _open(outcome, person, note=note, origin=origin, asked_by=_asker(by, workspace), now=now)
        write(workspace, [_note("ask_for_confirmation", asked)], by=by, at=now)
    return asked


def forward(
    asked: AttestationRequest,
    *,
    name: str,
    email: str,
    role: StakeholderRole | None,
    note: str,
    by: Actor,
    now: datetime,
) -> AttestationRequest:
    """The person asked hands the question to a colleague, who comes on file if they are not yet.

    Raises NotAllowed; Refused where it was answered or taken back meanwhile; BadInput for a name or an address that
    cannot be one.
    """
    account = asked.outcome.account
    require_for(by, Verb.FORWARD_REQUEST, account)
    _require_own(asked, by)
    with turn(account.workspace):
        asked = require_open(asked)
        colleague = _colleague(account, name, email, role, now)
        if colleague.pk == asked.stakeholder_id:
            raise BadInput("That is you: name a colleague, or answer yourself.")
        _require_fit(asked.outcome, colleague, note, now, may_be_open=True)
        close(asked, RequestEnd.FORWARDED, now)
        found = open_requests(account.workspace).filter(outcome=asked.outcome, stakeholder=colleague).first()
        new = found or _open(
            asked.outcome, colleague, note=note, origin=asked.origin, asked_by=by.name, now=now, forwarded_from=asked
        )
        changes = changes_between(None, {"to": colleague.name, "role": colleague.role})
        note_of_it = Note("forward_request", account.external_id, asked.outcome.external_id, changes)
        write(account.workspace, [note_of_it], by=by, at=now)
    return new


def ask_again(asked: AttestationRequest, corrected: Measurement, *, by: Actor, now: datetime) -> bool:
    """The number that the person confirmed was corrected: ask anew, once for each correction. Was it now?

    Not who has left, has no address, or whose links were taken back.
    """
    workspace, person = asked.outcome.account.workspace, asked.stakeholder
    require(by, Verb.INVITE_CUSTOMER, workspace)
    if not person.email or not is_present(person, now) or shut_out([person]):
        return False
    with turn(workspace):
        known = AttestationRequest.objects.filter(stakeholder=person, corrected_by=corrected)
        waiting = open_requests(workspace).filter(outcome=asked.outcome, stakeholder=person)
        if known.exists() or waiting.exists():
            return False
        note = "The number you confirmed has been corrected since."
        new = _open(
            asked.outcome,
            person,
            note=note,
            origin=asked.origin,
            asked_by=asked.asked_by,
            now=now,
            corrected_by=corrected,
        )
        write(workspace, [_note("ask_again", new)], by=by, at=now)
    return True


def asked_again(workspace: Workspace) -> set[tuple[int, int]]:
    """(stakeholder, correcting measurement) of everybody who was asked again, by their keys. One query."""
    found = requests(workspace).filter(corrected_by__isnull=False).order_by()
    return set(found.values_list("stakeholder_id", "corrected_by_id"))


def take_back_request(asked: AttestationRequest, *, by: Actor, now: datetime) -> None:
    """The question is not asked any more. Raises NotAllowed; Refused where it was answered meanwhile."""
    workspace = asked.outcome.account.workspace
    require(by, Verb.INVITE_CUSTOMER, workspace)
    with turn(workspace):
        asked = require_open(asked)
        close(asked, RequestEnd.TAKEN_BACK, now)
        write(workspace, [_note("take_back_request", asked)], by=by, at=now)


def remind(asked: AttestationRequest, today: date, *, now: datetime) -> bool:
    """Put the reminder that is due, if the person still can answer. Is one put?"""
    with turn(asked.outcome.account.workspace):
        fresh = AttestationRequest.objects.select_related("stakeholder__account__workspace").get(pk=asked.pk)
        if not fresh.is_open or fresh.remind_on is None or fresh.remind_on > today:
            return False
        if not is_present(fresh.stakeholder, now):
            close(fresh, RequestEnd.DEPARTED, now)
            return False
        fresh.reminders += 1
        fresh.remind_on = _next_reminder(fresh, today)
        fresh.save(update_fields=["reminders", "remind_on"])
        mails.put(
            fresh.stakeholder,
            MailKind.REMINDER,
            origin=fresh.origin,
            asked_by=fresh.asked_by,
            now=now,
            request=fresh,
            number=fresh.reminders,
        )
    return True


def due_reminders(workspace: Workspace, today: date) -> QuerySet[AttestationRequest]:
    """Open requests whose next reminder is due."""
    return open_requests(workspace).filter(remind_on__lte=today).order_by("remind_on", "pk")


def open_requests(workspace: Workspace) -> QuerySet[AttestationRequest]:
    """The workspace's requests that wait for an answer, oldest first."""
    return requests(workspace).filter(closed_at=None)


def requests(workspace: Workspace) -> QuerySet[AttestationRequest]:
    """The workspace's requests for confirmation, oldest first, with outcome and person."""
    found = AttestationRequest.objects.filter(outcome__account__workspace=workspace)
    return found.select_related("outcome__account__workspace", "stakeholder__account__workspace").order_by("pk")


def request_of(person: Stakeholder, number: int) -> AttestationRequest:
    """What the person was asked, open or not. Raises NotFound, for another person's too."""
    found = requests(person.account.workspace).filter(stakeholder=person, pk=number).first()
    if found is None:
        raise NotFound("There is no such question for you here.")
    return found


def require_open(asked: AttestationRequest) -> AttestationRequest:
    """The request as it is now. Raises Refused that says what became of it. Call within the workspace's turn."""
    fresh = AttestationRequest.objects.select_related(
        "outcome__account__workspace", "stakeholder__account__workspace"
    ).get(pk=asked.pk)
    if fresh.closed_at is None:
        return fresh
    day = fresh.outcome.account.workspace.day_of(fresh.closed_at)
    raise Refused(f"{_CLOSED[RequestEnd(fresh.closed_as)].format(day=f'{day:%-d %b %Y}')} Nothing was changed.")


_CLOSED = {
    RequestEnd.ANSWERED: "This question was answered on {day}.",
    RequestEnd.FORWARDED: "This question was handed to a colleague on {day}.",
    RequestEnd.TAKEN_BACK: "This question was taken back on {day}, so it needs no answer any more.",
    RequestEnd.DEPARTED: "This question was closed on {day}.",
}


def close(asked: AttestationRequest, how: RequestEnd, now: datetime) -> None:
    """The request waits no more, and its mails that have not left do not leave. Call within the turn."""
    asked.closed_at, asked.closed_as, asked.remind_on = now, how.value, None
    asked.save(update_fields=["closed_at", "closed_as", "remind_on", "answer", "about"])
    mails.waiting().filter(request=asked).exclude(kind=MailKind.RECEIPT.value).update(
        given_up=f"The question was {how.label}."
    )


def _open(
    outcome: Outcome,
    person: Stakeholder,
    *,
    note: str,
    origin: str,
    asked_by: str,
    now: datetime,
    forwarded_from: AttestationRequest | None = None,
    corrected_by: Measurement | None = None,
) -> AttestationRequest:
    today = outcome.account.workspace.day_of(now)
    asked = AttestationRequest.objects.create(
        outcome=outcome,
        stakeholder=person,
        asked_at=now,
        asked_by=asked_by,
        note=note.strip(),
        origin=origin,
        forwarded_from=forwarded_from,
        corrected_by=corrected_by,
        remind_on=today + timedelta(days=REMIND_AFTER_DAYS[0]),
    )
    mails.put(person, MailKind.REQUEST, origin=origin, asked_by=asked_by, now=now, request=asked)
    return asked


def _next_reminder(asked: AttestationRequest, today: date) -> date | None:
    if asked.reminders >= len(REMIND_AFTER_DAYS):
        return None
    day = asked.outcome.account.workspace.day_of(asked.asked_at) + timedelta(days=REMIND_AFTER_DAYS[asked.reminders])
    # Where the worker stood still for long, reminders do not come in a heap.
    return max(day, today + timedelta(days=REMIND_AFTER_DAYS[0]))


def _asker(by: Actor, workspace: Workspace) -> str:
    """Who asks, as the customer reads it: a member by name; where a command or a program asks, the vendor does."""
    return by.name if by.kind is ActorKind.MEMBER else brand_of(workspace).called


def _require_fit(outcome: Outcome, person: Stakeholder, note: str, now: datetime, *, may_be_open: bool = False) -> None:
    if person.account_id != outcome.account_id:
        raise NotFound("This person is not of the outcome’s account.")
    if len(note) > _LONGEST_NOTE:
        raise BadInput(f"The note is {len(note)} characters long: shorten it to {_LONGEST_NOTE}.")
    require_reachable(person, now)
    asked = AttestationRequest.objects.filter(outcome=outcome, stakeholder=person, closed_at=None).first()
    if asked is not None and not may_be_open:
        day = outcome.account.workspace.day_of(asked.asked_at)
        raise Refused(f"{person.name} was asked on {day:%-d %b %Y} and has not answered yet.")


def _require_own(asked: AttestationRequest, by: Actor) -> None:
    if by.id != str(asked.stakeholder_id):
        raise NotFound("There is no such question for you here.")


def _colleague(account: Account, name: str, email: str, role: StakeholderRole | None, now: datetime) -> Stakeholder:
    """The colleague on file by address or name, else a new person of the account."""
    name, email = " ".join(name.split()), email.strip()
    people = list(Stakeholder.objects.filter(account=account).select_related("account__workspace"))
    found = _by_address(people, email) or next((p for p in people if p.name.casefold() == name.casefold()), None)
    if found is not None:
        return _with_address(found, email)
    if not name or not is_address(email):
        raise BadInput("Name the colleague, and give their e-mail address.")
    return Stakeholder.objects.create(
        account=account,
        name=name,
        email=email,
        role=role.value if role else "",
        joined_on=account.workspace.day_of(now),
    )


def _by_address(people: Iterable[Stakeholder], email: str) -> Stakeholder | None:
    return next((p for p in people if email and p.email.casefold() == email.casefold()), None)


def _with_address(person: Stakeholder, email: str) -> Stakeholder:
    """An address that is on file is never replaced by what a link's holder types: mails go where the vendor said.

    Nor does one whose word may count get an address so: its holder could then sign in their name.
    """
    if email and person.email and person.email.casefold() != email.casefold():
        raise BadInput(
            f"{person.name} is on file with another address. Leave the address blank to use that one, "
            "or ask the vendor to correct it."
        )
    if email and not person.email and person.role:
        raise BadInput(
            f"{person.name} is on file without an address: ask the vendor to enter it, or name somebody else."
        )
    if email and not is_address(email):
        raise BadInput(f"“{email}” is no e-mail address.")
    if email and not person.email:
        person.email = email
        person.save(update_fields=["email"])
    return person


def _note(verb: str, asked: AttestationRequest) -> Note:
    changes = changes_between(None, {"asked": asked.stakeholder.name})
    return Note(verb, asked.outcome.account.external_id, asked.outcome.external_id, changes)
