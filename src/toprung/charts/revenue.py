"""What one account pays, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import altair as alt

from toprung.charts.chart import Chart, layer, spec_of


@dataclass(frozen=True, slots=True)
class Paid:
    """MRR in a currency from a day on."""

    day: date
    currency: str
    mrr: Decimal


def revenue_steps(steps: Sequence[Paid], until: date) -> Chart:
    """A line of steps a currency, from the first movement up to a day."""
    currencies = sorted({step.currency for step in steps})
    caption = f"Monthly recurring revenue after each movement ({', '.join(currencies) or 'none'})."
    lines = layer().mark_line(interpolate="step-after", point=True).encode(**_shown(currencies))
    last = {step.currency: step for step in steps}
    drawn = [*steps, *(Paid(until, step.currency, step.mrr) for step in last.values() if step.day < until)]
    rows = [{"day": step.day, "currency": step.currency, "mrr": step.mrr} for step in drawn]
    return Chart(
        spec=spec_of([lines], rows, caption, height=160),
        columns=("From", "Currency", "MRR"),
        rows=tuple((step.day, step.currency, step.mrr) for step in steps),
        caption=caption,
    )


def _shown(currencies: list[str]) -> dict[str, Any]:
    several = {
        "color": alt.Color("currency:N", title=None, sort=currencies),
        "strokeDash": alt.StrokeDash("currency:N", title=None, sort=currencies),
    }
    title = f"MRR ({currencies[0]})" if len(currencies) == 1 else "MRR"
    return {
        # Plain days in UTC: a local reading of midnight would show the evening before, west of Greenwich.
        "x": alt.X("day:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%b %Y")),
        "y": alt.Y("mrr:Q", title=title, axis=alt.Axis(format="~s"), scale=alt.Scale(zero=True)),
        "tooltip": [
            alt.Tooltip("day:T", title="From", format="%-d %b %Y", timeUnit="utcyearmonthdate"),
            alt.Tooltip("currency:N", title="Currency"),
            alt.Tooltip("mrr:Q", title="MRR", format=",.2f"),
        ],
        **(several if len(currencies) > 1 else {}),
    }
