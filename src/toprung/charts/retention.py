"""Net and gross revenue retention and logo retention, window by window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import altair as alt

from toprung.charts.chart import Chart, Row, goal_line, layer, percent, series, spec_of

SERIES = {"nrr": "NRR", "grr": "GRR", "logo_retention": "Logo retention"}


@dataclass(frozen=True, slots=True)
class Retained:
    """The three shares of one window, by the day it ends on; None where there was no base."""

    end: date
    nrr: Decimal | None
    grr: Decimal | None
    logo_retention: Decimal | None

    def share(self, name: str) -> Decimal | None:
        """One of the three, by its measure's name."""
        return {"nrr": self.nrr, "grr": self.grr, "logo_retention": self.logo_retention}[name]


def retention_lines(points: Sequence[Retained], length: str, target: tuple[Decimal, str] | None = None) -> Chart:
    """A line each of the three; `length` is that of every window ("12 months"), `target` a share and its words."""
    caption = f"Net revenue retention, gross revenue retention and logo retention over {length}, by the window's end."
    layers = [
        layer().mark_line().encode(**_series()),
        layer().mark_point(filled=True, size=50, opacity=1).encode(**_series()),
    ]
    if target is not None:
        layers += goal_line(*target)
    return Chart(
        spec=spec_of(layers, _shares(points), caption),
        columns=("Window ends on", *SERIES.values()),
        rows=tuple((p.end, *(percent(p.share(name)) for name in SERIES)) for p in points),
        caption=caption,
    )


def _shares(points: Sequence[Retained]) -> list[Row]:
    return [
        {"end": p.end, "measure": words, "share": share}
        for p in points
        for name, words in SERIES.items()
        if (share := p.share(name)) is not None
    ]


def _series() -> dict[str, Any]:
    return {
        # Plain days in UTC: a local reading of midnight would show the evening before, west of Greenwich.
        "x": alt.X("utcyearmonthdate(end):O", title="Window ends on", axis=alt.Axis(format="%b %Y")),
        "y": alt.Y(
            "share:Q", title="Share retained", axis=alt.Axis(format=".0%"), scale=alt.Scale(zero=False, nice=True)
        ),
        **series("measure", list(SERIES.values())),
        "tooltip": [
            alt.Tooltip("measure:N", title="Measure"),
            alt.Tooltip("utcyearmonthdate(end):O", title="Window ends on", format="%-d %b %Y"),
            alt.Tooltip("share:Q", title="Share", format=".1%"),
        ],
    }
