"""From the fields of the outcome form to the draft that the records take, and a new outcome's short name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from toprung.kernel.vocabulary import Category, Direction, OutcomeKind, ValuePeriod
from toprung.records.outcomes.drafts import OutcomeDraft

_NUMBERS, _STATES = ("baseline", "target"), ("state_before", "state_after")
#: what tells how the outcome is measured: handed over whole, since each field's meaning hangs on the kind
_LEVELS = frozenset({"kind", "direction", *_NUMBERS, *_STATES})
_WORDS: dict[str, Callable[[str], Any]] = {
    "category": Category,
    "value_period": ValuePeriod,
}
_LONGEST_ID = 40


def draft_of(account: str, outcome: str, on_file: Mapping[str, Any], changed: Mapping[str, Any]) -> OutcomeDraft:
    """The draft that lays these changes over what is on file; a field that was emptied is taken out."""
    wanted = {**on_file, **changed}
    plain = {name: value for name, value in changed.items() if name not in _LEVELS}
    emptied = frozenset(name for name, value in plain.items() if value in (None, ""))
    given = {name: _word(name, value) for name, value in plain.items() if name not in emptied}
    levels, without = _levels(wanted, changed)
    return OutcomeDraft(account=account, outcome=outcome, **given, **levels, clear=emptied | without)


def _levels(wanted: Mapping[str, Any], changed: Mapping[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
    """How it is measured, and what of it is taken out: numbers, or states before and after."""
    kind = OutcomeKind(wanted["kind"])
    names = _STATES if kind is OutcomeKind.STATUS else _NUMBERS
    given = {name: wanted[name] for name in names if wanted[name] not in (None, "")}
    if kind is not OutcomeKind.STATUS and changed.get("direction"):
        given["direction"] = Direction(changed["direction"])
    return {"kind": kind, **given}, frozenset({*_NUMBERS, *_STATES} - set(given))


def _word(name: str, value: Any) -> Any:
    return _WORDS[name](value) if name in _WORDS else value


def name_for(statement: str, taken: Iterable[str], otherwise: str = "outcome") -> str:
    """A short external id of its own for a new outcome, from its first words; `otherwise` where they give none."""
    words = re.sub(r"[^a-z0-9]+", "-", statement.lower()).strip("-")
    short = words[:_LONGEST_ID].rpartition("-")[0] if len(words) > _LONGEST_ID else words
    base, held = short or words[:_LONGEST_ID] or otherwise, set(taken)
    free = (f"{base}-{number}" for number in range(2, len(held) + 3))
    return base if base not in held else next(name for name in free if name not in held)
