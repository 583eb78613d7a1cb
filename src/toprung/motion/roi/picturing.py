"""A return over time, for its chart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from toprung.charts.chart import Chart
from toprung.charts.roi import Reached, roi_chart
from toprung.doctrine.roi import Roi
from toprung.kernel.days import ONE_DAY, add_months


def chart_of(roi: Roi) -> Chart:
    """Value and revenue at the end of each month, and on the day itself."""
    return roi_chart([_reached(roi, day) for day in _days(roi)], roi.currency)


def _days(roi: Roi) -> list[date]:
    begun = [day for day in (roi.paid_since, *(line.since for line in roi.lines)) if day]
    if not begun:
        return []
    # The day before: from nothing on.
    days, following = [min(begun) - ONE_DAY], add_months(min(begun).replace(day=1), 1)
    while following <= roi.as_of:
        days.append(following - ONE_DAY)
        following = add_months(following, 1)
    return sorted({*days, roi.as_of})


def _reached(roi: Roi, day: date) -> Reached:
    comparable = set(roi.paid) <= {roi.currency}
    paid = roi.paid_by(day).get(roi.currency, Decimal(0)) if comparable and roi.paid else None
    return Reached(day, roi.value_by(day), paid)
