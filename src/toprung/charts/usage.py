"""One account's use of the product: users and events period by period, by feature and by role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from toprung.charts.chart import Chart, goal_line, layer, layer_of, series, spec_of

#: so many lines are told apart by their dashes and points
MOST_LINES = 4
_HEIGHT = 180


@dataclass(frozen=True, slots=True)
class Used:
    """One whole period: its first day, different users, events, and whether it lies off season."""

    start: date
    users: int
    events: int
    off_season: bool = False


@dataclass(frozen=True, slots=True)
class ByRole:
    """A role with the people on file who hold it, and how many different users and events there were of it."""

    role: str
    on_file: int
    users: int
    events: int


def usage_chart(periods: Sequence[Used], needed: int, rhythm: str) -> Chart:
    """A bar a period for its users, with a line at the `needed` that adoption takes; events are in the tooltip.

    Periods that reached it are full and ticked, those off season lie on a band of their own. `rhythm` is the length of
    a period: week, month or quarter.
    """
    caption = f"Different users active in each {rhythm}, and the {needed} that adoption takes (✓ where reached)."
    rows = [{"start": p.start, "users": p.users, "events": p.events, "counts": _counts(p, needed)} for p in periods]
    shade = alt.Opacity("counts:O", scale=alt.Scale(domain=list(_SHADES), range=list(_SHADES.values())), legend=None)
    bars = layer().mark_bar().encode(**_shown(rhythm, "users", "Active users"), opacity=shade)
    return Chart(
        spec=spec_of(
            [*_off_season(periods), bars, _ticks(rows), *goal_line(needed, f"Adoption takes {needed}")],
            rows,
            caption,
            _HEIGHT,
        ),
        columns=(f"{rhythm.capitalize()} from", "Active users", "Events", f"Adoption ({needed} users)"),
        rows=tuple((p.start, p.users, p.events, _counts(p, needed)) for p in periods),
        caption=caption,
    )


def events_chart(periods: Sequence[Used], rhythm: str) -> Chart:
    """A bar a period for its events."""
    caption = f"Qualifying events in each {rhythm}."
    rows = [{"start": p.start, "users": p.users, "events": p.events} for p in periods]
    bars = layer().mark_bar(opacity=0.5).encode(**_shown(rhythm, "events", "Events"))
    return Chart(
        spec=spec_of([*_off_season(periods), bars], rows, caption, _HEIGHT),
        columns=(f"{rhythm.capitalize()} from", "Events"),
        rows=tuple((p.start, p.events) for p in periods),
        caption=caption,
    )


def features_chart(starts: Sequence[date], users: Mapping[str, Sequence[int]], rhythm: str) -> Chart:
    """A line a feature: its different users in each period. At most MOST_LINES are drawn; the table has all."""
    caption = f"Different users of each feature in each {rhythm}."
    drawn = list(users)[:MOST_LINES]
    rows = [
        {"start": start, "feature": name, "users": number}
        for name in drawn
        for start, number in zip(starts, users[name], strict=True)
    ]
    shown = _shown(rhythm, "users", "Users") | series("feature", drawn)
    shown["tooltip"] = [alt.Tooltip("feature:N", title="Feature"), *shown["tooltip"][:2]]
    lines = layer().mark_line().encode(**{name: how for name, how in shown.items() if name != "shape"})
    points = (
        layer()
        .mark_point(filled=True, size=30)
        .encode(**{name: how for name, how in shown.items() if name != "strokeDash"})
    )
    return Chart(
        spec=spec_of([lines, points], rows, caption, _HEIGHT),
        columns=(f"{rhythm.capitalize()} from", *users),
        rows=tuple((start, *(users[name][place] for name in users)) for place, start in enumerate(starts)),
        caption=caption,
    )


def roles_chart(roles: Sequence[ByRole], days: int) -> Chart:
    """A bar a role: its different users in the last `days`; how many hold it is in the tooltip."""
    caption = f"Different users by stakeholder role in the last {days} days."
    rows = [{"role": r.role, "users": r.users, "events": r.events, "on_file": r.on_file} for r in roles]
    place = alt.Y("role:N", sort=None, title=None, axis=alt.Axis(labelLimit=180))
    number = alt.X("users:Q", title="Users", axis=alt.Axis(tickMinStep=1, format="d"))
    tooltip = [
        alt.Tooltip("role:N", title="Role"),
        alt.Tooltip("users:Q", title="Users", format=",d"),
        alt.Tooltip("on_file:Q", title="On file", format=",d"),
    ]
    bars = layer().mark_bar(opacity=0.5).encode(x=number, y=place, tooltip=tooltip)
    words = layer().mark_text(align="left", dx=4).encode(x=number, y=place, text=alt.Text("users:Q", format=",d"))
    return Chart(
        spec=spec_of([bars, words], rows, caption, _HEIGHT),
        columns=("Role", "People on file", "Users", "Events"),
        rows=tuple((r.role, r.on_file, r.users, r.events) for r in roles),
        caption=caption,
    )


_SHADES = {"reached": 0.65, "below": 0.3, "off season": 0.3}


def _counts(period: Used, needed: int) -> str:
    if period.off_season:
        return "off season"
    return "reached" if period.users >= needed else "below"


def _off_season(periods: Sequence[Used]) -> list[alt.Chart]:
    """A band behind the periods that do not count, with its words where a stretch of them begins."""
    rows = [{"start": p.start, "says": "off season"} for p in periods if p.off_season]
    begins = [
        {"start": p.start, "says": "off season"}
        for before, p in zip([None, *periods], periods, strict=False)
        if p.off_season and not (before and before.off_season)
    ]
    if not rows:
        return []
    x = alt.X("utcyearmonthdate(start):O")
    band = layer_of(rows).mark_rect(style="interval").encode(x=x, tooltip=alt.Tooltip("says:N", title="Does not count"))
    words = layer_of(begins).mark_text(align="left", baseline="top", dx=-4).encode(x=x, y=alt.value(2), text="says:N")
    return [band, words]


def _ticks(rows: Sequence[Mapping[str, Any]]) -> alt.Chart:
    reached = [row for row in rows if row["counts"] == "reached"]
    mark = layer_of(reached).mark_text(text="✓", baseline="bottom", dy=-1, fontSize=10)
    ticked: alt.Chart = mark.encode(x=alt.X("utcyearmonthdate(start):O"), y=alt.Y("users:Q"))
    return ticked


def _shown(rhythm: str, number: str, title: str) -> dict[str, Any]:
    return {
        # Plain days in UTC: a local reading of midnight would show the evening before, west of Greenwich.
        "x": alt.X(
            "utcyearmonthdate(start):O",
            title=f"{rhythm.capitalize()} from",
            axis=alt.Axis(format="%-d %b"),
        ),
        "y": alt.Y(f"{number}:Q", title=title, axis=alt.Axis(tickMinStep=1, format=",d")),
        "tooltip": [
            alt.Tooltip("utcyearmonthdate(start):O", title=f"{rhythm.capitalize()} from", format="%-d %b %Y"),
            alt.Tooltip("users:Q", title="Active users", format=",d"),
            alt.Tooltip("events:Q", title="Events", format=",d"),
        ],
    }
