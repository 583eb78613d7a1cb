"""What fits into a record on both databases; PostgreSQL would refuse a whole batch for one text that is too long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import Any

from django.db import models

from toprung.kernel.money import PLACES
from toprung.records.journal.upsert import Problem

#: SQLite keeps a number as a double: 15 digits come back as they went in, 11 of them before the four places of money.
MOST_MONEY = Decimal(10) ** 11
#: 15 significant digits of a metric come back as they went in, with at most eight decimals.
_DIGITS = Context(prec=15, rounding=ROUND_HALF_EVEN)
_STEP = Decimal("0.00000001")
_MOST_WHOLE = 2_147_483_647


def misfit(model: type[models.Model], values: Mapping[str, Any], called: Mapping[str, str] = {}) -> Problem | None:
    """Why the first of these values cannot be kept in `model`; None where all fit.

    `values` are by the model's field; `called` gives a field another name in the problem, such as the draft's.
    """
    lengths = _lengths(model)
    for name, value in values.items():
        if reasons := _misfit(value, lengths.get(name)):
            return Problem(called.get(name, name), str(value)[:80], *reasons)
    return None


def cleared(model: type[models.Model], names: Iterable[str]) -> dict[str, Any]:
    """Field -> what it holds once it is taken out: nothing, or the empty text."""
    return {name: None if model._meta.get_field(name).null else "" for name in names}


def money(value: Decimal) -> Decimal:
    """The amount as it comes back from the database: four places."""
    return value.quantize(PLACES, ROUND_HALF_UP) if abs(value) < MOST_MONEY else value


def stored(value: Decimal | None) -> Decimal | None:
    """A metric's value as both databases give it back. One too large to be kept is left for `misfit`."""
    if value is None or abs(value) >= MOST_MONEY:
        return value
    return _DIGITS.plus(value).quantize(_STEP, ROUND_HALF_EVEN)


def _misfit(value: Any, length: int | None) -> tuple[str, str] | None:
    if isinstance(value, str) and length is not None and len(value) > length:
        return f"It is {len(value):,} characters long.", f"Shorten it to {length} characters."
    if isinstance(value, Decimal) and abs(value) >= MOST_MONEY:
        return "The amount is larger than can be kept.", f"Give less than {MOST_MONEY:,}."
    if isinstance(value, int) and not 0 <= value <= _MOST_WHOLE:
        return f"{value} is out of bounds.", f"Give a whole number from 0 to {_MOST_WHOLE:,}."
    return None


@cache
def _lengths(model: type[models.Model]) -> dict[str, int]:
    fields = (field for field in model._meta.get_fields() if isinstance(field, models.CharField))
    return {field.name: field.max_length for field in fields if field.max_length}
