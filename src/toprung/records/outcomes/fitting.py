"""What fits into a record on both databases: the length of a text, the digits of a number."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from django.db import models

from toprung.records.journal.upsert import Problem

#: SQLite keeps a number as a double: 15 significant digits come back as they went in, more do not.
_DIGITS = Context(prec=15, rounding=ROUND_HALF_EVEN)
#: and money has four decimals in eighteen digits
_TOO_LARGE = Decimal(10) ** 14
_LONGEST_DAYS = 36_500


def stored(value: Decimal | None, places: int = 8) -> Decimal | None:
    """The number as both databases give it back: at most `places` decimals and 15 significant digits."""
    if value is None or too_large("", value):
        return value
    step = Decimal(1).scaleb(-places)
    return _DIGITS.plus(value).quantize(step, ROUND_HALF_EVEN, Context(prec=40))


def too_large(field: str, value: Decimal) -> Problem | None:
    """A problem for numbers that no metric has: 10^14 and beyond."""
    if abs(value) < _TOO_LARGE:
        return None
    return Problem(field, str(value)[:80], "This number is larger than can be kept.", "Give it in a larger unit.")


def misfit(model: type[models.Model], values: Mapping[str, Any]) -> Problem | None:
    """The first text longer than its column, number too large or count of days out of reach; None where all fit."""
    for name, value in values.items():
        if problem := _misfit_of(model, name, value):
            return problem
    return None


def _misfit_of(model: type[models.Model], name: str, value: Any) -> Problem | None:
    if isinstance(value, Decimal):
        return too_large(name, value)
    if isinstance(value, str):
        return _too_long(name, value, getattr(model._meta.get_field(name), "max_length", None))
    if isinstance(value, int) and not isinstance(value, bool) and not 0 <= value <= _LONGEST_DAYS:
        return Problem(name, str(value), "That many days do not fit.", f"Give 0 to {_LONGEST_DAYS} days.")
    return None


def _too_long(name: str, value: str, limit: int | None) -> Problem | None:
    if limit is None or len(value) <= limit:
        return None
    reason = f"The text has {len(value)} characters; at most {limit} fit."
    return Problem(name, f"{value[:77]}...", reason, "Shorten it.")
