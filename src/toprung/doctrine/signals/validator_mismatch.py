"""The one who confirmed an outcome, or is to confirm it, has a role that the segment does not accept."""

from __future__ import annotations

from collections.abc import Iterator

from toprung.doctrine.evidence import Evidence, Outcome
from toprung.doctrine.reasons import Reason, because
from toprung.doctrine.results import Result, ResultTest
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.doctrine.signals.subjects import about_outcome, promises
from toprung.doctrine.testimony import is_accepted

NAME = "validator_mismatch"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding an outcome, until somebody accepted says yes; the right person to ask is named."""
    for outcome, result in promises(e, standing):
        if result.confirmed_on is not None:
            continue
        why = result.test(ResultTest.VALUED).reason if result.mismatched else _named(e, outcome, result)
        if why is not None:
            yield Finding(NAME, why, about_outcome(result))


def _named(e: Evidence, outcome: Outcome, result: Result) -> Reason | None:
    person = e.stakeholder(outcome.terms.validator)
    if person is None or is_accepted(person.role, e.policy):
        return None
    role = person.role.label if person.role else "no role"
    return because("signal_validator_named", who=person.name, role=role, statement=result.statement, ask=result.ask)
