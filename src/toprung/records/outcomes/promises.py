"""What an outcome promises, and the rules for changing it (DOMAIN section 2). Values only; nothing is read or saved."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from toprung.kernel.canon import decimal_text
from toprung.kernel.vocabulary import Direction, OutcomeKind
from toprung.records.journal.fitting import misfit, money, stored
from toprung.records.journal.upsert import Problem
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.outcomes.models import OutcomeVersion


@dataclass(frozen=True, slots=True)
class Promise:
    """The terms of one version; the fields are those of `OutcomeVersion`, which says what each means."""

    statement: str = ""
    kind: str = OutcomeKind.STATUS.value
    metric: str = ""
    unit: str = ""
    direction: str = Direction.INCREASE.value
    baseline: Decimal | None = None
    target: Decimal | None = None
    state_before: str = ""
    state_after: str = ""
    due_on: date | None = None
    due_days: int | None = None
    category: str = ""
    value_per_unit: Decimal | None = None
    value_period: str = ""
    mechanism: str = ""
    features: tuple[str, ...] = ()
    owner: str = ""
    validator: str = ""
    agreed_on: date | None = None
    agreed_by: str = ""
    agreement: str = ""
    promised_by: str = ""
    promised_on: date | None = None
    customer_confirmed: bool = False
    primary: bool = False
    first_value: bool = False
    covers: tuple[str, ...] = ()
    template: str = ""

    def as_fields(self) -> dict[str, Any]:
        """Field -> value, as `OutcomeVersion` takes them."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}


_BLANK = Promise()
_LEVELS = {"kind", "direction", "baseline", "target", "state_before", "state_after"}
_COPIED = tuple(f.name for f in fields(Promise) if f.name not in _LEVELS)


