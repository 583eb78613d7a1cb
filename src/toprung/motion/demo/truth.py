"""What is so on the day, written down by the stories: the answers that Toprung's own are held against.

Where DOMAIN leaves room, this is how it was read:

- A result is MEASURED when the latest reading, however old, shows at least a quarter of the promised change and no
  accepted validator has confirmed it; NONE when it shows less or there is none. The 180 days bear on rung 3 alone.
- A hold outcome is reached by its first reading on the good side after the clock started.
- Reached once stays reached for OAR and TTFV, also in its validated reading: a later “no” moves the result alone.
- Lifecycle: live begins with the first value reached; before it, an account that is live is onboarding. Leaving and
  former go before both.
- Signature is the account's first; an account that came back keeps its first clock.
- NRR, GRR and logo retention are taken from levels at FROM and TO. A transfer nets to zero: what one account handed to
  another inside the window counts at FROM for the one that received it.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from toprung.kernel.days import ONE_DAY, add_months
from toprung.kernel.vocabulary import Lifecycle, Rung
from toprung.motion.demo.revenue import NOTHING

WINDOW = timedelta(days=90)
MONTH_ENDS = 13


class Result(enum.StrEnum):
    """Where the primary outcome's result stands."""

    NONE = "none"
    MEASURED = "measured"
    HALF_VALIDATED = "half_validated"
    FRESH = "validated_fresh"
    STANDING = "validated_standing"
    DISPUTED = "disputed"
    LOST = "lost"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class AccountTruth:
    """One account as of the day. `weekly_users` are planned users of the last four whole weeks, oldest first.

    `judged`: on the clock for 90 days or more, so inside OAR; `in_flight`: on the clock for less.
    `first_value_days` counts from the signature; None while unreached or never signed. Days as dates, MRR in EUR.
    """

    account: str
    story: str
    segment: str
    lifecycle: Lifecycle
    rung: Rung
    gaps: tuple[Rung, ...]
    result: Result
    named_result: bool
    signed_on: date | None
    go_live_on: date | None
    clock_on: date | None
    judged: bool
    in_flight: bool
    reached_on: date | None
    validated_on: date | None
    measured_reached: bool
    validated_reached: bool
    first_value_on: date | None
    first_value_days: int | None
    adoption_floor: int
    weekly_users: tuple[int, ...]
    mrr: Decimal
    mrr_at_month_ends: dict[date, Decimal]
    mrr_a_year_ago: Decimal
    newly_sold_since: Decimal
    transferred_since: Decimal
    paid_nothing_in_between: bool


@dataclass(frozen=True, slots=True)
class Achievement:
    """OAR of the clocks that started on or after `clock_from` and before `clock_to`: counts of accounts."""

    clock_from: date
    clock_to: date
    accounts: int
    measured: int
    validated: int


@dataclass(frozen=True, slots=True)
class Retention:
    """Levels of the accounts that paid at `window_from`, transfers netted, then and at `window_to`; EUR a month.

    `kept` is the sum of the smaller level of each account, `logos_kept` how many still pay.
    """

    window_from: date
    window_to: date
    accounts: int
    start: Decimal
    end: Decimal
    kept: Decimal
    logos_kept: int
    nrr: Decimal | None
    grr: Decimal | None
    logo_retention: Decimal | None


@dataclass(frozen=True, slots=True)
class FirstValue:
    """One signed account in TTFV: days to the first value, or the days waited so far."""

    account: str
    segment: str
    signed_on: date
    days: int
    reached: bool


@dataclass(frozen=True, slots=True)
class Truth:
    """The whole book. `retention_without_returns` counts an account that stopped paying in between as gone."""

    as_of: date
    seed: int
    accounts: tuple[AccountTruth, ...]
    achievement: Achievement
    achievement_by_segment: dict[str, Achievement]
    in_flight: int
    signed_long_ago_not_live: int
    first_values: tuple[FirstValue, ...]
    never_signed: int
    retention: Retention
    retention_without_returns: Retention
    mrr_at_month_ends: dict[date, Decimal]


def month_ends(as_of: date) -> tuple[date, ...]:
    """The last 13 month ends on or before the day, oldest first."""
    first = (as_of + ONE_DAY).replace(day=1)
    return tuple(add_months(first, -back) - ONE_DAY for back in reversed(range(MONTH_ENDS)))


def whole_truth(as_of: date, seed: int, accounts: tuple[AccountTruth, ...]) -> Truth:
    """Add the accounts up. OAR takes the clocks of the twelve months that ended 90 days before the day."""
    segments = sorted({account.segment for account in accounts})
    first_values = tuple(_first_value(as_of, a, a.signed_on) for a in accounts if a.signed_on is not None)
    return Truth(
        as_of=as_of,
        seed=seed,
        accounts=accounts,
        achievement=_achievement(as_of, accounts),
        achievement_by_segment={
            name: _achievement(as_of, [a for a in accounts if a.segment == name]) for name in segments
        },
        in_flight=sum(account.in_flight for account in accounts),
        signed_long_ago_not_live=sum(
            a.signed_on is not None and a.go_live_on is None and as_of - a.signed_on > WINDOW for a in accounts
        ),
        first_values=first_values,
        never_signed=len(accounts) - len(first_values),
        retention=_retention(as_of, accounts, returns=True),
        retention_without_returns=_retention(as_of, accounts, returns=False),
        mrr_at_month_ends={
            day: sum((a.mrr_at_month_ends[day] for a in accounts), NOTHING) for day in month_ends(as_of)
        },
    )


def _achievement(as_of: date, accounts: Iterable[AccountTruth]) -> Achievement:
    last = as_of - WINDOW
    first = add_months(last, -12)
    judged = [a for a in accounts if a.clock_on is not None and first <= a.clock_on < last]
    return Achievement(
        clock_from=first,
        clock_to=last,
        accounts=len(judged),
        measured=sum(a.measured_reached for a in judged),
        validated=sum(a.validated_reached for a in judged),
    )


def _first_value(as_of: date, account: AccountTruth, signed_on: date) -> FirstValue:
    reached = account.first_value_days
    waited = (as_of - signed_on).days
    return FirstValue(
        account=account.account,
        segment=account.segment,
        signed_on=signed_on,
        days=waited if reached is None else reached,
        reached=reached is not None,
    )


def _retained(account: AccountTruth) -> Decimal:
    """What is left of what was there at FROM; what was first sold since to one that paid nothing then is not."""
    return account.mrr if account.mrr_a_year_ago else account.mrr - account.newly_sold_since


def _retention(as_of: date, accounts: Iterable[AccountTruth], *, returns: bool) -> Retention:
    base = [
        (before, NOTHING if a.paid_nothing_in_between and not returns else _retained(a))
        for a in accounts
        if (before := a.mrr_a_year_ago + a.transferred_since)
    ]
    start, end = sum((s for s, _ in base), NOTHING), sum((e for _, e in base), NOTHING)
    kept = sum((min(s, e) for s, e in base), NOTHING)
    logos = sum(s > 0 and e > 0 for s, e in base)
    payers = sum(s > 0 for s, _ in base)
    return Retention(
        window_from=add_months(as_of, -12),
        window_to=as_of,
        accounts=payers,
        start=start,
        end=end,
        kept=kept,
        logos_kept=logos,
        nrr=end / start if base else None,
        grr=kept / start if base else None,
        logo_retention=Decimal(logos) / payers if payers else None,
    )
