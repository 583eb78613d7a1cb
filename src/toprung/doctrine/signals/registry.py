"""All signals, in the order in which DOMAIN lists them."""

from __future__ import annotations

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.signals import no_named_result
from toprung.doctrine.signals.finding import Find, Finding, Standing
from toprung.kernel.vocabulary import Lifecycle

SIGNALS: dict[str, Find] = {module.NAME: module.find for module in (no_named_result,)}

_QUIET = (Lifecycle.PROSPECT, Lifecycle.FORMER)


def find_all(e: Evidence, standing: Standing) -> tuple[Finding, ...]:
    """Every finding of the day. Prospects and former accounts have no signals."""
    if standing.lifecycle in _QUIET:
        return ()
    return tuple(finding for find in SIGNALS.values() for finding in find(e, standing))