def promise_of(version: OutcomeVersion) -> Promise:
    """The terms of a version on file."""
    values: dict[str, Any] = {f.name: getattr(version, f.name) for f in fields(Promise)}
    values |= {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Promise(**values)


def marked(promise: Promise, mark: str, *, held: bool) -> Promise:
    """The promise with the mark “primary” or “first_value” given or taken."""
    changes: dict[str, Any] = {mark: held}
    return dataclasses.replace(promise, **changes)


def lay_over(before: Promise | None, draft: OutcomeDraft, today: date) -> Promise | Problem:
    """The promise on file with the draft laid over it, or why that cannot be. What the draft leaves None stays."""
    old = _without(before or _BLANK, draft.clear)
    given = {name: getattr(draft, name) for name in _COPIED if getattr(draft, name) is not None}
    promise = dataclasses.replace(old, **{name: _kept(name, value) for name, value in given.items()})
    return _with_levels(old, promise, draft) if (problem := _wrong(promise, today)) is None else problem


def _without(promise: Promise, names: Iterable[str]) -> Promise:
    """The promise with these fields as if they had never been written."""
    return dataclasses.replace(promise, **{name: getattr(_BLANK, name) for name in names})


def remarks_on(promise: Promise) -> str:
    """What a person should look at in a promise that was kept all the same; "" where nothing."""
    if promise.kind != OutcomeKind.STATUS and promise.target is None:
        return "There is no target, so progress cannot be measured: add one."
    if promise.agreed_by and promise.agreed_on is None:
        return "Agreed by someone, but without a day: it stays proposed until agreed_on is given."
    return ""


def _with_levels(old: Promise, promise: Promise, draft: OutcomeDraft) -> Promise | Problem:
    """The promise with its kind, direction, numbers and states."""
    kind = _kind(old, draft)
    if kind == OutcomeKind.STATUS:
        levelled = _as_status(old, promise, draft)
    elif isinstance(draft.baseline, str) or isinstance(draft.target, str):
        return _not_a_number(draft)
    else:
        levelled = _as_numeric(old, promise, draft, kind)
    return misfit(OutcomeVersion, levelled.as_fields(), _called(draft)) or _against_direction(levelled) or levelled


def _called(draft: OutcomeDraft) -> dict[str, str]:
    """The draft's name of a state that it gave as a level."""
    return {
        state: level
        for state, level in (("state_before", "baseline"), ("state_after", "target"))
        if getattr(draft, state) is None
    }


def _kind(old: Promise, draft: OutcomeDraft) -> OutcomeKind:
    """As the draft says; else numeric where its target is a number, status where it is a state; else as it was."""
    if draft.kind is not None:
        return draft.kind
    if isinstance(draft.target, Decimal):
        return _numeric_kind(old)
    if draft.target or draft.state_after or old.kind == OutcomeKind.STATUS:
        return OutcomeKind.STATUS
    return _numeric_kind(old)


def _numeric_kind(old: Promise) -> OutcomeKind:
    # a hold that was one only because baseline and target were equal does not outlive that
    meant = old.kind == OutcomeKind.HOLD and (old.baseline is None or old.baseline != old.target)
    return OutcomeKind.HOLD if meant else OutcomeKind.NUMERIC


def _as_status(old: Promise, promise: Promise, draft: OutcomeDraft) -> Promise:
    return dataclasses.replace(
        promise,
        kind=OutcomeKind.STATUS.value,
        direction=Direction.INCREASE.value,
        baseline=None,
        target=None,
        state_before=_state(draft.state_before, draft.baseline, old.state_before),
        state_after=_state(draft.state_after, draft.target, old.state_after),
    )


def _as_numeric(old: Promise, promise: Promise, draft: OutcomeDraft, kind: OutcomeKind) -> Promise:
    baseline = stored(draft.baseline) if isinstance(draft.baseline, Decimal) else old.baseline
    target = stored(draft.target) if isinstance(draft.target, Decimal) else old.target
    if baseline is not None and baseline == target:
        kind = OutcomeKind.HOLD
    return dataclasses.replace(
        promise,
        kind=kind.value,
        baseline=baseline,
        target=target,
        direction=_direction(old, draft, baseline, target),
        state_before="",
        state_after="",
    )


def _direction(old: Promise, draft: OutcomeDraft, baseline: Decimal | None, target: Decimal | None) -> str:
    """As the draft says; else the way from baseline to target; else as it was."""
    if draft.direction is not None:
        return draft.direction.value
    as_it_was = (baseline, target) == (old.baseline, old.target)
    if as_it_was or baseline is None or target is None or baseline == target:
        return old.direction
    return (Direction.DECREASE if target < baseline else Direction.INCREASE).value


def _against_direction(promise: Promise) -> Problem | None:
    """A target against its direction is refused (DOMAIN section 2)."""
    baseline, target = promise.baseline, promise.target
    if promise.kind != OutcomeKind.NUMERIC or baseline is None or target is None:
        return None
    if (target < baseline) == (promise.direction == Direction.DECREASE):
        return None
    reason = (
        f"The target {decimal_text(target)} lies against the direction “{promise.direction}”: "
        f"it starts at {decimal_text(baseline)}."
    )
    return Problem("target", decimal_text(target), reason, "Correct the target, the baseline or the direction.")


def _not_a_number(draft: OutcomeDraft) -> Problem:
    field = "baseline" if isinstance(draft.baseline, str) else "target"
    value = str(getattr(draft, field))[:80]
    remedy = "Give a number, or set kind to status if the two are states."
    return Problem(field, value, f"“{value}” is not a number, and this outcome is a numeric one.", remedy)


def _wrong(promise: Promise, today: date) -> Problem | None:
    if not promise.statement.strip():
        return Problem("statement", "", "An outcome needs its statement.", "Write it in the customer's words.")
    if promise.agreed_on is not None and promise.agreed_on > today:
        reason = f"It says agreed on {promise.agreed_on}, which is still ahead."
        return Problem(
            "agreed_on", str(promise.agreed_on), reason, "Correct the day, or leave it blank until it is agreed."
        )
    if promise.value_per_unit is not None and promise.value_per_unit < 0:
        reason = "The value of one unit of change cannot be negative."
        return Problem("value_per_unit", str(promise.value_per_unit), reason, "Give it without the minus.")
    return None


def _state(named: str | None, level: Decimal | str | None, old: str) -> str:
    if named is not None:
        return named
    if level is None:
        return old
    return decimal_text(level) if isinstance(level, Decimal) else level


def _kept(name: str, value: Any) -> Any:
    return money(value) if name == "value_per_unit" else _plain_word(value)


def _plain_word(value: Any) -> Any:
    # StrEnum equals its text but journals and compares as two types; records keep the text
    return str(value) if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
