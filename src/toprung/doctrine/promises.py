"""What became of a promise made at the sale: judged by its terms as they were frozen, whatever was edited since.

The arithmetic over accounts is the engine's; which days count is decided here (DOMAIN section 4, promise-kept rate).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from toprung.doctrine import clocks
from toprung.doctrine.evidence import Evidence, Outcome, Terms
from toprung.doctrine.lifecycle import lifecycle
from toprung.doctrine.linter import Label, lint_terms
from toprung.doctrine.progress import reached_on, seen
from toprung.doctrine.testimony import first_confirmed
from toprung.kernel.vocabulary import Lifecycle


@dataclass(frozen=True, slots=True)
class Promised:
    """One outcome as it was promised. `frozen`: kept at the signature; else read from what was on file for that day."""

    outcome: str
    terms: Terms
    signed_on: date
    frozen: bool = True


@dataclass(frozen=True, slots=True)
class Fate:
    """The days that say whether a promise was kept; None where it has not happened by the day of the evidence.

    `due_on` None: no day was promised, or it hangs on a go-live that has not come: `awaits_go_live` tells which.
    """

    due_on: date | None
    awaits_go_live: bool
    #: the account is a customer no more
    left: bool
    reached_on: date | None
    attested_on: date | None
    attested_recorded_on: date | None

    @property
    def in_time(self) -> bool:
        """Was it reached, and not after its due day?"""
        return self.reached_on is not None and self.due_on is not None and self.reached_on <= self.due_on


def is_promise(terms: Terms) -> bool:
    """Is it an outcome that somebody can keep? Work on the product is none, whatever it is flagged."""
    return lint_terms(terms).label is not Label.PRODUCT_MILESTONE


def fate(e: Evidence, promised: Promised) -> Fate:
    """What became of it by the day of the evidence. Readings before the signature are baseline."""
    outcome = next((o for o in e.outcomes if o.reference == promised.outcome), Outcome(promised.outcome, ()))
    due_on = _due_on(e, promised.terms)
    attested = first_confirmed(outcome.attestations, e.policy)
    return Fate(
        due_on=due_on,
        awaits_go_live=due_on is None and promised.terms.due_days is not None,
        left=lifecycle(e) is Lifecycle.FORMER,
        reached_on=reached_on(seen(outcome, promised.terms, promised.signed_on)),
        attested_on=attested[0] if attested else None,
        attested_recorded_on=attested[1] if attested else None,
    )


def promised_by_then(e: Evidence) -> tuple[Promised, ...]:
    """What was on file as promised at the signature, for accounts whose promise was never frozen (imported history).

    The version in force that day counts, so that later edits never move it; one agreed or written later is left out.
    """
    signed = clocks.signed_on(e)
    if signed is None:
        return ()
    stood = ((o.reference, _in_force(o, signed)) for o in e.outcomes)
    return tuple(Promised(name, t, signed, frozen=False) for name, t in stood if t and _was_made(t, signed))


def _was_made(terms: Terms, signed: date) -> bool:
    return bool(terms.promised_by) and (terms.promised_on is None or terms.promised_on <= signed)


def _in_force(outcome: Outcome, day: date) -> Terms | None:
    standing = [t for t in outcome.versions if t.in_force_on is None or t.in_force_on <= day]
    return standing[-1] if standing else None


def _due_on(e: Evidence, terms: Terms) -> date | None:
    if terms.due_on is None and terms.due_days is not None and e.go_live_on is not None:
        return e.go_live_on + timedelta(days=terms.due_days)
    return terms.due_on
