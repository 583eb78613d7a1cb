"""Time to first value: Kaplan-Meier quartiles with their intervals (DOMAIN section 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from toprung.doctrine import clocks
from toprung.doctrine.achievement import first_value_on
from toprung.doctrine.definitions import Definition
from toprung.doctrine.evidence import Evidence
from toprung.engine import achievement as engine
from toprung.engine.survival import Curve, Quantile, kaplan_meier
from toprung.motion import stores
from toprung.motion.measures.facts import Facts
from toprung.motion.measures.figures import Figure, Row
from toprung.motion.measures.members import Roll, month
from toprung.records.tenancy.models import Workspace

_NO_BASE = "No base: no account's clock started in the window."
_QUARTERS = (("q1", 0.25), ("median", 0.5), ("q3", 0.75))


def ttfv_figure(
    workspace: Workspace, definition: Definition, as_of: date, roll: Roll, facts: Facts | None = None
) -> Figure:
    """The figure as of the day, over the signatures (or go-lives) on or after FROM and before TO."""
    from_go_live = dict(definition.options)["start"] == "go_live"
    evidence = {e.account: e for e in (facts or Facts(workspace, as_of)).evidence}
    starts = {name: start for name, e in evidence.items() if (start := _start(e, from_go_live))}
    table = pa.Table.from_pylist(
        [
            {"account": name, "started_on": start, "reached_on": first_value_on(evidence[name])}
            for name, start in starts.items()
            if definition.segment in (None, roll.segment(name, start))
        ],
        engine.VALUE_CLOCKS,
    )
    timed = engine.time_to_value(stores.runner(), table, definition.window, as_of)
    rows = tuple(_row(row, evidence[row["account"]], roll) for row in timed.to_pylist())
    figure = figure_of(definition, as_of, rows)
    without_start = tuple(_without_start(evidence.keys() - starts.keys(), definition, as_of, roll))
    figure.parts["excluded_without_start"] = len(without_start)
    return replace(figure, beside={"without_start": without_start})


def figure_of(definition: Definition, as_of: date, rows: tuple[Row, ...]) -> Figure:
    """The figure over these rows. Its value is the median; numerator and denominator count who got there."""
    curve = kaplan_meier([r.details["days"] for r in rows], [r.details["reached"] for r in rows])
    quartiles = {name: _told(curve.quantile(at)) for name, at in _QUARTERS} if rows else {}
    median = curve.quantile(0.5).days if rows else None
    parts: dict[str, Any] = {
        "quartiles": quartiles,
        "reached": sum(1 for r in rows if r.details["reached"]),
        "within_goal": sum(1 for r in rows if r.details["reached"] and r.details["days"] <= r.details["goal_days"]),
    }
    value = None if median is None else Decimal(median)
    return Figure(definition, as_of, value, rows, parts, _notes(rows, curve))


def _without_start(accounts: Iterable[str], definition: Definition, as_of: date, roll: Roll) -> Iterator[Row]:
    """Those that have no day to count from; they belong to the segment they are in on the as-of day."""
    for account in sorted(accounts):
        segment = roll.segment(account, as_of)
        if definition.segment in (None, segment):
            name, owner = roll.people[account]
            yield Row(account, name, segment, owner, "", Decimal(0), Decimal(0))


def _start(e: Evidence, from_go_live: bool) -> date | None:
    return e.go_live_on if from_go_live else clocks.signed_on(e)


def _row(row: dict[str, Any], e: Evidence, roll: Roll) -> Row:
    name, owner = roll.people[e.account]
    segment = roll.segment(e.account, row["started_on"])
    return Row(
        account=e.account,
        name=name,
        segment=segment,
        owner=owner,
        cohort=month(row["started_on"]),
        numerator=Decimal(int(row["reached"])),
        denominator=Decimal(1),
        details={
            "days": row["days"],
            "reached": row["reached"],
            "started_on": row["started_on"],
            "reached_on": row["until_on"] if row["reached"] else None,
            "goal_days": roll.policy(segment).ttfv_goal_days,
        },
    )


def _told(quantile: Quantile) -> dict[str, int | None]:
    return {"days": quantile.days, "low": quantile.low, "high": quantile.high}


def _notes(rows: tuple[Row, ...], curve: Curve) -> tuple[str, ...]:
    if not rows:
        return (_NO_BASE,)
    if curve.quantile(0.5).days is None:
        return ("The median is not reached: fewer than half have got to first value by the as-of day.",)
    return ()
