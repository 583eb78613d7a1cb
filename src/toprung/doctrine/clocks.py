"""When an account's clocks start, and which contracts run (DOMAIN sections 1, 4, 5)."""

from __future__ import annotations

from datetime import date, timedelta

from toprung.doctrine.evidence import Contract, Evidence
from toprung.doctrine.once import once
from toprung.doctrine.policy import Policy
from toprung.kernel.days import ONE_DAY, add_months

_DAYS_A_MONTH = 30.44
_SLACK_DAYS = 5


@once
def signed_on(e: Evidence) -> date | None:
    """The day of the first signature; None where it is not known. Never replaced by another date.

    Where an earlier contract names no signature, a later one's is not the first.
    """
    first = min((c.signed_on for c in e.contracts if c.signed_on), default=None)
    unsigned = [c.starts_on for c in e.contracts if c.signed_on is None and c.starts_on is not None]
    return None if first is not None and any(start < first for start in unsigned) else first


@once
def contract_start(e: Evidence) -> date | None:
    """The first day of the first contract that has begun."""
    return min((c.starts_on for c in e.contracts if c.starts_on and c.starts_on <= e.as_of), default=None)


@once
def started_on(e: Evidence) -> date | None:
    """The clock of health and readings: go-live, else contract start, else first revenue."""
    return e.go_live_on or contract_start(e) or e.money.first_on


@once
def oar_clock(e: Evidence) -> date | None:
    """The clock of OAR: go-live, or signature if later. None without a go-live."""
    signature = signed_on(e)
    if e.go_live_on is None or signature is None:
        return e.go_live_on
    return max(e.go_live_on, signature)


def notice_on(contract: Contract, policy: Policy, as_of: date) -> date | None:
    """The last day on which notice can be given before the term that runs on the day ends."""
    ends_on = term_end(contract, as_of)
    if ends_on is None:
        return None
    days = policy.notice_days if contract.notice_days is None else contract.notice_days
    return ends_on - timedelta(days=days)


def term_end(contract: Contract, as_of: date) -> date | None:
    """The end of the term that runs on the day; of one that ended, its last."""
    return max(term_ends(contract, as_of), default=None)


@once
def term_ends(contract: Contract, as_of: date) -> tuple[date, ...]:
    """The ends of its terms, oldest first, up to that of the term that runs on the day.

    One, unless it renews by itself: then it goes on term by term, until the day or until notice was given.
    """
    if contract.ends_on is None:
        return ()
    ends = [contract.ends_on]
    if contract.auto_renew and contract.starts_on is not None and contract.starts_on < contract.ends_on:
        until = min(as_of, contract.cancelled_on or as_of)
        while ends[-1] <= until:
            ends.append(_later_end(contract.starts_on, contract.ends_on, len(ends)))
    return tuple(ends)


def _later_end(starts_on: date, ends_on: date, terms: int) -> date:
    """The end of the term that comes so many terms after the first."""
    months = _months(ends_on - starts_on)
    if not months:
        return ends_on + terms * (ends_on - starts_on)
    # A term's end is its last day in some books, the next in others. Either way whole terms are counted from the
    # start: counted from an end, 30 June would be followed by 30 December, and 28 February never by the 29th.
    for spare in (timedelta(0), ONE_DAY):
        if add_months(starts_on, months) - spare == ends_on:
            return add_months(starts_on, (terms + 1) * months) - spare
    return add_months(ends_on, terms * months)


def _months(term: timedelta) -> int:
    """How many months a term is, give or take a few days; 0 where it is counted in days."""
    months = round(term.days / _DAYS_A_MONTH)
    return months if abs(term.days - months * _DAYS_A_MONTH) <= _SLACK_DAYS else 0


def is_short_term(contract: Contract, policy: Policy) -> bool:
    """Is the term so short that a review takes the renewal's place?"""
    if contract.starts_on is None or contract.ends_on is None:
        return False
    return (contract.ends_on - contract.starts_on).days < policy.short_term_days


@once
def running(e: Evidence) -> tuple[Contract, ...]:
    """Contracts in force on the day: begun, not ended; one that renews by itself and was not cancelled runs on."""
    return tuple(
        c for c in e.contracts if (c.starts_on is None or c.starts_on <= e.as_of) and not _has_ended(c, e.as_of)
    )


@once
def renewals(e: Evidence) -> tuple[tuple[date, Contract], ...]:
    """(day, contract) of the renewals ahead, the nearest first.

    Left out: cancelled contracts, short terms, and those whose successor is signed already.
    """
    ahead = [
        (end, c)
        for c in running(e)
        if (end := term_end(c, e.as_of)) is not None
        and end >= e.as_of
        and not c.cancelled_on
        and not is_short_term(c, e.policy)
        and not has_successor(e, c, end)
    ]
    return tuple(sorted(ahead, key=lambda pair: (pair[0], pair[1].reference)))


def renewal(e: Evidence) -> tuple[date, Contract] | None:
    """The nearest renewal ahead."""
    return next(iter(renewals(e)), None)


@once
def renewal_passed_on(e: Evidence) -> date | None:
    """The renewal day that has passed of a contract of which no more is known, as in a sheet that was not kept up.

    None where a renewal lies ahead.
    """
    if renewal(e) is not None:
        return None
    stated = ((c, c.ends_on) for c in running(e) if c.starts_on is None and not c.cancelled_on)
    passed = (end for c, end in stated if end is not None and end < e.as_of and not has_successor(e, c, end))
    return max(passed, default=None)


def has_successor(e: Evidence, contract: Contract, ends_on: date) -> bool:
    """Does another contract follow without a gap? A term's end is its last day in some books, the next in others."""
    return any(c is not contract and c.starts_on in (ends_on, ends_on + ONE_DAY) for c in e.contracts)


def _has_ended(contract: Contract, as_of: date) -> bool:
    end = term_end(contract, as_of)
    if end is None or end > as_of:
        return False
    # A sheet states a renewal date and nothing of what came after it: such a contract is overdue, not over.
    return contract.cancelled_on is not None or not (contract.auto_renew or contract.starts_on is None)
