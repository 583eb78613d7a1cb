"""NRR, GRR and logo retention of a workspace (DOMAIN section 4). Money comes from movements alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from toprung.doctrine.definitions import Definition, rates_text, read_rates
from toprung.engine import retention as engine
from toprung.kernel.errors import BadInput, Refused
from toprung.kernel.money import currency_code
from toprung.motion import stores
from toprung.motion.measures.facts import Facts
from toprung.motion.measures.figures import Figure, Row, share
from toprung.motion.measures.members import Roll, month
from toprung.motion.measures.movements import Movements
from toprung.records.tenancy.models import Workspace

_NO_MOVEMENTS = (
    "No base: there are no revenue movements by the as-of day. A sheet states ARR but not how it moved; "
    "import subscriptions or revenue to have NRR, GRR and logo retention."
)
_NO_BASE = "No base: no account was paying at the start of the window."
_MONEY = ("start_amount", "new_amount", "expansion", "contraction", "churn", "reactivation", "transfers", "end_amount")


def pin(settings: dict[str, str], workspace: Workspace) -> dict[str, str]:
    """The options with the currency written out and the rates in one spelling, so that equal definitions are equal."""
    currency = currency_code(settings.get("currency") or workspace.currency)
    rates = read_rates(settings.get("rates", ""), currency)
    foreign = ((code, rate) for code, rate in rates.items() if code != currency)
    return {**settings, "currency": currency, "rates": rates_text(foreign)}


def retention_figure(
    workspace: Workspace, definition: Definition, as_of: date, roll: Roll, facts: Facts | None = None
) -> Figure:
    """One of the three over the definition's window. Raises Refused for movements in currencies without a rate."""
    options = dict(definition.options)
    if definition.window.end > as_of:
        raise BadInput(
            f"The window ends on {definition.window.end}, after the as-of day {as_of}: give an earlier --to."
        )
    movements = (facts or Facts(workspace, as_of)).movements(options["currency"], options["rates"])
    if not movements.table.num_rows:
        return replace(figure_of(definition, as_of, ()), notes=(_NO_MOVEMENTS,))
    rows = retained(definition, movements, roll)
    scale = 12 if options.get("basis") == "arr" else 1
    built = tuple(_row(r, definition, roll, movements, scale) for r in rows.to_pylist())
    return figure_of(definition, as_of, built)


def retained(definition: Definition, movements: Movements, roll: Roll) -> pa.Table:
    """The engine's rows for the definition's window, segment and options."""
    options = dict(definition.options)
    return engine.retention(
        stores.runner(),
        movements.table,
        definition.window,
        members=_members(movements, roll, definition),
        cap=engine.Cap(options.get("cap", "account")),
        reactivation=engine.Reactivation(options["reactivation"]),
    )


def figure_of(definition: Definition, as_of: date, rows: tuple[Row, ...]) -> Figure:
    """The figure over these rows."""
    numerator = sum((r.numerator for r in rows), Decimal(0))
    denominator = sum((r.denominator for r in rows), Decimal(0))
    value = share(numerator, denominator)
    parts = {"movements": _reconciled(rows), "accounts_at_start": sum(1 for r in rows if r.details["paying"])}
    return Figure(definition, as_of, value, rows, parts, () if value is not None else (_NO_BASE,))


def _reconciled(rows: Iterable[Row]) -> dict[str, Decimal]:
    """start + new + expansion - contraction - churn + reactivation + transfers = end, to the cent."""
    sums: dict[str, Decimal] = {name.removesuffix("_amount"): Decimal(0) for name in _MONEY}
    for row in rows:
        for name in sums:
            sums[name] += row.details[name]
    grown = sums["start"] + sums["new"] + sums["expansion"] + sums["reactivation"] + sums["transfers"]
    if grown - sums["contraction"] - sums["churn"] != sums["end"]:
        raise Refused("The movements do not reconcile: run “toprung doctor” and report what it says.")
    return sums


def _row(row: dict[str, Any], definition: Definition, roll: Roll, movements: Movements, scale: int) -> Row:
    account = row["account"]
    name, owner = roll.people[account]
    money = {key.removesuffix("_amount"): row[key] * scale for key in _MONEY}
    numerator, denominator = _contribution(row, definition.measure, scale)
    return Row(
        account=account,
        name=name,
        segment=roll.segment(account, definition.window.start),
        owner=owner,
        cohort=month(movements.first_on[account]),
        numerator=numerator,
        denominator=denominator,
        details={
            "in_base": row["in_base"],
            "paying": row["in_base"] and row["base"] > 0,
            "kept": row["kept_logo"],
            **money,
        },
    )


def _contribution(row: dict[str, Any], measure: str, scale: int) -> tuple[Decimal, Decimal]:
    """What the account adds to numerator and denominator; nothing where it is not in the base."""
    if not row["in_base"]:
        return Decimal(0), Decimal(0)
    if measure == "logo_retention":
        # A base below zero is revenue handed over, not a customer.
        return Decimal(int(row["kept_logo"])), Decimal(int(row["base"] > 0))
    kept = row["retained_net"] if measure == "nrr" else row["retained_gross"]
    return kept * scale, row["base"] * scale


def _members(movements: Movements, roll: Roll, definition: Definition) -> pa.Table | None:
    if definition.segment is None:
        return None
    day = definition.window.start
    chosen = [name for name in movements.first_on if roll.segment(name, day) == definition.segment]
    return pa.table({"account": pa.array(chosen, pa.string())})
