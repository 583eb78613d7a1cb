"""Time to first value: the Kaplan-Meier curve with its interval and the goal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from toprung.charts.chart import Chart, Row, goal_line, layer, percent, spec_of

_COLUMNS = ("Day", "Not there before it", "Got there on it", "Share there by its end", "95% interval")
_INTERVAL = "95% interval"


@dataclass(frozen=True, slots=True)
class Reached:
    """A day after the start on which some got there, and the share that had by its end (`low` to `high` bound it).

    `at_risk` had not got there before it and were observed on it.
    """

    day: int
    at_risk: int
    reached: int
    share: float
    low: float
    high: float


def first_value_curve(
    days: Sequence[Reached], last_day: int, goals: Sequence[tuple[int, str]] = (), start: str = "signature"
) -> Chart:
    """The share that had got to first value, day by day, up to the last day observed; `goals` are (days, words)."""
    caption = f"Share of accounts that had got to first value, by days after {start}, with its 95% interval."
    x = alt.X("day:Q", title=f"Days after {start}", scale=alt.Scale(domain=[0, max(last_day, 1)]))
    band = layer().mark_area(interpolate="step-after", style="interval", opacity=0.25)
    line = layer().mark_line(interpolate="step-after")
    layers = [
        band.encode(x=x, y=alt.Y("low:Q", title="Share there", axis=alt.Axis(format=".0%")), y2="high:Q"),
        line.encode(x=x, y=alt.Y("share:Q", scale=alt.Scale(domain=[0, 1])), tooltip=_tooltip()),
    ]
    for number, (day, says) in enumerate(goals):
        layers += goal_line(day, says, axis="x", below=number)
    return Chart(
        spec=spec_of(layers, _steps(days, last_day), caption),
        columns=_COLUMNS,
        rows=tuple((d.day, d.at_risk, d.reached, percent(d.share), _interval(d)) for d in days),
        caption=caption,
    )


def _steps(days: Sequence[Reached], last_day: int) -> list[Row]:
    """The curve's corners: nobody is there at the start, and the last share holds until the last day observed."""
    corners = [_corner(d.day, d) for d in days]
    if not corners or corners[0]["day"] > 0:
        corners.insert(0, {"day": 0, "share": 0.0, "low": 0.0, "high": 0.0, "interval": "–"})
    if days and last_day > days[-1].day:
        corners.append(_corner(last_day, days[-1]))
    return list(corners)


def _corner(day: int, d: Reached) -> dict[str, Any]:
    return {"day": day, "share": d.share, "low": d.low, "high": d.high, "interval": _interval(d)}


def _interval(d: Reached) -> str:
    return f"{percent(d.low)} to {percent(d.high)}"


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("day:Q", title="Day"),
        alt.Tooltip("share:Q", title="Share there", format=".1%"),
        alt.Tooltip("interval:N", title=_INTERVAL),
    ]
