"""A validator has said no to a result that was confirmed."""

from __future__ import annotations

from collections.abc import Iterator

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.reasons import because
from toprung.doctrine.results import ResultState
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.doctrine.signals.subjects import about_outcome, promises
from toprung.doctrine.testimony import hear

NAME = "result_disputed"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding a disputed result, until they or a higher role say yes."""
    for outcome, result in promises(e, standing):
        if result.state is not ResultState.DISPUTED:
            continue
        objection = hear(outcome.attestations, e.policy, e.stakeholders).disputed_by
        if objection is not None:
            reason = because(
                "signal_result_disputed",
                statement=result.statement,
                who=objection.stakeholder,
                day=objection.occurred_on,
            )
            yield Finding(NAME, reason, about_outcome(result))
