"""What the actions share: who of the customer acts, texts that are readable, and the journal's note."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models

from toprung.kernel.errors import BadInput, NotFound, Refused
from toprung.records.book.models import Account, Stakeholder
from toprung.records.journal import actions as journal
from toprung.records.journal.actions import Note, changes_between
from toprung.records.journal.fitting import misfit
from toprung.records.outcomes.attesting import not_there
from toprung.records.outcomes.models import Outcome
from toprung.records.plans.models import SuccessPlan
from toprung.records.tenancy.actors import Actor, ActorKind

#: what is read on one page; a longer text belongs into a document
LONGEST = 10_000


def readable(text: str, what: str) -> str:
    """The text without what surrounds it. Raises BadInput where nothing is left or too much."""
    kept = text.replace("\r\n", "\n").strip()
    if not kept:
        raise BadInput(f"The {what} is empty: write something, or leave it.")
    if len(kept) > LONGEST:
        raise BadInput(f"The {what} is {len(kept):,} characters long: shorten it to {LONGEST:,}.")
    return kept


def require_fit(model: type[models.Model], values: Mapping[str, Any]) -> None:
    """Raise BadInput for the first value that cannot be kept."""
    if problem := misfit(model, values):
        raise BadInput(f"{problem.field.replace('_', ' ').capitalize()}: {problem.reason} {problem.remedy}")


def acting_person(account: Account, by: Actor, today: date) -> Stakeholder | None:
    """The customer's person who acts; None where it is one of the vendor's.

    Raises NotFound for a person who is not on file, and Refused for one who has left.
    """
    if by.kind is not ActorKind.STAKEHOLDER:
        return None
    person = Stakeholder.objects.filter(account=account, pk=int(by.id)).first()
    if person is None:
        raise NotFound(f"{by.name} is not on file at {account.name} any more: ask your contact for a new link.")
    if absent := not_there(person, today):
        raise Refused(f"{absent.reason.replace('have attested', 'act here')} What was said before stands.")
    return person


def outcome_of(account: Account, external_id: str) -> Outcome:
    """The account's outcome. Raises NotFound."""
    found = Outcome.objects.filter(account=account, external_id=external_id).first()
    if found is None:
        raise NotFound(f"{account.name} has no outcome “{external_id}” on file: every milestone serves one.")
    return found


def note(
    plan: SuccessPlan,
    verb: str,
    subject: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Write what was done into the journal, under the plan's account."""
    account = plan.account
    entry = Note(verb, account.external_id, subject, changes_between(before, after))
    journal.write(account.workspace, [entry], by=by, at=now)
