"""What OAR and TTFV count of one account: when its clocks started and when it got there (DOMAIN section 4).

The arithmetic over accounts is the engine's; who is judged on which promise is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from toprung.doctrine import clocks
from toprung.doctrine.evidence import Evidence, Outcome, Terms
from toprung.doctrine.linter import Label, lint_terms
from toprung.doctrine.once import once
from toprung.doctrine.policy import Policy
from toprung.doctrine.progress import reached_on, seen
from toprung.doctrine.testimony import first_confirmed


@dataclass(frozen=True, slots=True)
class Achieved:
    """One account's row for OAR. Days are None where it has not happened by the day of the evidence."""

    clock_on: date
    outcome: str = ""
    #: agreed only after go-live
    late: bool = False
    reached_on: date | None = None
    attested_on: date | None = None
    attested_recorded_on: date | None = None


def judged_terms(e: Evidence) -> tuple[Outcome, Terms, bool] | None:
    """The primary version in force at go-live, else the first agreed after it (marked late); later edits never move it.

    A task or a product milestone is no outcome, whatever it is flagged.
    """
    if e.go_live_on is None:
        return None
    in_force = [(o, t) for o in e.outcomes if (t := _in_force(o, e.go_live_on)) and _is_promise(t)]
    if in_force:
        outcome, terms = max(in_force, key=lambda pair: pair[1].in_force_on or date.min)
        return outcome, terms, False
    later = [(o, t) for o in e.outcomes for t in o.versions if t.agreed_on and _is_promise(t)]
    if not later:
        return None
    outcome, terms = min(later, key=lambda pair: pair[1].agreed_on or date.max)
    return outcome, terms, True


def achieved(e: Evidence, within_days: int | None = None, grace_days: int | None = None) -> Achieved | None:
    """The account's row for OAR; None where its clock has not started.

    Attested: the earliest confirmation that occurred within W of the clock and was recorded within W and the grace (the
    policy's where None), heard from such words alone: another yes never takes one away. Without one, the plain first
    confirmation, so that it can be shown.
    """
    clock_on = clocks.oar_clock(e)
    if clock_on is None or clock_on > e.as_of:
        return None
    judged = judged_terms(e)
    if judged is None:
        return Achieved(clock_on)
    outcome, terms, late = judged
    within = timedelta(days=e.policy.oar_days if within_days is None else within_days)
    grace = timedelta(days=e.policy.attestation_grace_days if grace_days is None else grace_days)
    attested = _attested(outcome, e.policy, clock_on + within, clock_on + within + grace)
    return Achieved(
        clock_on=clock_on,
        outcome=outcome.reference,
        late=late,
        reached_on=reached_on(seen(outcome, terms, clock_on)),
        attested_on=attested[0] if attested else None,
        attested_recorded_on=attested[1] if attested else None,
    )


@once
def first_value_on(e: Evidence) -> date | None:
    """The day the first-value outcome was reached; readings before signature (else go-live) are baseline."""
    outcome = e.first_value
    if outcome is None:
        return None
    begins = clocks.signed_on(e) or clocks.started_on(e)
    return reached_on(seen(outcome, outcome.terms, begins))


def _attested(outcome: Outcome, policy: Policy, occurred_by: date, recorded_by: date) -> tuple[date, date] | None:
    in_time = [w for w in outcome.attestations if w.occurred_on <= occurred_by and w.recorded_on <= recorded_by]
    return first_confirmed(in_time, policy) or first_confirmed(outcome.attestations, policy)


def _in_force(outcome: Outcome, day: date) -> Terms | None:
    standing = [t for t in outcome.versions if t.in_force_on is None or t.in_force_on <= day]
    return standing[-1] if standing else None


def _is_promise(terms: Terms) -> bool:
    return terms.primary and lint_terms(terms).label is not Label.PRODUCT_MILESTONE
