"""Cells that hold a number or name a state, as records take them."""

from __future__ import annotations

from decimal import Decimal

from toprung.sheets.fields import TextOrNumber


def level(cell: TextOrNumber | None) -> Decimal | str | None:
    """The number where the cell is one, else its text; None where it is blank."""
    if cell is None:
        return None
    return cell.text if cell.number is None else cell.number
