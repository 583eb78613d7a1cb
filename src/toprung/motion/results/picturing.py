"""The picture of an outcome's way to its target."""

from __future__ import annotations

from decimal import Decimal

from toprung.charts.chart import Chart
from toprung.charts.progress import Ahead, Gap, Measured, progress_chart
from toprung.doctrine.series import Period
from toprung.kernel.vocabulary import OutcomeKind
from toprung.motion.results.reading import Way


def chart_of(way: Way) -> Chart:
    """Values carried forward with their gaps, target and threshold, and the projected day with its interval."""
    terms = way.terms
    return progress_chart(
        [Measured(r.occurred_on, r.value) for r in way.outcome.readings if r.value is not None],
        terms.target,
        threshold_of(way),
        terms.unit,
        terms.statement,
        until=way.evidence.as_of,
        gaps=[gap for period in way.periods if (gap := _gap(period)) is not None],
        ahead=_ahead(way),
    )


def threshold_of(way: Way) -> Decimal | None:
    """The value at which the share that counts as an outcome is reached; None where it takes all of it."""
    terms, share = way.terms, way.evidence.policy.outcome_share
    if terms.kind is not OutcomeKind.NUMERIC or terms.baseline is None or terms.target is None:
        return None
    return terms.baseline + share * (terms.target - terms.baseline)


def _gap(period: Period) -> Gap | None:
    return Gap(period.first, period.last, period.value) if period.is_gap and period.value is not None else None


def _ahead(way: Way) -> Ahead | None:
    found = way.projection
    if found is None or found.on is None or found.earliest is None:
        return None
    return Ahead(found.on, found.earliest, found.latest)
