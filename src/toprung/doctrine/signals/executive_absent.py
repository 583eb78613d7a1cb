"""The customer's executive has done nothing for longer than the segment asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from toprung.doctrine import clocks
from toprung.doctrine.evidence import Evidence
from toprung.doctrine.health import executive_acted_on
from toprung.doctrine.reasons import because
from toprung.doctrine.signals.finding import Finding, Standing

NAME = "executive_absent"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding, until an executive acts. Without any people or touches on file nothing is known of it."""
    days = e.policy.executive_days
    if days is None or not (e.stakeholders or e.touches):
        return
    last, started = executive_acted_on(e), clocks.started_on(e)
    since = last or started
    if since is not None and e.as_of > since + timedelta(days=days):
        code = "signal_executive_absent" if last else "signal_executive_never"
        yield Finding(NAME, because(code, day=since, days=days))
