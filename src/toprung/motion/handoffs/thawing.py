"""A frozen promise as the rules read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from toprung.doctrine.evidence import Evidence, Terms
from toprung.doctrine.promises import Promised, promised_by_then
from toprung.kernel.vocabulary import Category, Direction, OutcomeKind
from toprung.records.handoffs.freezing import outcomes_in
from toprung.records.handoffs.models import FrozenPromise
from toprung.records.handoffs.queries import frozen
from toprung.records.tenancy.models import Workspace

_READ: dict[str, Callable[[Any], Any]] = {
    "kind": OutcomeKind,
    "direction": Direction,
    "category": lambda text: Category(text) if text else None,
    "features": tuple,
}
_NUMBERS = ("baseline", "target")
_DAYS = ("due_on", "agreed_on", "promised_on")
_TERMS = tuple(f.name for f in fields(Terms) if f.name != "in_force_on")


def promised_in(held: FrozenPromise) -> tuple[Promised, ...]:
    """Every outcome of a frozen promise."""
    told = outcomes_in(held)
    return tuple(Promised(o["outcome"], _terms(o), held.signed_on) for o in told)


def promises_of(e: Evidence, held: FrozenPromise | None) -> tuple[Promised, ...]:
    """What the account was promised at its sale: as it was frozen, else as it was on file for that day."""
    return promised_by_then(e) if held is None else promised_in(held)


def frozen_by_account(workspace: Workspace) -> dict[str, FrozenPromise]:
    """Every frozen promise of the workspace, by the account's external id. One query."""
    return {held.account.external_id: held for held in frozen(workspace)}


def _terms(told: Mapping[str, Any]) -> Terms:
    values: dict[str, Any] = {name: told[name] for name in _TERMS if name in told}
    values |= {name: read(values[name]) for name, read in _READ.items()}
    values |= {name: Decimal(values[name]) for name in _NUMBERS if values[name] is not None}
    values |= {name: date.fromisoformat(values[name]) for name in _DAYS if values[name]}
    return Terms(**values)
