"""How recurring revenue went from one day to another: start, every kind of movement, end."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import altair as alt

from toprung.charts.chart import Chart, layer, spec_of
from toprung.kernel.errors import Refused

#: name of the movement, its words, and the sign with which it counts
_STEPS = (
    ("new", "New", 1),
    ("expansion", "Expansion", 1),
    ("reactivation", "Reactivation", 1),
    ("transfers", "Transfers", 1),
    ("contraction", "Contraction", -1),
    ("churn", "Churn", -1),
)
_UNITS = ((Decimal(1_000_000), "M"), (Decimal(1_000), "k"))


def movements_waterfall(movements: Mapping[str, Decimal], unit: str) -> Chart:
    """A bar for each step from start to end; `movements` as a retention figure's parts have them, `unit` "MRR, EUR".

    Raises Refused where start and the movements do not come to the end, to the cent.
    """
    bars = _bars(movements)
    caption = f"Recurring revenue from the window's start to its end ({unit})."
    order = [bar["step"] for bar in bars]
    x = alt.X("step:N", title=None, sort=order, axis=alt.Axis(labelAngle=-40, labelOverlap=False))
    y = alt.Y("low:Q", title=unit, axis=alt.Axis(format="~s"))
    shown = layer().encode(x=x, y=y, y2="high:Q", tooltip=_tooltip(unit))
    told = layer().mark_text(style="bar-label", baseline="bottom", dy=-3)
    return Chart(
        spec=spec_of(
            [
                *(
                    shown.transform_filter(alt.datum.kind == kind).mark_bar(style=kind)
                    for kind in ("total", "gain", "loss")
                ),
                told.encode(x=x, y=alt.Y("high:Q"), text="told:N"),
            ],
            bars,
            caption,
        ),
        columns=("Step", f"Amount ({unit})"),
        rows=tuple((bar["step"], bar["amount"]) for bar in bars),
        caption=caption,
    )


def _bars(movements: Mapping[str, Decimal]) -> list[dict[str, Any]]:
    """Totals stand on the ground, movements hang between the levels before and after them."""
    level = movements["start"]
    bars = [_bar("Start", Decimal(0), level, level, "total", "")]
    for name, words, sign in _STEPS:
        amount = sign * movements[name]
        bars.append(_bar(words, level, level + amount, amount, "gain" if amount >= 0 else "loss", "+"))
        level += amount
    if level != movements["end"]:
        raise Refused("The movements do not come to the end: run “toprung doctor” and report what it says.")
    return [*bars, _bar("End", Decimal(0), level, level, "total", "")]


def _bar(step: str, before: Decimal, after: Decimal, amount: Decimal, kind: str, sign: str) -> dict[str, Any]:
    low, high = sorted((before, after))
    return {"step": step, "low": low, "high": high, "amount": amount, "kind": kind, "told": _short(amount, sign)}


def _short(amount: Decimal, sign: str) -> str:
    """What stands on a bar that may be 30 pixels wide: 118.5k; the table and the tooltip have it to the cent."""
    unit, name = next(((u, n) for u, n in _UNITS if abs(amount) >= u), (Decimal(1), ""))
    places = 1 if name else 0
    return f"{amount / unit:{sign},.{places}f}{name}".replace("-", "−")


def _tooltip(unit: str) -> list[alt.Tooltip]:
    return [alt.Tooltip("step:N", title="Step"), alt.Tooltip("amount:Q", title=f"Amount ({unit})", format=",.2f")]
