"""Currencies of drafts."""

from __future__ import annotations

from toprung.kernel.errors import BadInput
from toprung.kernel.money import currency_code
from toprung.records.journal.upsert import Problem


def currency_problem(text: str | None) -> Problem | None:
    """Why a draft's currency cannot be kept; None where it can, or where none is given."""
    if not text:
        return None
    try:
        currency_code(text)
    except BadInput:
        return Problem("currency", text, "This is not a currency.", "Give its three letters, such as EUR or USD.")
    return None
