"""An outcome as it stood on an earlier day, and the days on which anything about it may have turned.

Of the account itself only what bears on a result is taken back: its go-live. The policy is the one of the day that the
evidence is of.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from toprung.doctrine.evidence import Evidence, Outcome, Terms
from toprung.kernel.days import ONE_DAY, next_period, period_start


def by_then(e: Evidence, outcome: Outcome, day: date) -> tuple[Evidence, Outcome | None]:
    """The account and the outcome as they stood on that day; None for an outcome of which nothing was on file."""
    live = e.go_live_on if e.go_live_on and e.go_live_on <= day else None
    then = replace(e, as_of=day, go_live_on=live)
    versions = tuple(_terms_by(t, day) for t in outcome.versions if t.in_force_on is None or t.in_force_on <= day)
    if not versions:
        return then, None
    known = replace(
        outcome,
        versions=versions,
        readings=tuple(r for r in outcome.readings if r.occurred_on <= day),
        attestations=tuple(w for w in outcome.attestations if w.occurred_on <= day),
        claims=tuple(
            replace(c, opened_on=c.opened_on if c.opened_on and c.opened_on <= day else None)
            for c in outcome.claims
            if c.claimed_on <= day
        ),
    )
    return then, known


def turning_days(e: Evidence, outcome: Outcome) -> list[date]:
    """The days by `e.as_of` on which its result may have turned, oldest first: those on which something happened, and
    those on which a confirmation is no longer fresh or no longer stands."""
    policy = e.policy
    told = [*(r.occurred_on for r in outcome.readings), *(w.occurred_on for w in outcome.attestations)]
    aged = {day + timedelta(days=days + 1) for day in told for days in (policy.fresh_days, policy.stands_days)}
    return sorted({*happening_days(e, outcome), *(day for day in aged if day <= e.as_of)})


def happening_days(e: Evidence, outcome: Outcome) -> list[date]:
    """The days by `e.as_of` on which something was said, read or written of it, or its features' use was counted."""
    told = [*(r.occurred_on for r in outcome.readings), *(w.occurred_on for w in outcome.attestations)]
    counted: list[date] = []
    if e.usage is not None and any(terms.features for terms in outcome.versions):
        # Use is counted when the period of the latest value is over.
        rhythm = e.policy.rhythm
        counted = [next_period(period_start(day, rhythm), rhythm) - ONE_DAY for day in told]
    written = [day for c in outcome.claims for day in (c.claimed_on, c.opened_on) if day]
    written += [day for t in outcome.versions for day in (t.in_force_on, t.agreed_on) if day]
    return sorted({day for day in (*told, *counted, *written) if day <= e.as_of})


def _terms_by(terms: Terms, day: date) -> Terms:
    return terms if terms.agreed_on is None or terms.agreed_on <= day else replace(terms, agreed_on=None)
