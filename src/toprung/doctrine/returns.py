"""What an account's results have been worth (DOMAIN section 7, docs/decisions/0029).

Value accrues on every day on which an outcome whose money value the customer has agreed to is a validated result that
is not disputed, withdrawn or lost: the change that the latest value shows, times what a unit of it is worth. What has
accrued stays. An outcome without such a value is listed with the reason; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from toprung.doctrine import clocks
from toprung.doctrine.accrual import Level, cents, periods
from toprung.doctrine.by_then import by_then, happening_days
from toprung.doctrine.evidence import Attestation, Evidence, Outcome
from toprung.doctrine.progress import Seen, baseline_of, seen
from toprung.doctrine.reasons import because
from toprung.doctrine.results import Result, ResultState, judge_result
from toprung.doctrine.roi import Confirmer, Left, Line, Roi, Span, Worth
from toprung.doctrine.testimony import Testimony, hear
from toprung.kernel.days import ONE_DAY
from toprung.kernel.vocabulary import Direction, OutcomeKind, Said, ValuePeriod

#: states in which a result is validated, and nobody has taken it back
_ACCRUES = (ResultState.FRESH, ResultState.LAPSING, ResultState.LAPSED)


def judge_roi(e: Evidence, worth: Mapping[str, Sequence[Worth]], levels: tuple[Level, ...], currency: str) -> Roi:
    """What the account's own outcomes have been worth by `e.as_of`, against what was paid.

    `worth` is by outcome, oldest first; an outcome that it does not name is another account's, and counted there.
    """
    lines: list[Line] = []
    left: list[Left] = []
    ordered = sorted((o for o in e.outcomes if o.reference in worth), key=lambda o: (not o.terms.primary, o.reference))
    for outcome in ordered:
        spans, result = _spans(e, outcome, worth[outcome.reference]), judge_result(e, outcome)
        if spans:
            terms, accrues = outcome.terms, spans[-1].last == e.as_of
            unit = terms.unit or terms.metric
            lines.append(Line(outcome.reference, terms.statement, unit, result.state, spans, accrues))
        else:
            left.append(_left(e, outcome, worth[outcome.reference], result))
    return Roi(e.account, e.as_of, currency, tuple(lines), tuple(left), levels)


def _spans(e: Evidence, outcome: Outcome, worth: Sequence[Worth]) -> tuple[Span, ...]:
    """The stretches on which value accrued, oldest first. Before anybody's yes nothing can have."""
    confirmed_from = min((w.occurred_on for w in outcome.attestations if w.said is Said.YES), default=None)
    if confirmed_from is None or not any(each.per_unit for each in worth):
        return ()
    changed = {each.since for each in worth if each.since and each.since <= e.as_of}
    told = {*happening_days(e, outcome), *changed}
    days, found, highest = sorted(day for day in told if day >= confirmed_from), list[Span](), Decimal(0)
    for first, following in pairwise([*days, e.as_of + ONE_DAY]):
        span = _span(e, outcome, _worth_on(worth, first), first, following - ONE_DAY, highest)
        if span is not None:
            highest = max(highest, span.change)
            found.append(span)
    return _rounded(_joined(found))


def _span(e: Evidence, outcome: Outcome, worth: Worth | None, first: date, last: date, highest: Decimal) -> Span | None:
    """What accrues from `first` to `last`, on which nothing turns; None for nothing."""
    then, known = by_then(e, outcome, first)
    if known is None or worth is None or worth.per_unit is None or worth.period is None or not known.terms.agreed_on:
        return None
    testimony = hear(known.attestations, then.policy, then.stakeholders)
    # Asked first, since it is quicker than judging.
    if not testimony.confirmed or judge_result(then, known).state not in _ACCRUES:
        return None
    shown, by = _shown(then, known, testimony)
    change = _change(known, then, shown) if shown else None
    if shown is None or change is None:
        return None
    exact = _exact(worth.period, change, highest, first, last) * Fraction(worth.per_unit)
    confirmed = bool(shown.confirmed_by)
    return Span(first, last, change, shown.day, shown.value, confirmed, worth.per_unit, worth.period, by, exact)


def _exact(period: ValuePeriod, change: Decimal, highest: Decimal, first: date, last: date) -> Fraction:
    """Units times periods. Once: only what exceeds the highest change so far, on the first day."""
    if period is ValuePeriod.ONCE:
        return Fraction(max(change - highest, Decimal(0)))
    return Fraction(change) * periods(period, first, last)


def _worth_on(worth: Iterable[Worth], day: date) -> Worth | None:
    begun = [each for each in worth if each.since is None or each.since <= day]
    return begun[-1] if begun else None


def _shown(e: Evidence, outcome: Outcome, testimony: Testimony) -> tuple[Seen | None, tuple[Confirmer, ...]]:
    """The latest value, and whose yes it rests on."""
    history = seen(outcome, outcome.terms, clocks.started_on(e), testimony.yes.values())
    return (history[-1] if history else None), tuple(_confirmer(word) for word in testimony.accepted)


def _confirmer(word: Attestation) -> Confirmer:
    return Confirmer(word.stakeholder, word.role, word.occurred_on, word.grade)


def _change(outcome: Outcome, e: Evidence, shown: Seen) -> Decimal | None:
    """How far the value has come from the baseline in the right direction; None where no baseline is known."""
    terms = outcome.terms
    if terms.kind is not OutcomeKind.NUMERIC:
        return Decimal(1)
    baseline = baseline_of(outcome, terms, clocks.started_on(e))
    if baseline is None or terms.target is None:
        return None
    if shown.value is None:
        # Confirmed by its sentence: what was promised is what there is.
        return abs(terms.target - baseline)
    change = shown.value - baseline if terms.direction is Direction.INCREASE else baseline - shown.value
    return max(change, Decimal(0))


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Neighbours that differ in nothing but their days, as one."""
    joined: list[Span] = []
    for span in spans:
        before = joined[-1] if joined else None
        if before and before.last + ONE_DAY == span.first and _same(before, span):
            joined[-1] = replace(before, last=span.last, exact=before.exact + span.exact)
        else:
            joined.append(span)
    return joined


def _same(one: Span, other: Span) -> bool:
    return replace(one, first=other.first, last=other.last, exact=other.exact) == other


def _rounded(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Each with its amount in cents: what the sum up to it adds to the sum before."""
    total, told, found = Fraction(0), Decimal(0), list[Span]()
    for span in spans:
        total += span.exact
        found.append(replace(span, amount=cents(total) - told))
        told = cents(total)
    return tuple(found)


def _left(e: Evidence, outcome: Outcome, worth: Sequence[Worth], result: Result) -> Left:
    """Why nothing has accrued of it."""
    latest, validated = _worth_on(worth, e.as_of), result.state in _ACCRUES
    if latest is None or latest.per_unit is None:
        why = because("roi_no_value")
    elif latest.period is None:
        why = because("roi_no_period")
    elif outcome.terms.agreed_on is None:
        why = because("roi_not_agreed")
    elif validated:
        why = because("roi_no_baseline")
    else:
        why = because("roi_not_validated", why=tuple(t.reason.text for t in result.unmet[:1]) or (result.state.label,))
    agreed = outcome.terms.agreed_on is not None
    return Left(outcome.reference, outcome.terms.statement, result.state, why, validated, agreed)
