"""The owner owes the answer whether the account can name its measurable result."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from toprung.doctrine.checks import CheckState
from toprung.doctrine.evidence import Evidence
from toprung.doctrine.reasons import because
from toprung.doctrine.signals.finding import Finding, Standing

NAME = "result_check_due"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding while the check is asked; silence turns it into a failed one."""
    check = standing.check
    if check.state is CheckState.DUE and check.asked_on is not None:
        silent_after = check.asked_on + timedelta(days=e.policy.check_silence_days)
        yield Finding(NAME, because("signal_result_check_due", day=check.asked_on, silent_after=silent_after))
