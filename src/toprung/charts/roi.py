"""What one account's results have been worth, against what it has paid, as both grew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import altair as alt

from toprung.charts.chart import Chart, layer, series, spec_of

_VALUE, _PAID = "Confirmed value", "Paid"


@dataclass(frozen=True, slots=True)
class Reached:
    """What had accrued and what had been paid by the end of a day; `paid` None: not in the currency of the value."""

    day: date
    value: Decimal
    paid: Decimal | None


def roi_chart(reached: Sequence[Reached], currency: str) -> Chart:
    """A line of the value and one of what was paid, both added up from the beginning, in one currency."""
    caption = f"Confirmed value and what was paid, added up from the beginning ({currency})."
    drawn = [_VALUE, *([_PAID] if any(r.paid is not None for r in reached) else [])]
    rows = [{"day": r.day, "what": _VALUE, "amount": r.value} for r in reached]
    rows += [{"day": r.day, "what": _PAID, "amount": r.paid} for r in reached if r.paid is not None]
    lines = layer().mark_line(point=True).encode(**_shown(currency), **series("what", drawn))
    return Chart(
        spec=spec_of([lines], rows, caption, height=200),
        columns=("By", f"{_VALUE} ({currency})", *([f"{_PAID} ({currency})"] if _PAID in drawn else [])),
        rows=tuple((r.day, r.value, *([r.paid] if _PAID in drawn else [])) for r in reached),
        caption=caption,
    )


def _shown(currency: str) -> dict[str, Any]:
    return {
        # Plain days in UTC: a local reading of midnight would show the evening before, west of Greenwich.
        "x": alt.X("day:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%b %Y")),
        "y": alt.Y("amount:Q", title=currency, axis=alt.Axis(format="~s"), scale=alt.Scale(zero=True)),
        "tooltip": [
            alt.Tooltip("day:T", title="By", format="%-d %b %Y", timeUnit="utcyearmonthdate"),
            alt.Tooltip("what:N", title="What"),
            alt.Tooltip("amount:Q", title=currency, format=",.2f"),
        ],
    }
