"""The account as its own people see it: what was agreed, where it stands, and what they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from toprung.motion.portrait.head import head
from toprung.motion.portrait.outcomes import OutcomePortrait, outcomes_of
from toprung.motion.portrait.words import Word
from toprung.records.book.models import Stakeholder
from toprung.records.outcomes.models import Measurement, Outcome, OutcomeVersion
from toprung.records.portal.asking import requests
from toprung.records.portal.models import AttestationRequest


@dataclass(frozen=True, slots=True)
class SeenResult:
    """One outcome before the customer's eyes. `asked` is the latest question to this person about it, if any."""

    outcome: Outcome
    terms: OutcomeVersion
    due_on: date | None
    latest: Measurement | None
    #: of the promised change, what the latest value shows
    share: Decimal | None
    state: str
    asked: AttestationRequest | None
    #: last words of the customer's people, newest first
    words: tuple[Word, ...]

    @property
    def awaits(self) -> bool:
        """Does it wait for this person's answer?"""
        return self.asked is not None and self.asked.is_open


def results_for(person: Stakeholder, now: datetime) -> list[SeenResult]:
    """What the person sees of their account: what was agreed with it, and what anybody there was asked about.

    What waits for their answer comes first. Proposals nobody has shown to the customer stay the vendor's.
    """
    account = person.account
    workspace, today = account.workspace, account.workspace.day_of(now)
    asked = list(requests(workspace).filter(outcome__account=account))
    shown = {request.outcome_id for request in asked}
    mine = {request.outcome_id: request for request in asked if request.stakeholder_id == person.pk}
    verdict = head(workspace, account.pk, today).verdict
    told = outcomes_of(workspace, account, verdict["results"] if verdict else [], today)
    found = [_seen(o, mine.get(o.outcome.pk)) for o in told if o.terms.agreed_on or o.outcome.pk in shown]
    return sorted(found, key=lambda seen: not seen.awaits)


def _seen(o: OutcomePortrait, asked: AttestationRequest | None) -> SeenResult:
    latest = o.values[0] if o.values else None
    return SeenResult(
        outcome=o.outcome,
        terms=o.terms,
        due_on=o.due_on,
        latest=latest.measurement if latest else None,
        share=latest.share if latest else None,
        state=o.result["state"] if o.result else "",
        asked=asked,
        words=tuple(word for word in o.words if not word.later),
    )
