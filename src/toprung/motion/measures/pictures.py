"""A figure as pictures: what of it is drawn, on a page as in a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from toprung.charts.achievement import Cohort, kept_by_month, oar_by_cohort
from toprung.charts.chart import Chart, percent
from toprung.charts.first_value import Reached, first_value_curve
from toprung.charts.retention import Retained, retention_lines
from toprung.charts.waterfall import movements_waterfall
from toprung.engine.survival import kaplan_meier
from toprung.motion.measures.figures import Figure, Row

#: with more goals than these, lines would hide the curve
_GOALS_SHOWN = 4


def cohorts_of(figure: Figure, target: Decimal | None = None) -> Chart:
    """OAR by the month in which the clock started; `target` is a share."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in figure.rows:
        rows[row.cohort].append(row)
    return oar_by_cohort([_cohort(month, found) for month, found in sorted(rows.items())], target)


def promises_of(figure: Figure, target: Decimal | None = None) -> Chart:
    """The promise-kept rate by the month of the signature; `target` is a share."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in figure.rows:
        rows[row.cohort].append(row)
    return kept_by_month([_kept(month, found) for month, found in sorted(rows.items())], target)


def curve_of(figure: Figure, target: Decimal | None = None) -> Chart:
    """TTFV's curve, with a line at the target in days, or where none is set at each segment's goal."""
    days = [row.details["days"] for row in figure.rows]
    curve = kaplan_meier(days, [row.details["reached"] for row in figure.rows])
    steps = [Reached(s.day, s.at_risk, s.reached, 1 - s.survival, 1 - s.high, 1 - s.low) for s in curve.steps]
    goals = _goals(figure) if target is None else [(int(target), f"Target {int(target)} days")]
    start = dict(figure.definition.options)["start"].replace("_", "-")
    return first_value_curve(steps, curve.last_day or 0, goals, start)


def trend_of(figure: Figure, trend: Sequence[Retained], target: Decimal | None = None) -> Chart:
    """NRR, GRR and logo retention month by month; the target is that of the figure's own measure."""
    wanted = None if target is None else (target, f"Target {percent(target)}")
    return retention_lines(trend, figure.definition.window.length, wanted)


def waterfall_of(figure: Figure) -> Chart:
    """How the revenue of all accounts went from the window's start to its end."""
    options = dict(figure.definition.options)
    return movements_waterfall(
        figure.parts["movements"], f"{options.get('basis', 'mrr').upper()}, {options['currency']}"
    )


def _cohort(month: str, rows: Sequence[Row]) -> Cohort:
    matured = [row for row in rows if row.details["state"] == "matured"]
    return Cohort(
        month=month,
        matured=len(matured),
        measured=sum(row.details["measured"] for row in matured),
        validated=sum(row.details["validated"] for row in matured),
        in_flight=len(rows) - len(matured),
    )


def _kept(month: str, rows: Sequence[Row]) -> Cohort:
    due = [row for row in rows if row.details["state"] != "in_flight"]
    return Cohort(
        month=month,
        matured=len(due),
        measured=sum(row.details["measured"] for row in due),
        validated=sum(row.details["validated"] for row in due),
        in_flight=len(rows) - len(due),
    )


def _goals(figure: Figure) -> list[tuple[int, str]]:
    """Each different goal of the accounts' segments, with the segments it is of."""
    segments: dict[int, set[str]] = defaultdict(set)
    for row in figure.rows:
        segments[row.details["goal_days"]].add(row.segment)
    found = [(days, f"Goal {', '.join(sorted(names))}: {days} days") for days, names in sorted(segments.items())]
    return found if len(found) <= _GOALS_SHOWN else []
