"""The home page's values in the shapes that its templates draw, each with the way to the accounts behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toprung.doors.web.home.scoping import Filters, list_of
from toprung.doors.web.ui.ladders import RungLine
from toprung.doors.web.ui.values import day_text
from toprung.kernel.vocabulary import Rung
from toprung.motion.lists.built_in import STILL_HERE
from toprung.motion.morning.ladder import Ladder, Step, watched_until
from toprung.motion.morning.movement import Movement
from toprung.motion.morning.scope import Scope

_CUSTOMERS: Filters = {"customers": ("yes",)}
_WITHOUT_RESULT = tuple(str(int(rung)) for rung in Rung if rung is not Rung.RESULT)


@dataclass(frozen=True, slots=True)
class Ways:
    """From each number on the page to the accounts behind it."""

    customers: str
    with_result: str
    triage: str
    renewing: str
    prospects: str
    former: str
    changed: str


def ways(scope: Scope, changed_on: date | None) -> Ways:
    """The lists behind the page's numbers; `changed_on` is the day of the changes shown."""
    near = (watched_until(scope.today).isoformat(),)
    unproven = {"rung": _WITHOUT_RESULT, "lifecycle": STILL_HERE, "notice_before": near}
    return Ways(
        customers=list_of(scope, _CUSTOMERS),
        with_result=_on_rung(scope, Rung.RESULT),
        triage=list_of(scope, {}, "triage"),
        renewing=list_of(scope, unproven, sort="renewal"),
        prospects=list_of(scope, {"lifecycle": ("prospect",)}),
        former=list_of(scope, {"lifecycle": ("former",)}),
        changed=list_of(scope, {"changed_since": (changed_on.isoformat(),)} if changed_on else {}),
    )


def _on_rung(scope: Scope, rung: Rung) -> str:
    return list_of(scope, {"rung": (str(int(rung)),), **_CUSTOMERS})


def main_currency(ladder: Ladder, scope: Scope) -> str:
    """The one currency in which the ladder's sums are told: most of the revenue is in it."""
    return next(iter(ladder.arr), scope.workspace.currency)


def lines(ladder: Ladder, movement: Movement, scope: Scope) -> tuple[RungLine, ...]:
    """The ladder's rungs as they are drawn; ARR in the main currency alone."""
    currency = main_currency(ladder, scope)
    return tuple(
        RungLine(
            rung=int(step.rung),
            accounts=step.accounts,
            arr=_arr(step, currency),
            currency=currency,
            hollow=step.hollow,
            moved=movement.per_rung[step.rung] if movement.per_rung else None,
            href=_on_rung(scope, step.rung),
        )
        for step in ladder.steps
    )


def _arr(step: Step, currency: str) -> Decimal | None:
    """The rung's ARR in that currency; None where customers stand on it and none of theirs is known."""
    return step.arr.get(currency, None if step.accounts else Decimal(0))


def other_money(ladder: Ladder, scope: Scope) -> tuple[tuple[str, Decimal], ...]:
    """What customers pay in other currencies: no sum with the main one is right without rates."""
    main = main_currency(ladder, scope)
    return tuple((currency, amount) for currency, amount in ladder.arr.items() if currency != main)


def since(movement: Movement) -> str:
    """“since 31 Oct 2026”."""
    return f"since {day_text(movement.since)}"
