"""The life of a result: from which day it was in which state, and what made it so (DOMAIN section 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from toprung.doctrine.by_then import by_then, turning_days
from toprung.doctrine.evidence import Attestation, Evidence, Outcome, Reading
from toprung.doctrine.reasons import Reason, because
from toprung.doctrine.results import ResultState, judge_result
from toprung.kernel.days import ONE_DAY
from toprung.kernel.vocabulary import Said


@dataclass(frozen=True, slots=True)
class Stage:
    """A state of the result from a day on, what happened on that day, and the share of the promise reached by then.

    `since` None: from the start. `last` None: still so.
    """

    since: date | None
    state: ResultState
    why: Reason
    progress: Decimal | None
    last: date | None = None


def life_of(e: Evidence, outcome: Outcome) -> tuple[Stage, ...]:
    """The stages of the outcome's result by `e.as_of`, oldest first; the last one's state is what it is in today."""
    stages: list[Stage] = []
    for since, day in _days(e, outcome):
        then, known = by_then(e, outcome, day)
        if known is None:
            continue
        result = judge_result(then, known)
        if not stages or stages[-1].state is not result.state:
            stages.append(Stage(since, result.state, _why(known, since), result.progress))
    ended = [replace(stage, last=after.since - ONE_DAY if after.since else None) for stage, after in pairwise(stages)]
    return (*ended, *stages[-1:])


def _days(e: Evidence, outcome: Outcome) -> Iterator[tuple[date | None, date]]:
    """Since when it may have been otherwise, and the day to look at: first of all the start."""
    days = turning_days(e, outcome)
    yield None, (days[0] - ONE_DAY if days else e.as_of)
    yield from ((day, day) for day in days)


def _why(known: Outcome, day: date | None) -> Reason:
    """What happened on that day: a word, else a value, else what was written; else time has passed."""
    if day is None:
        return because("life_on_file")
    words = [w for w in known.attestations if w.occurred_on == day]
    if words:
        return _said(words[-1])
    readings = [r for r in known.readings if r.occurred_on == day]
    if readings:
        return _read(readings[-1], known.terms.unit)
    if known.terms.agreed_on == day:
        return because("life_agreed")
    if any(day in (c.claimed_on, c.opened_on) for c in known.claims):
        return because("life_claimed")
    if any(t.in_force_on == day for t in known.versions):
        return because("life_written")
    return because("life_time")


def _said(word: Attestation) -> Reason:
    code = {Said.YES: "life_yes", Said.NO: "life_no", Said.WITHDRAWN: "life_withdrawn"}[word.said]
    return because(code, who=word.stakeholder or "an erased person", role=word.role or "no role", grade=word.grade)


def _read(reading: Reading, unit: str) -> Reason:
    shown = reading.state if reading.value is None else reading.value
    return because("life_read", value=shown, unit=f" {unit}" if unit else "")
