"""Outcome, work on the product, or vague? Which words decided it, what is missing, how to mend it (DOMAIN section 2).

An outcome is something different in the customer's own business: by a magnitude, or by a state that is reached or
ends. Work to be done and use of the product are milestones, whatever their numbers; a text that names a milestone and
such a change is an outcome. What is neither is vague.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from toprung.doctrine.evidence import Terms
from toprung.doctrine.statements.deciding import outcome_words
from toprung.doctrine.statements.reading import Reading, read
from toprung.doctrine.statements.rewriting import rewrite
from toprung.doctrine.statements.tokens import Token
from toprung.doctrine.statements.unmet import Found, Test, unmet
from toprung.doctrine.statements.vocabulary import Sense
from toprung.doctrine.statements.working import leading, milestone_words
from toprung.kernel.vocabulary import Word

#: more than this is no statement, and would cost more than it says
LONGEST = 2_000


class Label(Word):
    BUSINESS_OUTCOME = "business_outcome"
    PRODUCT_MILESTONE = "product_milestone"
    VAGUE = "vague"


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the statement that decided, and where they stand in it."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lint:
    """What a statement is, and the words that decided it; of an outcome its magnitude, its metric and its state."""

    label: Label
    words: tuple[Span, ...] = ()
    #: what decided and stands in the fields beside the statement
    fields: tuple[str, ...] = ()
    magnitude: str = ""
    metric: str = ""
    state: str = ""

    @property
    def decided_by(self) -> str:
        """The words that decided, as one text."""
        return " … ".join([*(span.text for span in self.words), *self.fields])


@dataclass(frozen=True, slots=True)
class Advice:
    """What to tell whoever writes a statement."""

    lint: Lint
    #: tests that neither the statement nor its fields meet
    missing: tuple[Test, ...]
    because: str
    #: a better wording with blanks, empty where nothing is to be mended
    suggestion: str

    def told(self, text: str) -> dict[str, Any]:
        """As commands and the API answer it, for the statement it is about."""
        return {
            "text": text,
            "label": self.lint.label.value,
            "missing": [test.value for test in self.missing],
            "because": self.because,
            "words": [span.text for span in self.lint.words],
            "suggestion": self.suggestion,
        }


@lru_cache(maxsize=8_192)
def lint(statement: str, metric: str = "", target: Decimal | None = None, state_after: str = "") -> Lint:
    """Label a statement, helped by the structured fields where they are filled in."""
    reading = read(statement[:LONGEST])
    decisive = outcome_words(reading)
    if decisive:
        return _outcome(statement, reading, decisive)
    work = milestone_words(reading)
    if metric and _only_use(metric):
        return Lint(Label.PRODUCT_MILESTONE, _spans(statement, work), (metric,))
    if work and _is_led_by_work(reading):
        return Lint(Label.PRODUCT_MILESTONE, _spans(statement, work))
    named = metric or _said(statement, _metric_of(reading))
    if named and target is not None:
        return Lint(Label.BUSINESS_OUTCOME, fields=(named, str(target)), magnitude=str(target), metric=named)
    if work:
        return Lint(Label.PRODUCT_MILESTONE, _spans(statement, work))
    if state_after:
        return Lint(Label.BUSINESS_OUTCOME, fields=(state_after,), state=state_after)
    wish = reading.first(Sense.VAGUE)
    return Lint(Label.VAGUE, _spans(statement, () if wish is None else (reading.tokens[wish],)))


def lint_terms(terms: Terms) -> Lint:
    """What these terms are, by their statement and their fields."""
    return lint(terms.statement, terms.metric, terms.target, terms.state_after)


def advise(terms: Terms, *, window: bool = False, accepted: bool | None = None) -> Advice:
    """What the terms are and lack, why, and a wording that would mend it.

    `window`: due so many days after go-live. `accepted`: whether the segment accepts the validator's role, None where
    nobody knows.
    """
    told = lint_terms(terms)
    found = Found(
        reading=read(terms.statement[:LONGEST]),
        outcome=told.label is Label.BUSINESS_OUTCOME,
        milestone=told.label is Label.PRODUCT_MILESTONE,
        state=bool(told.state),
    )
    missing = unmet(found, terms, window=window, accepted=accepted)
    because = f"{_because(told)} Its blanks are still to be filled in." if found.reading.blanks else _because(told)
    return Advice(told, missing, because, rewrite(found, terms, missing))


def names_metric_and_magnitude(text: str) -> bool:
    """Does the text say what changed and by how much, or which state was reached?"""
    found = lint(text)
    return found.label is Label.BUSINESS_OUTCOME and bool((found.magnitude and found.metric) or found.state)


def _outcome(statement: str, reading: Reading, decisive: tuple[Token, ...]) -> Lint:
    places = {amount.token.start for amount in reading.amounts}
    amount = next((token for token in decisive if token.start in places), None)
    metric = next((token for token in decisive if token.sense & Sense.METRIC), None)
    return Lint(
        Label.BUSINESS_OUTCOME,
        _spans(statement, decisive),
        magnitude=_said(statement, amount),
        metric=_said(statement, metric) or _said(statement, decisive[0] if amount else None),
        state="" if amount else _said(statement, decisive[0]),
    )


def _because(told: Lint) -> str:
    words = [*(f"“{span.text}”" for span in told.words), *(f"“{field}”" for field in told.fields)]
    listed = " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
    several = len(words) > 1
    if told.label is Label.BUSINESS_OUTCOME and told.state:
        return f"{listed} {'name' if several else 'names'} a state that anyone can check."
    if told.label is Label.BUSINESS_OUTCOME:
        return f"{listed} {'say' if several else 'says'} what changes in their business, and how much."
    if told.label is Label.PRODUCT_MILESTONE:
        return f"{listed} {'are' if several else 'is'} work or use of the product, not yet a change in their business."
    wish = f"{listed} is a wish: it" if words else "It"
    return f"{wish} names neither the size of a change nor a state to reach."


def _is_led_by_work(reading: Reading) -> bool:
    head = leading(reading)
    return head is not None and bool(reading.tokens[head].sense & Sense.WORK)


def _metric_of(reading: Reading) -> Token | None:
    at = reading.first(Sense.METRIC)
    return None if at is None else reading.tokens[at]


def _only_use(metric: str) -> bool:
    reading = read(metric)
    return reading.has(Sense.USE) and not reading.has(Sense.METRIC)


def _spans(statement: str, found: tuple[Token, ...]) -> tuple[Span, ...]:
    ordered = sorted(set(found), key=lambda token: token.start)
    return tuple(Span(_said(statement, token), token.start, token.end) for token in ordered)


def _said(statement: str, token: Token | None) -> str:
    """The token as it is written in the statement."""
    return "" if token is None else statement[token.start : token.end]
