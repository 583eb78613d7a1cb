"""What fits into a record on both databases; PostgreSQL would refuse a whole batch for one text that is too long."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models

from toprung.records.journal.upsert import Problem

#: SQLite keeps a number as a double: 15 digits come back as they went in, 11 of them before the four places of money.
MOST_MONEY = Decimal(10) ** 11
_MOST_WHOLE = 2_147_483_647


def misfit(model: type[models.Model], values: Mapping[str, Any]) -> Problem | None:
    """Why the first of these values cannot be kept in `model`; None where all fit."""
    lengths = _lengths(model)
    for name, value in values.items():
        if isinstance(value, str) and len(value) > lengths.get(name, len(value)):
            reason = f"It is {len(value):,} characters long, and {lengths[name]} fit."
            return Problem(name, value[:80], reason, f"Shorten it to {lengths[name]} characters.")
        if isinstance(value, Decimal) and abs(value) >= MOST_MONEY:
            return Problem(name, str(value), "The amount is larger than can be kept.", "Give less than 100,000,000,000.")
        if isinstance(value, int) and not 0 <= value <= _MOST_WHOLE:
            return Problem(name, str(value), f"{value} is out of bounds.", f"Give a whole number from 0 to {_MOST_WHOLE:,}.")
    return None


@cache
def _lengths(model: type[models.Model]) -> dict[str, int]:
    fields = (field for field in model._meta.get_fields() if isinstance(field, models.CharField))
    return {field.name: field.max_length for field in fields if field.max_length}
