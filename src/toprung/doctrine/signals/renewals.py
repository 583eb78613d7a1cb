"""The renewals that lie ahead and those already made, as the renewal's signals see them (DOMAIN sections 1, 4, 6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from toprung.doctrine import clocks
from toprung.doctrine.evidence import Contract, Evidence
from toprung.doctrine.once import once
from toprung.doctrine.testimony import is_accepted
from toprung.kernel.days import ONE_DAY
from toprung.kernel.vocabulary import Said


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A renewal ahead: its day, the last day for notice, and the last day on which a warning of it is early."""

    contract: str
    renews_on: date
    notice_on: date
    act_by: date

    def code_on(self, day: date, codes: tuple[str, str, str]) -> str:
        """Which of three codes fits a warning on that day: early, late, or after the last day for notice."""
        early, late, passed = codes
        if day > self.notice_on:
            return passed
        return early if day <= self.act_by else late


def upcoming(e: Evidence) -> Iterator[Upcoming]:
    """Each renewal ahead; the nearest first."""
    for ends_on, contract in clocks.renewals(e):
        notice = clocks.notice_on(contract, e.policy, e.as_of)
        if notice is not None:
            yield Upcoming(contract.reference, ends_on, notice, notice - timedelta(days=e.policy.intervention_days))


@once
def renewed_on(e: Evidence) -> tuple[date, ...]:
    """The days by now on which a contract was followed by another without a gap, or began anew by itself."""
    days = {
        day
        for c in e.contracts
        for day in clocks.term_ends(c, e.as_of)
        if c.starts_on is not None and c.starts_on < day <= e.as_of and _goes_on(e, c, day)
    }
    return tuple(sorted(days))


def renewed_without_result(e: Evidence) -> int:
    """How many of the renewals were made while no accepted confirmation was young enough to stand."""
    words = [w for o in e.outcomes for w in o.attestations if w.said is Said.YES and is_accepted(w.role, e.policy)]
    span = timedelta(days=e.policy.stands_days)
    return sum(1 for day in renewed_on(e) if not any(day - span <= w.occurred_on <= day for w in words))


def _goes_on(e: Evidence, contract: Contract, end: date) -> bool:
    if contract.cancelled_on is not None and contract.cancelled_on < end:
        return False
    # Some books write the last day of a term as its end, others the first day after it.
    return contract.auto_renew or any(
        c.starts_on in (end, end + ONE_DAY) and c.starts_on <= e.as_of for c in e.contracts if c is not contract
    )
