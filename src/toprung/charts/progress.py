"""An outcome's values over time, with what was promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import altair as alt

from toprung.charts.chart import Chart, goal_line, layer, spec_of


@dataclass(frozen=True, slots=True)
class Measured:
    """One dated value."""

    day: date
    value: Decimal


def progress_chart(
    readings: Sequence[Measured], target: Decimal | None, threshold: Decimal | None, unit: str, statement: str
) -> Chart:
    """Values by their days, oldest first, with a line at the target and one at the least that counts as an outcome."""
    caption = f"“{statement}”: values measured{f', in {unit}' if unit else ''}."
    layers = [
        layer().mark_line(interpolate="linear").encode(**_shown(unit)),
        layer().mark_point(filled=True, size=60, opacity=1).encode(**_shown(unit)),
    ]
    if target is not None:
        # Where the target is reached the values end on its far side: its words stand on the near one.
        rising = threshold is not None and threshold < target
        layers += goal_line(target, f"Target {_told(target)}", at_end=True, under=rising)
    if threshold is not None:
        layers += goal_line(threshold, f"Counts as an outcome {_told(threshold)}", at_end=True)
    return Chart(
        spec=spec_of(layers, [{"day": r.day, "value": r.value} for r in readings], caption, height=180),
        columns=("Day", f"Value ({unit})" if unit else "Value"),
        rows=tuple((r.day, r.value) for r in readings),
        caption=caption,
    )


def _told(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return text if "." in text or abs(value) < 1000 else f"{value:,.0f}"


def _shown(unit: str) -> dict[str, Any]:
    return {
        # Plain days in UTC: a local reading of midnight would show the evening before, west of Greenwich.
        "x": alt.X("day:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%-d %b %Y")),
        "y": alt.Y("value:Q", title=unit or "Value", scale=alt.Scale(zero=False, nice=True)),
        "tooltip": [
            alt.Tooltip("day:T", title="Day", format="%-d %b %Y", timeUnit="utcyearmonthdate"),
            alt.Tooltip("value:Q", title=unit or "Value", format=",~f"),
        ],
    }
