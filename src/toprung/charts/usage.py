"""Active users and events of one account, period by period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from toprung.charts.chart import Chart, goal_line, layer, spec_of


@dataclass(frozen=True, slots=True)
class Used:
    """One whole period: its first day, different users, events."""

    start: date
    users: int
    events: int


def usage_chart(periods: Sequence[Used], needed: int, rhythm: str) -> Chart:
    """A bar a period for its users, with a line at the `needed` that adoption takes; events are in the tooltip.

    `rhythm` is the length of a period: week, month or quarter.
    """
    caption = f"Different users active in each {rhythm}, and the {needed} that adoption takes."
    bars = layer().mark_bar(opacity=0.5).encode(**_shown(rhythm))
    rows = [{"start": p.start, "users": p.users, "events": p.events} for p in periods]
    return Chart(
        spec=spec_of([bars, *goal_line(needed, f"Adoption takes {needed}")], rows, caption, height=180),
        columns=(f"{rhythm.capitalize()} from", "Active users", "Events"),
        rows=tuple((p.start, p.users, p.events) for p in periods),
        caption=caption,
    )


def _shown(rhythm: str) -> dict[str, Any]:
    return {
        # Plain days in UTC: a local reading of midnight would show the evening before, west of Greenwich.
        "x": alt.X(
            "utcyearmonthdate(start):O",
            title=f"{rhythm.capitalize()} from",
            axis=alt.Axis(format="%-d %b"),
        ),
        "y": alt.Y("users:Q", title="Active users", axis=alt.Axis(tickMinStep=1, format="d")),
        "tooltip": [
            alt.Tooltip("utcyearmonthdate(start):O", title=f"{rhythm.capitalize()} from", format="%-d %b %Y"),
            alt.Tooltip("users:Q", title="Active users", format=",d"),
            alt.Tooltip("events:Q", title="Events", format=",d"),
        ],
    }
