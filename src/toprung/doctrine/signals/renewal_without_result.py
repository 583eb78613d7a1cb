"""A renewal comes near, or the review that takes its place has come, and no result stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from toprung.doctrine import clocks
from toprung.doctrine.evidence import Evidence
from toprung.doctrine.reasons import because
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.doctrine.signals.renewals import Upcoming, upcoming

NAME = "renewal_without_result"

_CODES = (
    "signal_renewal_without_result",
    "signal_renewal_without_result_late",
    "signal_renewal_without_result_passed",
)


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding a running contract; one for the account where its terms are short."""
    if any(r.stands for r in standing.results):
        return
    watch = timedelta(days=e.policy.renewal_watch_days)
    for renewal in upcoming(e):
        if e.as_of >= renewal.notice_on - watch:
            yield _finding(e, renewal)
    yield from _review(e)


def _finding(e: Evidence, renewal: Upcoming) -> Finding:
    reason = because(
        renewal.code_on(e.as_of, _CODES),
        contract=renewal.contract,
        day=renewal.renews_on,
        notice=renewal.notice_on,
        act_by=renewal.act_by,
    )
    return Finding(NAME, reason, f"contract:{renewal.contract}")


def _review(e: Evidence) -> Iterator[Finding]:
    """The latest review of an account on short terms, counted from its first contract: they follow each other."""
    start = clocks.contract_start(e)
    short = [c for c in clocks.running(e) if clocks.is_short_term(c, e.policy) and not c.cancelled_on]
    if start is None or not short:
        return
    made = (e.as_of - start).days // e.policy.review_days
    if made:
        day = start + timedelta(days=made * e.policy.review_days)
        yield Finding(NAME, because("signal_review_without_result", day=day, days=e.policy.review_days))
