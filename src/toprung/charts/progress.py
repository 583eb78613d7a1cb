"""An outcome's values over time, with what was promised: carried forward, with gaps, and where the pace leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import altair as alt

from toprung.charts.chart import Cell, Chart, goal_line, layer, layer_of, spec_of


@dataclass(frozen=True, slots=True)
class Measured:
    """One dated value."""

    day: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Gap:
    """A period, its last day included, in which nobody read a value; what is `carried` through it."""

    first: date
    last: date
    carried: Decimal


@dataclass(frozen=True, slots=True)
class Ahead:
    """The day on which the target is met at the pace so far; `latest` None: the interval has no end."""

    day: date
    earliest: date
    latest: date | None


def progress_chart(
    readings: Sequence[Measured],
    target: Decimal | None,
    threshold: Decimal | None,
    unit: str,
    statement: str,
    until: date | None = None,
    gaps: Sequence[Gap] = (),
    ahead: Ahead | None = None,
) -> Chart:
    """Values by their days, oldest first, each carried forward until the next and the last one up to `until`.

    A line lies at the target and one at the least that counts as an outcome; periods without a value lie on a band;
    `ahead` is where the pace so far meets the target, with its interval.
    """
    caption = f"“{statement}”: values measured{f', in {unit}' if unit else ''}, each carried forward until the next."
    drawn = [*readings, *_carried(readings, until)]
    layers = [
        *_bands(gaps),
        layer().mark_line(interpolate="step-after").encode(**_shown(unit)),
        layer_of([_row(r) for r in readings]).mark_point(filled=True, size=60, opacity=1).encode(**_shown(unit)),
        *(_leading(readings, target, ahead, until) if ahead and readings and target is not None else ()),
    ]
    if target is not None:
        # Where the target is reached the values end on its far side: its words stand on the near one.
        rising = threshold is not None and threshold < target
        layers += goal_line(target, f"Target {_told(target)}", at_end=True, under=rising)
    if threshold is not None:
        layers += goal_line(threshold, f"Counts as an outcome {_told(threshold)}", at_end=True)
    return Chart(
        spec=spec_of(layers, [_row(r) for r in drawn], caption, height=180),
        columns=("Day", f"Value ({unit})" if unit else "Value", "What"),
        rows=_table(readings, gaps, target, ahead),
        caption=caption,
    )


def _row(reading: Measured) -> dict[str, Any]:
    return {"day": reading.day, "value": reading.value}


def _carried(readings: Sequence[Measured], until: date | None) -> list[Measured]:
    """The last value once more, on the day up to which it is carried."""
    if until is None or not readings or readings[-1].day >= until:
        return []
    return [Measured(until, readings[-1].value)]


def _bands(gaps: Sequence[Gap]) -> list[alt.Chart]:
    """A band behind each period without a value; neighbours touch."""
    if not gaps:
        return []
    rows = [{"first": g.first, "end": g.last + timedelta(days=1), "says": "no value read"} for g in gaps]
    x, end = alt.X("first:T", title=None, scale=alt.Scale(type="utc")), alt.X2("end:T")
    tooltip = [
        alt.Tooltip("says:N", title="Gap"),
        alt.Tooltip("first:T", title="From", format="%-d %b %Y", timeUnit="utcyearmonthdate"),
    ]
    return [layer_of(rows).mark_rect(style="interval").encode(x=x, x2=end, tooltip=tooltip)]


def _leading(readings: Sequence[Measured], target: Decimal, ahead: Ahead, until: date | None) -> list[alt.Chart]:
    """A dashed line from the last value to where the pace meets the target, and the interval on the target's line.

    What lies further ahead than the values reach back would leave them no room: the words tell it.
    """
    last = readings[-1]
    today = max(until or last.day, last.day)
    reach = today + 2 * (today - readings[0].day)
    if ahead.day > reach:
        return []
    end = min(ahead.latest or reach, max(reach, ahead.day))
    x, y = alt.X("day:T", scale=alt.Scale(type="utc")), alt.Y("value:Q")
    way = [_row(last), {"day": ahead.day, "value": target}]
    span = [{"day": ahead.earliest, "value": target, "end": end, "says": _between(ahead)}]
    tooltip = [alt.Tooltip("says:N", title="Projected")]
    return [
        layer_of(way).mark_line(strokeDash=[4, 4], opacity=0.7).encode(x=x, y=y),
        layer_of(span).mark_rule(strokeWidth=5, opacity=0.5).encode(x=x, x2=alt.X2("end:T"), y=y, tooltip=tooltip),
        layer_of(way[1:]).mark_point(filled=False, size=70, opacity=1).encode(x=x, y=y),
    ]


def _table(
    readings: Sequence[Measured], gaps: Sequence[Gap], target: Decimal | None, ahead: Ahead | None
) -> tuple[tuple[Cell, ...], ...]:
    rows: list[tuple[date, Decimal, str]] = [(r.day, r.value, "measured") for r in readings]
    rows += [(g.last, g.carried, f"no value since {_day(g.first)}: carried forward") for g in gaps]
    if ahead is not None and target is not None:
        rows.append((ahead.day, target, _between(ahead)))
    return tuple(sorted(rows, key=lambda row: row[0]))


def _between(ahead: Ahead) -> str:
    if ahead.latest is None:
        return f"projected; 80%: from {_day(ahead.earliest)} on, without an end"
    return f"projected; 80%: {_day(ahead.earliest)} to {_day(ahead.latest)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


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
