"""Proposed outcomes become agreed ones, because a stakeholder signed a paper in which they stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from toprung.records.book.models import Account, Stakeholder
from toprung.records.journal import actions as journal
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.outcomes.onfile import outcomes_on_file
from toprung.records.outcomes.promising import Desk
from toprung.records.tenancy.actors import Actor, ActorKind
from toprung.records.tenancy.permissions import Verb, require, require_for
from toprung.records.tenancy.turns import turn


def agree_outcomes(
    account: Account,
    outcomes: Sequence[str],
    *,
    on: date,
    agreed_by: Stakeholder,
    agreement: str,
    by: Actor,
    now: datetime,
) -> list[str]:
    """Those of the outcomes (external ids) that were proposed are agreed from that day; returns which they were.

    `by` is the stakeholder who signs, or the member who reports it. What was agreed before stays as it is.
    """
    if by.kind is ActorKind.STAKEHOLDER:
        require_for(by, Verb.SIGN_PLAN, account)
    else:
        require(by, Verb.WRITE_OUTCOME, account.workspace)
    with turn(account.workspace):
        held = {name: each.version for (_, name), each in outcomes_on_file([account]).items()}
        proposed = [name for name in outcomes if name in held and held[name].agreed_on is None]
        drafts = [
            OutcomeDraft(
                account.external_id,
                name,
                agreed_on=on,
                agreed_by=agreed_by.name,
                agreement=agreement,
                customer_confirmed=True,
            )
            for name in proposed
        ]
        desk = Desk.open(account.workspace, drafts, now)
        for draft in drafts:
            desk.write(draft)
        journal.write(account.workspace, desk.save(), by=by, at=now)
    return proposed
