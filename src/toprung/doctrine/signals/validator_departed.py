"""The named validator of an outcome has left: a departed person cannot attest; what they attested stands."""

from __future__ import annotations

from collections.abc import Iterator

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.reasons import because
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.doctrine.signals.subjects import about_outcome, promises

NAME = "validator_departed"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding an outcome, until it names someone who is there."""
    for outcome, result in promises(e, standing):
        person = e.stakeholder(outcome.terms.validator)
        if person is not None and person.left_on is not None and person.left_on <= e.as_of:
            reason = because(
                "signal_validator_departed", who=person.name, day=person.left_on, statement=result.statement
            )
            yield Finding(NAME, reason, about_outcome(result))
