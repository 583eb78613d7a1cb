"""The result check was answered with no, or with silence: an intervention opens."""

from __future__ import annotations

from collections.abc import Iterator

from toprung.doctrine.checks import CheckState, latest_answer
from toprung.doctrine.evidence import Evidence
from toprung.doctrine.reasons import because
from toprung.doctrine.signals.finding import Finding, Standing

NAME = "result_check_failed"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding, until a yes is on the record or a validated result stands; being asked again does not close it."""
    check, last = standing.check, latest_answer(e, standing.results)
    if check.unanswered_on is not None:
        yield Finding(NAME, because("signal_result_check_silent", day=check.unanswered_on))
    elif check.state in (CheckState.FAILED, CheckState.DUE) and last is not None and not last.yes:
        yield Finding(NAME, because("signal_result_check_no", day=last.answered_on))
