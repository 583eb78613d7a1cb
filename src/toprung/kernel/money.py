"""Money is a Decimal with a currency named beside it; it is never a float."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from toprung.kernel.errors import BadInput

CENT = Decimal("0.01")
#: The finest step that is stored, DECIMAL(18, 4): prices per seat and day have more than two places.
PLACES = Decimal("0.0001")

_CODE = re.compile(r"[A-Z]{3}")


def to_cent(value: Decimal) -> Decimal:
    """Rounded half up to the cent, as an invoice is."""
    return value.quantize(CENT, ROUND_HALF_UP)


def currency_code(text: str) -> str:
    """An ISO 4217 shape: three letters, upper case; raises BadInput."""
    code = text.strip().upper()
    if not _CODE.fullmatch(code):
        raise BadInput(f"“{text}” is not a currency: give its three letters, such as EUR or USD.")
    return code
