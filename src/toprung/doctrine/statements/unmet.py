"""The tests of a good statement, and which of them it does not meet (DOMAIN section 2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from toprung.doctrine.evidence import Terms
from toprung.doctrine.statements.reading import Reading
from toprung.doctrine.statements.tokens import Kind
from toprung.doctrine.statements.vocabulary import Sense
from toprung.kernel.vocabulary import Word


class Test(Word):
    """What is asked of an outcome's statement and its fields."""

    __test__ = False  # not one of pytest's

    SPECIFIC = "specific"
    MEASURABLE = "measurable"
    BASELINE = "baseline"
    TARGET = "target"
    TIME = "time"
    CUSTOMER_METRIC = "customer_metric"
    OWNER = "owner"
    VALIDATOR = "validator"


@dataclass(frozen=True, slots=True)
class Found:
    """What the statement's words alone amount to."""

    reading: Reading
    outcome: bool
    milestone: bool
    #: a state is reached, or ends
    state: bool


_OWNED = re.compile(r"\b(?:owner|owned by|responsible|driven by)\b", re.IGNORECASE)
_CONFIRMED = re.compile(r"\b(?:validator|validated by|confirmed by|verified by|attested by)\b", re.IGNORECASE)


def unmet(found: Found, terms: Terms, *, window: bool = False, accepted: bool | None = None) -> tuple[Test, ...]:
    """The tests that neither the statement nor its fields meet, in their order.

    `window`: a due window after go-live is given. `accepted`: whether the segment accepts the validator's role; None
    where that is not known, and a named validator will do.
    """
    sized = _sized(found)
    met = {
        Test.SPECIFIC: found.outcome or found.milestone or bool(terms.metric) or found.reading.has(Sense.METRIC),
        Test.MEASURABLE: sized or found.state or terms.target is not None or bool(terms.state_after),
        Test.BASELINE: found.reading.before is not None or terms.baseline is not None or bool(terms.state_before),
        Test.TARGET: sized or found.state or terms.target is not None or bool(terms.state_after),
        Test.TIME: _timed(found) or terms.due_on is not None or window,
        Test.CUSTOMER_METRIC: _of_theirs(found, terms),
        Test.OWNER: bool(terms.owner) or bool(_OWNED.search(terms.statement)),
        Test.VALIDATOR: _validated(terms, accepted),
    }
    return tuple(test for test in Test if not met[test])


def _sized(found: Found) -> bool:
    """Does it say how much? Of work, a span of time says only when."""
    spans = {Kind.SPAN} if found.milestone else set()
    wished = not found.outcome and not found.milestone
    return not wished and any(amount.token.kind not in spans for amount in found.reading.amounts)


def _timed(found: Found) -> bool:
    """Does it say by when? Work that takes so many weeks does."""
    spans = (amount for amount in found.reading.amounts if amount.token.kind is Kind.SPAN)
    return found.reading.when is not None or (found.milestone and any(spans))


def _of_theirs(found: Found, terms: Terms) -> bool:
    """Is what is counted the customer's own, and not use of the product?"""
    if found.milestone:
        return False
    return found.outcome or bool(terms.metric) or bool(terms.state_after) or found.reading.has(Sense.METRIC)


def _validated(terms: Terms, accepted: bool | None) -> bool:
    if terms.validator:
        return accepted is not False
    return bool(_CONFIRMED.search(terms.statement))
