"""Every kind of file Toprung takes, by name. The fields' names are also the headings that need no mapping."""

from __future__ import annotations

from difflib import get_close_matches

from toprung.kernel.errors import BadInput
from toprung.sheets import activity_kinds as activity
from toprung.sheets import book_kinds as book
from toprung.sheets import outcome_kinds as outcomes
from toprung.sheets.fields import Kind
from toprung.sheets.sheet_kind import SHEET

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        SHEET,
        book.ACCOUNTS,
        book.STAKEHOLDERS,
        book.CONTRACTS,
        book.SUBSCRIPTIONS,
        book.REVENUE,
        outcomes.OUTCOMES,
        outcomes.MEASUREMENTS,
        outcomes.ATTESTATIONS,
        activity.TOUCHES,
        activity.EVENTS,
    )
}


def kind_named(name: str) -> Kind:
    """The kind of that name; BadInput names the near miss and lists them all."""
    if name in KINDS:
        return KINDS[name]
    near = get_close_matches(name, KINDS, n=1)
    hint = f" Did you mean “{near[0]}”?" if near else ""
    raise BadInput(f"“{name}” is not a kind of file.{hint} There are: {', '.join(KINDS)}.")
