"""A figure: value, numerator and denominator, the accounts that add up to them, and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from toprung.doctrine.definitions import MEASURES, Definition
from toprung.kernel.canon import decimal_text, fingerprint

#: digits after the point to which a share is divided out: enough for 1e-9, few enough to store
SHARE_PLACES = Decimal("0.000000000001")


@dataclass(frozen=True, slots=True)
class Row:
    """One account behind a figure: what it adds to numerator and denominator, and its details."""

    account: str
    name: str
    segment: str
    owner: str
    cohort: str
    numerator: Decimal
    denominator: Decimal
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as of a day. `value` None: no base, and a note says why.

    Numerator and denominator are the sums of the rows'. `parts` holds what is shown beside the value; `beside` the
    accounts that were left out of the rows and are counted there, by why.
    """

    definition: Definition
    as_of: date
    value: Decimal | None
    rows: tuple[Row, ...]
    parts: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    groups: tuple[tuple[str, Figure], ...] = ()
    beside: dict[str, tuple[Row, ...]] = field(default_factory=dict)

    @property
    def numerator(self) -> Decimal:
        return sum((r.numerator for r in self.rows), Decimal(0))

    @property
    def denominator(self) -> Decimal:
        return sum((r.denominator for r in self.rows), Decimal(0))

    @property
    def inputs_fingerprint(self) -> str:
        """Of everything the figure was computed from, account by account."""
        # An account's name or owner makes no difference to the figure.
        return fingerprint([[(r.account, r.numerator, r.denominator, r.details) for r in self.rows], self.parts])

    def with_groups(self, groups: Iterable[tuple[str, Figure]]) -> Figure:
        """The figure with one of its kind per group beside it."""
        return replace(self, groups=tuple(groups))

    def as_json(self, accounts: bool = True) -> dict[str, Any]:
        """In JSON's types. Groups come without their accounts: each row names its own."""
        measure = MEASURES[self.definition.measure]
        told: dict[str, Any] = {
            "metric": measure.name,
            "title": measure.title,
            "value": number(self.value),
            "unit": measure.unit,
            "numerator": number(self.numerator),
            "denominator": number(self.denominator),
            "as_of": self.as_of.isoformat(),
            "definition": self.definition.as_json() | {"says": measure.says, "window_says": measure.window},
            "definition_id": self.definition.id,
            "inputs_fingerprint": self.inputs_fingerprint,
            **plain_numbers(self.parts),
            "notes": list(self.notes),
        }
        if self.groups:
            told["groups"] = [{"group": name} | f.as_json(accounts=False) for name, f in self.groups]
        if accounts:
            told["accounts"] = [row_json(r) for r in self.rows]
        return told


def row_json(row: Row) -> dict[str, Any]:
    """One account in JSON's types."""
    return {
        "account": row.account,
        "name": row.name,
        "segment": row.segment,
        "owner": row.owner,
        "cohort": row.cohort,
        "numerator": number(row.numerator),
        "denominator": number(row.denominator),
        **plain_numbers(row.details),
    }


def share(numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """Their ratio to twelve places; None where there is no base."""
    return (numerator / denominator).quantize(SHARE_PLACES) if denominator else None


def number(value: Decimal | None) -> int | float | str | None:
    """A Decimal as a JSON number where that loses nothing, else as its text."""
    if value is None:
        return None
    if value == value.to_integral_value():
        return int(value)
    near = float(value)
    return near if Decimal(repr(near)) == value else decimal_text(value)


def plain_numbers(values: Any) -> Any:
    """Nested values in JSON's types, Decimals as `number`."""
    if isinstance(values, Decimal):
        return number(values)
    if isinstance(values, date):
        return values.isoformat()
    if isinstance(values, dict):
        return {key: plain_numbers(value) for key, value in values.items()}
    if isinstance(values, Sequence) and not isinstance(values, str):
        return [plain_numbers(value) for value in values]
    return values
