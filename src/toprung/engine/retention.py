"""Net and gross revenue retention and logo retention over dated movements (DOMAIN section 4)."""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from toprung.engine.runner import Runner
from toprung.kernel.days import Window

MONEY = pa.decimal128(18, 4)
MOVEMENTS = pa.schema(
    [
        ("account", pa.string()),
        ("subscription", pa.string()),
        ("occurred_on", pa.date32()),
        ("kind", pa.string()),
        ("amount", MONEY),
    ]
)
#: Movements with the currency they are in, as intervals give them.
DATED_MOVEMENTS = MOVEMENTS.append(pa.field("currency", pa.string()))
INTERVALS = pa.schema(
    [
        ("account", pa.string()),
        ("product", pa.string()),
        ("started_on", pa.date32()),
        ("ended_on", pa.date32()),
        ("mrr", MONEY),
        ("currency", pa.string()),
    ]
)


class Cap(enum.StrEnum):
    """What gross retention holds to its revenue at FROM: the account, or each of its subscriptions."""

    ACCOUNT = "account"
    SUBSCRIPTION = "subscription"


class Reactivation(enum.StrEnum):
    """Whether an account that fell to nothing inside the window and came back counts with its return."""

    INCLUDE = "include"
    EXCLUDE = "exclude"


@dataclass(frozen=True, slots=True)
class RetentionTotals:
    """Sums over the rows of `retention`. Money in the movements' currency and per month.

    start + new + expansion - contraction - churn + reactivation + transfers = end, exactly.
    `base` is start plus the window's transfers, over the accounts of the base; it is what the rates divide by.
    """

    start: Decimal
    new: Decimal
    expansion: Decimal
    contraction: Decimal
    churn: Decimal
    reactivation: Decimal
    transfers: Decimal
    end: Decimal
    base: Decimal
    retained_net: Decimal
    retained_gross: Decimal
    base_accounts: int
    kept_accounts: int

    @property
    def nrr(self) -> Decimal | None:
        """Net revenue retention as a share; None where there is no base."""
        return self.retained_net / self.base if self.base_accounts and self.base else None

    @property
    def grr(self) -> Decimal | None:
        """Gross revenue retention as a share, never over 1; None where there is no base."""
        return self.retained_gross / self.base if self.base_accounts and self.base else None

    @property
    def logo_retention(self) -> Decimal | None:
        """Share of the base's accounts that still pay at TO; None where there is no base."""
        return Decimal(self.kept_accounts) / self.base_accounts if self.base_accounts else None


def retention(
    runner: Runner,
    movements: pa.Table,
    window: Window,
    *,
    members: pa.Table | None = None,
    cap: Cap = Cap.ACCOUNT,
    reactivation: Reactivation = Reactivation.INCLUDE,
) -> pa.Table:
    """One row per account that was paying at the window's start or moved inside it, sorted by account.

    `movements` has the columns of MOVEMENTS, signed, in one currency. `members` (a table with `account`) limits whose
    movements count, None takes all. Columns: account, in_base, start_amount, new_amount, expansion, contraction,
    churn, reactivation, transfers, end_amount, base, retained_net, retained_gross, kept_logo.

    A transfer is read as if made before the window, so `base` is start plus transfers: who handed all its revenue
    over leaves the base, who received it stands in the base with it and answers for its later churn.
    With reactivation excluded, an account at or below nothing on the evening of any day of the window is lost.
    """
    return runner.run(
        "retention",
        {
            "movements": movements.select(MOVEMENTS.names).cast(MOVEMENTS),
            "members": movements.select(["account"]) if members is None else members.select(["account"]),
        },
        {
            "from_on": window.start,
            "to_on": window.end,
            "cap": str(cap),
            "reactivation": str(reactivation),
        },
    )


def retention_totals(rows: pa.Table) -> RetentionTotals:
    """The sums over any selection of rows of `retention`: all of them, a segment's, an owner's."""
    return RetentionTotals(
        start=_sum(rows, "start_amount"),
        new=_sum(rows, "new_amount"),
        expansion=_sum(rows, "expansion"),
        contraction=_sum(rows, "contraction"),
        churn=_sum(rows, "churn"),
        reactivation=_sum(rows, "reactivation"),
        transfers=_sum(rows, "transfers"),
        end=_sum(rows, "end_amount"),
        base=_sum(rows, "base"),
        retained_net=_sum(rows, "retained_net"),
        retained_gross=_sum(rows, "retained_gross"),
        base_accounts=int(pc.sum(pc.greater(rows["base"], 0)).as_py() or 0),
        kept_accounts=_count(rows, "kept_logo"),
    )


def movements_of_intervals(runner: Runner, intervals: pa.Table) -> pa.Table:
    """Subscription intervals [started_on, ended_on) as movements, the columns of DATED_MOVEMENTS.

    `intervals` has the columns of INTERVALS; an interval that ends on or before its start is no revenue and is passed
    over (the importer rejects it with its row). The movements up to a day sum to the intervals that cover it.
    Sorted by account, day, subscription, currency.
    """
    rows = intervals.select(INTERVALS.names).cast(INTERVALS)
    return runner.run("movements_of_intervals", {"intervals": rows}).cast(DATED_MOVEMENTS)


def mrr_by_account(runner: Runner, movements: pa.Table, as_of: date) -> pa.Table:
    """Monthly recurring revenue per account and currency at the end of `as_of`.

    `movements` needs account, occurred_on, amount, currency. Columns: account, currency, mrr, first_on (the day of
    the first movement). Former customers are listed with 0.
    """
    return mrr_on_days(runner, movements, [as_of]).drop_columns(["as_of"])


def mrr_on_days(runner: Runner, movements: pa.Table, days: Collection[date]) -> pa.Table:
    """The same at the end of each of the days, with the day as `as_of`; sorted by account, currency, day."""
    needed = movements.select(["account", "occurred_on", "amount", "currency"])
    asked = pa.table({"as_of": pa.array(sorted(set(days)), pa.date32())})
    return runner.run("mrr_by_account", {"movements": needed, "params": asked})


def _sum(rows: pa.Table, column: str) -> Decimal:
    total = pc.sum(rows[column].cast(pa.decimal128(38, 4))).as_py()
    return Decimal(0) if total is None else Decimal(total)


def _count(rows: pa.Table, column: str) -> int:
    return int(pc.sum(rows[column]).as_py() or 0)
