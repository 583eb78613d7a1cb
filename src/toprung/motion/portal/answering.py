"""An answer of the customer's, judged at once: the account's rung has moved when the page comes back."""

from __future__ import annotations

from datetime import datetime

from toprung.motion.upkeep import refresh
from toprung.records.outcomes.models import Attestation
from toprung.records.portal import answering
from toprung.records.portal.answering import Answer
from toprung.records.portal.models import AttestationRequest
from toprung.records.tenancy.actors import Actor


def answer(asked: AttestationRequest, given: Answer, *, shown: int | None, by: Actor, now: datetime) -> Attestation:
    """Record the person's word and evaluate the account. Raises as `answering.answer_request`."""
    link = answering.answer_request(asked, given, shown=shown, by=by, now=now)
    _judge(asked, now)
    return link


def take_back(asked: AttestationRequest, *, by: Actor, now: datetime) -> Attestation:
    """Withdraw the person's word and evaluate the account. Raises as `answering.take_back_answer`."""
    link = answering.take_back_answer(asked, by=by, now=now)
    _judge(asked, now)
    return link


def _judge(asked: AttestationRequest, now: datetime) -> None:
    account = asked.outcome.account
    refresh(account.workspace, [account.external_id], now)
