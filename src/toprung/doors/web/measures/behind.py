"""The accounts behind a figure as a table: in parts that say how they count, sortable, with totals that add up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator

from toprung.motion.measures.figures import Figure, Row
from toprung.motion.measures.periods import RETENTION
from toprung.records.book.queries import accounts_named
from toprung.records.outcomes.templates import WITHOUT_TEMPLATE
from toprung.records.tenancy.models import Workspace

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the accounts, told apart by how they count."""

    key: str
    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it shows of a row, and of what kind that is (text, day, number, money, yes)."""

    key: str
    label: str
    kind: str
    read: Callable[[Row], Any]

    @property
    def numeric(self) -> bool:
        """Does it stand at the right?"""
        return self.kind in ("number", "money")

    @property
    def descending(self) -> str:
        """How the address says to sort by it, the largest first."""
        return f"-{self.key}"

    @property
    def adds_up(self) -> bool:
        """Has its total a meaning? Amounts have; days after a start do not, nor do goals."""
        return self.kind == "money" or self.key in ("numerator", "denominator")


@dataclass(frozen=True, slots=True)
class Table:
    """One page of one part's accounts, sorted; `totals` are of the whole part, by column, "" where there is none."""

    part: Part
    parts: tuple[Part, ...]
    columns: tuple[Column, ...]
    page: Page[Row]
    lines: list[dict[str, Any]]
    totals: list[Any]
    sort: str


def table_of(workspace: Workspace, figure: Figure, said: Mapping[str, str]) -> Table:
    """The table that `said` asks for (show, sort, page); what does not fit is passed over. One query."""
    parts = parts_of(figure)
    part = next((p for p in parts if p.key == said.get("show")), parts[0])
    columns = columns_of(figure, part)
    rows, sort = _sorted(part.rows, columns, said.get("sort", ""))
    page = Paginator(rows, PER_PAGE).get_page(said.get("page"))
    return Table(part, parts, columns, page, _lines(workspace, columns, page), _totals(columns, part.rows), sort)


def parts_of(figure: Figure) -> tuple[Part, ...]:
    """The parts of a figure's accounts: first those that count, then those beside. Empty ones but the first are out."""
    measure, rows = figure.definition.measure, figure.rows
    if measure == "oar":
        found = [
            Part("rate", "In the rate", tuple(r for r in rows if r.denominator)),
            Part("in_flight", "In flight", tuple(r for r in rows if not r.denominator)),
            Part("not_live", "Not live", figure.beside.get("not_live", ())),
        ]
    elif measure == "promise_kept":
        found = [
            Part("rate", "In the rate", tuple(r for r in rows if r.denominator)),
            Part("not_due", "Not due yet", tuple(r for r in rows if not r.denominator)),
            Part("undated", "No due day", figure.beside.get("undated", ())),
            Part("no_promise", "No promise", figure.beside.get("no_promise", ())),
        ]
    elif measure == "ttfv":
        found = [
            Part("window", "In the window", rows),
            Part("without_start", "Without a start", figure.beside.get("without_start", ())),
        ]
    else:
        found = [
            Part("base", "In the base", tuple(r for r in rows if r.details["in_base"])),
            Part("moved", "Not in the base, but moved", tuple(r for r in rows if not r.details["in_base"])),
        ]
    return tuple(p for n, p in enumerate(found) if not n or p.rows)


def columns_of(figure: Figure, part: Part) -> tuple[Column, ...]:
    """The part's columns, the account's own first."""
    own = (
        Column("name", "Account", "text", lambda r: r.name),
        Column("segment", "Segment", "text", lambda r: r.segment),
        Column("owner", "Owner", "text", lambda r: r.owner),
    )
    measure = figure.definition.measure
    if part.key in _SPECIAL:
        return (*own, *_SPECIAL[part.key])
    if part.key == "moved":
        return (*own, *_moved(part.rows))
    if measure in RETENTION:
        unit = "number" if measure == "logo_retention" else "money"
        return (*own, *_moved(part.rows), *_counted(unit))
    return (*own, *_OF[measure], *_counted("number"))


