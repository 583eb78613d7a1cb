"""The customer's person answers for themself: yes, corrected, no, or taken back. Grade *signed* is earned only here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from toprung.kernel.errors import BadInput, NotFound, Refused
from toprung.kernel.vocabulary import Said
from toprung.records.book.models import Stakeholder
from toprung.records.outcomes.actions import record_measurements, sign_attestation
from toprung.records.outcomes.drafts import MeasurementDraft
from toprung.records.outcomes.models import Attestation, Measurement, Outcome
from toprung.records.portal import mails
from toprung.records.portal.asking import close, require_open
from toprung.records.portal.models import AttestationRequest, MailKind, RequestEnd
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.permissions import Verb, require_for
from toprung.records.tenancy.turns import turn


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person says. `corrected`: the number that they give instead of the one shown; `words`: their own."""

    said: Said
    corrected: Decimal | None = None
    words: str = ""


class NumberMoved(Refused):
    """The number that was on the page is not the latest any more."""


def latest_value(outcome: Outcome) -> Measurement | None:
    """The outcome's standing value of the latest day."""
    standing = Measurement.objects.filter(outcome=outcome, superseded_at=None)
    return standing.order_by("-occurred_on", "-pk").first()


def answer_request(
    asked: AttestationRequest, answer: Answer, *, shown: int | None, by: Actor, now: datetime
) -> Attestation:
    """Record the person's word as signed, close the question, and have a receipt mailed.

    `shown` is the measurement that the page showed (its key, None for none): the person confirms what they saw.
    Raises NotAllowed; Refused where the question was closed meanwhile; NumberMoved where the value was corrected
    or a newer one came meanwhile. Nothing is recorded then.
    """
    outcome = asked.outcome
    require_for(by, Verb.ATTEST, outcome.account)
    if by.id != str(asked.stakeholder_id):
        raise NotFound("There is no such question for you here.")
    with turn(outcome.account.workspace):
        fresh = require_open(asked)
        fresh.about = _shown(outcome, shown)
        if answer.corrected is not None:
            fresh.about = _corrected(outcome, answer.corrected, by, now)
        value = fresh.about.value if fresh.about and answer.said is Said.YES else None
        link = fresh.answer = sign_attestation(outcome, answer.said, value=value, words=answer.words, by=by, now=now)
        close(fresh, RequestEnd.ANSWERED, now)
        _receipt(fresh.stakeholder, fresh, now)
    return link


def take_back_answer(asked: AttestationRequest, *, by: Actor, now: datetime) -> Attestation:
    """The person withdraws what they said to this question. Raises NotAllowed, Refused where nothing was said."""
    outcome = asked.outcome
    require_for(by, Verb.ATTEST, outcome.account)
    if by.id != str(asked.stakeholder_id):
        raise NotFound("There is no such question for you here.")
    with turn(outcome.account.workspace):
        if asked.answer_id is None:
            raise Refused("You have not answered this question, so there is nothing to take back.")
        return sign_attestation(outcome, Said.WITHDRAWN, by=by, now=now)


def _shown(outcome: Outcome, shown: int | None) -> Measurement | None:
    latest = latest_value(outcome)
    if (latest.pk if latest else None) != shown:
        raise NumberMoved("The number has changed since you opened this page. Nothing was recorded: please look again.")
    return latest


def _corrected(outcome: Outcome, value: Decimal, by: Actor, now: datetime) -> Measurement:
    """The person's number as of today, on file as the customer's own."""
    account = outcome.account
    draft = MeasurementDraft(account.external_id, outcome.external_id, account.workspace.day_of(now), value)
    for problem in (result.problem for result in record_measurements(account.workspace, [draft], by=by, now=now)):
        if problem is not None:
            raise BadInput(f"{problem.reason} {problem.remedy}")
    return Measurement.objects.get(outcome=outcome, occurred_on=draft.occurred_on, superseded_at=None)


def _receipt(person: Stakeholder, asked: AttestationRequest, now: datetime) -> None:
    if person.email:
        mails.put(person, MailKind.RECEIPT, origin=asked.origin, asked_by=person.name, now=now, request=asked)
