"""The picture of an outcome's way to its target."""

from __future__ import annotations

from toprung.charts.chart import Chart
from toprung.charts.progress import Ahead, Gap, Measured, progress_chart
from toprung.doctrine.progress import threshold
from toprung.doctrine.series import Period
from toprung.motion.results.reading import Way


def chart_of(way: Way) -> Chart:
    """Values carried forward with their gaps, target and threshold, and the projected day with its interval."""
    terms = way.terms
    return progress_chart(
        [Measured(r.occurred_on, r.value) for r in way.outcome.readings if r.value is not None],
        terms.target,
        threshold(terms, way.evidence.policy.outcome_share),
        terms.unit,
        terms.statement,
        until=way.evidence.as_of,
        gaps=[gap for period in way.periods if (gap := _gap(period)) is not None],
        ahead=_ahead(way),
    )


def _gap(period: Period) -> Gap | None:
    return Gap(period.first, period.last, period.value) if period.is_gap and period.value is not None else None


def _ahead(way: Way) -> Ahead | None:
    found = way.projection
    if found is None or found.on is None or found.earliest is None:
        return None
    return Ahead(found.on, found.earliest, found.latest)
