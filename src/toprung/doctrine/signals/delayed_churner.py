"""The middle cohort: past the anchor's day, renewed or about to be, and no result stands (DOMAIN section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.health import past_anchor
from toprung.doctrine.reasons import because
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.doctrine.signals.renewals import Upcoming, renewed_on, renewed_without_result, upcoming

NAME = "delayed_churner"

_CODES = ("signal_delayed_churner", "signal_delayed_churner_late", "signal_delayed_churner_passed")


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding, until a result stands, with the renewals already made without one."""
    if not past_anchor(e) or any(r.stands for r in standing.results):
        return
    until = e.as_of + timedelta(days=e.policy.middle_cohort_days)
    ahead = next((renewal for renewal in upcoming(e) if renewal.renews_on <= until), None)
    if ahead is not None:
        yield _due(e, ahead)
    elif renewed := renewed_on(e):
        made = renewed_without_result(e)
        yield Finding(NAME, because("signal_delayed_churner_renewed", day=renewed[-1], made=made))


def _due(e: Evidence, ahead: Upcoming) -> Finding:
    reason = because(
        ahead.code_on(e.as_of, _CODES),
        day=ahead.renews_on,
        notice=ahead.notice_on,
        act_by=ahead.act_by,
        made=renewed_without_result(e),
    )
    return Finding(NAME, reason)
