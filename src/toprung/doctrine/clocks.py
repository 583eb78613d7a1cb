"""When an account's clocks start, and which contracts run (DOMAIN sections 1, 4, 5)."""

from __future__ import annotations

from datetime import date, timedelta

from toprung.doctrine.evidence import Contract, Evidence
from toprung.doctrine.policy import Policy


def signed_on(e: Evidence) -> date | None:
    """The day of the first signature; None where no contract names one. Never replaced by another date."""
    return min((c.signed_on for c in e.contracts if c.signed_on), default=None)


def contract_start(e: Evidence) -> date | None:
    """The first day of the first contract that has begun."""
    return min((c.starts_on for c in e.contracts if c.starts_on and c.starts_on <= e.as_of), default=None)


def started_on(e: Evidence) -> date | None:
    """The clock of health and readings: go-live, else contract start, else first revenue."""
    return e.go_live_on or contract_start(e) or e.money.first_on


def oar_clock(e: Evidence) -> date | None:
    """The clock of OAR: go-live, or signature if later. None without a go-live."""
    signature = signed_on(e)
    if e.go_live_on is None or signature is None:
        return e.go_live_on
    return max(e.go_live_on, signature)


def notice_on(contract: Contract, policy: Policy) -> date | None:
    """The last day on which notice can be given before the contract ends."""
    if contract.ends_on is None:
        return None
    days = policy.notice_days if contract.notice_days is None else contract.notice_days
    return contract.ends_on - timedelta(days=days)


def is_short_term(contract: Contract, policy: Policy) -> bool:
    """Is the term so short that a review takes the renewal's place?"""
    if contract.starts_on is None or contract.ends_on is None:
        return False
    return (contract.ends_on - contract.starts_on).days < policy.short_term_days


def running(e: Evidence) -> tuple[Contract, ...]:
    """Contracts in force on the day: begun, not ended; one that renews by itself and was not cancelled runs on."""
    return tuple(
        c for c in e.contracts if (c.starts_on is None or c.starts_on <= e.as_of) and not _has_ended(c, e.as_of)
    )


def renewal(e: Evidence) -> Contract | None:
    """The running contract whose end comes first, cancelled ones and short terms aside."""
    due = [
        c
        for c in running(e)
        if c.ends_on and c.ends_on >= e.as_of and not c.cancelled_on and not is_short_term(c, e.policy)
    ]
    return min(due, key=lambda c: (c.ends_on or date.max, c.reference), default=None)


def _has_ended(contract: Contract, as_of: date) -> bool:
    if contract.ends_on is None or contract.ends_on > as_of:
        return False
    # A sheet states a renewal date and nothing of what came after it: such a contract is overdue, not over.
    return contract.cancelled_on is not None or not (contract.auto_renew or contract.starts_on is None)
