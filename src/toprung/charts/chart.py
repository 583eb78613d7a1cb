"""A chart: what is drawn, and the same rows as a table for whoever cannot see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import altair as alt

from toprung.kernel.canon import plain

#: what a table's cell may hold; texts are shown as they are, days and numbers in the page's format
Cell = str | int | Decimal | date | None
Row = Mapping[str, Any]

HEIGHT = 240
_SHAPES = ["circle", "square", "triangle-up", "diamond"]
_DASHES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3]]


@dataclass(frozen=True, slots=True)
class Chart:
    """A Vega-Lite spec, and the table that says the same: headings, rows of cells, and a caption for both.

    Headings name the unit where the cells do not ("Amount (EUR)").
    """

    spec: dict[str, Any]
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str


def spec_of(layers: Sequence[alt.Chart], rows: Sequence[Row], caption: str, height: int = HEIGHT) -> dict[str, Any]:
    """Layers, drawn one over the other, as a Vega-Lite spec over these rows; equal rows give equal specs.

    A layer is made of `layer()`, or of `layer_of(rows)` where it has rows of its own. Decimals become floats and days
    text. The width is that of the place it stands in. Raises Altair's SchemaValidationError for what is no Vega-Lite.
    """
    picture = alt.layer(*layers, data=alt.InlineData(values=[]))
    spec: dict[str, Any] = picture.properties(width="container", height=height, description=caption).to_dict()
    # Altair's sizes of its own theme: the page has one.
    spec.pop("config", None)
    # Laid in afterwards: Altair would check every value of every row against the schema.
    spec["data"] = {"values": _drawn(rows)}
    spec["datasets"] = {name: values for name, values in spec.get("datasets", {}).items() if values}
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    return spec


def layer() -> alt.Chart:
    """A layer over the rows of the whole chart."""
    return alt.Chart()


def layer_of(rows: Sequence[Row]) -> alt.Chart:
    """A layer over a few rows of its own, such as a goal."""
    return alt.Chart(alt.InlineData(values=_drawn(rows)))


def goal_line(
    value: Decimal | int | float, says: str, axis: str = "y", below: int = 0, at_end: bool = False, under: bool = False
) -> list[alt.Chart]:
    """A line across the chart where a goal lies on the `axis`, with its words; `below` so many others' words.

    The words stand on a line across where it begins, or `at_end` of it, or `under` it; on a ground of their own, so
    that what is drawn below them does not run through them.
    """
    rows = [{"goal": value, "says": says}]
    at = {axis: alt.Y("goal:Q") if axis == "y" else alt.X("goal:Q")}
    side: dict[str, Any] = {"align": "right", "dx": -4} if at_end else {"align": "left", "dx": 2}
    height: dict[str, Any] = {"baseline": "top", "dy": 4} if under else {"baseline": "bottom", "dy": -2}
    place: dict[str, Any] = (
        {"x": alt.value("width" if at_end else 4)} if axis == "y" else {"y": alt.value(12 + below * 14)}
    )
    line = layer_of(rows).mark_rule(style="goal").encode(tooltip=alt.Tooltip("says:N", title="Goal"), **at)
    ground, words = (
        layer_of(rows).mark_text(style=style, **height, **side).encode(text="says:N", **at, **place)
        for style in ("goal-ground", "goal-label")
    )
    return [line, ground, words]


def series(field: str, names: Sequence[str]) -> dict[str, Any]:
    """Encodings that tell series apart by colour, by dash and by shape, with one legend for all three."""
    scale = alt.Scale(domain=list(names))
    shapes = alt.Scale(domain=list(names), range=_SHAPES[: len(names)])
    dashes = alt.Scale(domain=list(names), range=_DASHES[: len(names)])
    return {
        "color": alt.Color(f"{field}:N", title=None, scale=scale),
        "strokeDash": alt.StrokeDash(f"{field}:N", title=None, scale=dashes),
        "shape": alt.Shape(f"{field}:N", title=None, scale=shapes),
    }


def percent(share: Decimal | float | None) -> str:
    """A share with one place (0.423 is 42.3%); a dash where there is none."""
    return "–" if share is None else f"{float(share) * 100:.1f}%"


def _drawn(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [
        {name: float(value) if isinstance(value, Decimal) else plain(value) for name, value in row.items()}
        for row in rows
    ]