def _detail(key: str, label: str, kind: str) -> Column:
    return Column(key, label, kind, lambda row: row.details.get(key))


def _counted(unit: str) -> tuple[Column, Column]:
    return (
        Column("numerator", "Numerator", unit, lambda row: row.numerator),
        Column("denominator", "Denominator", unit, lambda row: row.denominator),
    )


def _moved(rows: Sequence[Row]) -> tuple[Column, ...]:
    """Start, end, and of the movements those that there were: most accounts have two or three kinds."""
    there = {c.key for c in _MONEY if any(row.details.get(c.key) for row in rows)}
    return tuple(c for c in _MONEY if c.key in there | {"start", "end"})


_OAR = (
    _detail("clock_on", "Clock started", "day"),
    _detail("outcome", "Outcome", "text"),
    _detail("reached_on", "Reached on", "day"),
    _detail("attested_on", "Confirmed on", "day"),
    _detail("measured", "Measured", "yes"),
    _detail("validated", "Validated", "yes"),
)
_TTFV = (
    _detail("started_on", "Started", "day"),
    _detail("reached_on", "First value on", "day"),
    _detail("days", "Days", "number"),
    _detail("goal_days", "Goal, days", "number"),
)
_PROMISES = (
    _detail("statement", "Promise", "text"),
    _detail("seller", "Promised by", "text"),
    _detail("category", "Category", "text"),
    Column("template", "Template", "text", lambda row: row.details["template"] or WITHOUT_TEMPLATE),
    _detail("due_on", "Due", "day"),
    _detail("reached_on", "Reached on", "day"),
    _detail("measured", "Measured", "yes"),
    _detail("validated", "Validated", "yes"),
)
_OF = {"oar": _OAR, "ttfv": _TTFV, "promise_kept": _PROMISES}
_MONEY = (
    _detail("start", "Start", "money"),
    _detail("new", "New", "money"),
    _detail("expansion", "Expansion", "money"),
    _detail("reactivation", "Reactivation", "money"),
    _detail("transfers", "Transfers", "money"),
    _detail("contraction", "Contraction", "money"),
    _detail("churn", "Churn", "money"),
    _detail("end", "End", "money"),
)
#: parts whose rows add to nothing have columns of their own
_SPECIAL: dict[str, tuple[Column, ...]] = {
    "in_flight": _OAR[:4],
    "not_live": (_detail("signed_on", "Signed on", "day"), _detail("waited_days", "Days since", "number")),
    "without_start": (),
    "not_due": _PROMISES[:6],
    "undated": _PROMISES[:4],
    "no_promise": (_detail("signed_on", "Signed on", "day"),),
}


def _sorted(rows: Sequence[Row], columns: Sequence[Column], sort: str) -> tuple[list[Row], str]:
    """By the column that `sort` names (“-” in front: the other way), blanks last; else by external id."""
    column = next((c for c in columns if c.key == sort.removeprefix("-")), None)
    in_order = sorted(rows, key=lambda row: row.account)
    if column is None:
        return in_order, ""
    filled = [row for row in in_order if column.read(row) not in (None, "")]
    blank = [row for row in in_order if column.read(row) in (None, "")]
    key = (lambda row: column.read(row).casefold()) if column.kind == "text" else column.read
    return sorted(filled, key=key, reverse=sort.startswith("-")) + blank, sort


def _lines(workspace: Workspace, columns: Sequence[Column], page: Page[Row]) -> list[dict[str, Any]]:
    accounts = accounts_named(workspace, [row.account for row in page])
    return [
        {
            "row": row,
            "pk": accounts[row.account].pk if row.account in accounts else None,
            "cells": [{"column": column, "value": column.read(row)} for column in columns[1:]],
        }
        for row in page
    ]


def _totals(columns: Sequence[Column], rows: Sequence[Row]) -> list[Any]:
    return [
        {"column": c, "value": sum((c.read(row) for row in rows), Decimal(0)) if c.adds_up else None}
        for c in columns[1:]
    ]
