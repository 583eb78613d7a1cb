"""Where an account is in its life on a day; derived from dates (DOMAIN section 1)."""

from __future__ import annotations

from toprung.doctrine import clocks
from toprung.doctrine.achievement import first_value_on
from toprung.doctrine.evidence import Evidence
from toprung.kernel.vocabulary import Lifecycle


def lifecycle(e: Evidence) -> Lifecycle:
    """Where the account is in its life on the day; derived from dates."""
    if _is_former(e):
        return Lifecycle.FORMER
    if _is_prospect(e):
        return Lifecycle.PROSPECT
    if any(c.cancelled_on for c in clocks.running(e)) and not _continues(e):
        return Lifecycle.LEAVING
    if e.go_live_on is None:
        return Lifecycle.IMPLEMENTING
    return Lifecycle.LIVE if first_value_on(e) is not None else Lifecycle.ONBOARDING


def gone_live(e: Evidence, life: Lifecycle) -> bool:
    """Is the account live as far as anyone can tell? Without a go-live on file: if it is used, or has long paid.

    A sheet that knows neither go-live nor start is a list of live customers.
    """
    if life in (Lifecycle.PROSPECT, Lifecycle.FORMER):
        return False
    if e.go_live_on is not None:
        return True
    if e.usage is not None and e.usage.first_event_on is not None:
        return True
    began = clocks.contract_start(e) or e.money.first_on
    return clocks.signed_on(e) is None if began is None else (e.as_of - began).days >= e.policy.check_days


def _continues(e: Evidence) -> bool:
    """Does some contract go on beyond the ones that were cancelled?"""
    ends = [end for c in clocks.running(e) if c.cancelled_on and (end := clocks.term_end(c, e.as_of))]
    last = max(ends, default=e.as_of)
    others = [clocks.term_end(c, e.as_of) for c in e.contracts if not c.cancelled_on]
    return any(end is None or end > last for end in others)


def _is_former(e: Evidence) -> bool:
    if e.money.first_on is not None:
        return e.money.ended_on is not None
    begun = [c for c in e.contracts if c.starts_on is None or c.starts_on <= e.as_of]
    return bool(begun) and not clocks.running(e) and not any(c.starts_on and c.starts_on > e.as_of for c in e.contracts)


def _is_prospect(e: Evidence) -> bool:
    paying = e.money.first_on is not None or e.money.stated_arr is not None
    return not (e.contracts or paying or e.go_live_on)
