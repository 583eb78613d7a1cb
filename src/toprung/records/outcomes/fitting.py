"""Values of metrics as both databases give them back."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

from toprung.records.journal.fitting import MOST_MONEY

#: SQLite keeps a number as a double: 15 significant digits come back as they went in, more do not.
_DIGITS = Context(prec=15, rounding=ROUND_HALF_EVEN)
_STEP = Decimal("0.00000001")


def stored(value: Decimal | None) -> Decimal | None:
    """The value rounded to 8 decimals and 15 significant digits. One too large to be kept is left for `misfit`."""
    if value is None or abs(value) >= MOST_MONEY:
        return value
    return _DIGITS.plus(value).quantize(_STEP, ROUND_HALF_EVEN)
