"""What OAR and TTFV count of one account: when its clocks started and when it got there (DOMAIN section 4).

The arithmetic over accounts is the engine's; who is judged on which promise is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from toprung.doctrine import clocks
from toprung.doctrine.evidence import Evidence, Outcome, Terms
from toprung.doctrine.linter import Label, lint
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


def achieved(e: Evidence) -> Achieved | None:
    """The account's row for OAR; None where its clock has not started."""
    clock_on = clocks.oar_clock(e)
    if clock_on is None or clock_on > e.as_of:
        return None
    judged = judged_terms(e)
    if judged is None:
        return Achieved(clock_on)
    outcome, terms, late = judged
    attested = first_confirmed(outcome.attestations, e.policy)
    return Achieved(
        clock_on=clock_on,
        outcome=outcome.reference,
        late=late,
        reached_on=reached_on(seen(outcome, terms, clock_on), terms.kind),
        attested_on=attested[0] if attested else None,
        attested_recorded_on=attested[1] if attested else None,
    )


def first_value_on(e: Evidence) -> date | None:
    """The day the first-value outcome was reached; readings before signature (else go-live) are baseline."""
    outcome = e.first_value
    if outcome is None:
        return None
    begins = clocks.signed_on(e) or clocks.started_on(e)
    return reached_on(seen(outcome, outcome.terms, begins), outcome.terms.kind)


def _in_force(outcome: Outcome, day: date) -> Terms | None:
    standing = [t for t in outcome.versions if t.in_force_on is None or t.in_force_on <= day]
    return standing[-1] if standing else None


def _is_promise(terms: Terms) -> bool:
    return terms.primary and label_of(terms) is not Label.PRODUCT_MILESTONE


def label_of(terms: Terms) -> Label:
    """What the linter calls these terms."""
    return lint(terms.statement, terms.metric, terms.target, terms.state_after).label
