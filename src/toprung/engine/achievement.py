"""Outcome achievement rate and time to first value: the arithmetic over clocks (DOMAIN section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from toprung.engine.runner import Runner
from toprung.engine.survival import Curve, kaplan_meier
from toprung.kernel.days import Window

#: The outcome judged per account; `attested_on` is when the accepted yes was said, `attested_recorded_on` when kept.
OUTCOME_CLOCKS = pa.schema(
    [
        ("account", pa.string()),
        ("clock_on", pa.date32()),
        ("reached_on", pa.date32()),
        ("attested_on", pa.date32()),
        ("attested_recorded_on", pa.date32()),
        ("has_outcome", pa.bool_()),
    ]
)
VALUE_CLOCKS = pa.schema([("account", pa.string()), ("started_on", pa.date32()), ("reached_on", pa.date32())])


@dataclass(frozen=True, slots=True)
class AchievementTotals:
    """Accounts counted over rows of `achievement`. The rates divide by those matured; those in flight stand beside."""

    matured: int
    measured: int
    validated: int
    covered: int
    in_flight: int

    @property
    def measured_rate(self) -> Decimal | None:
        """OAR, measured; None where no account has matured."""
        return self._share(self.measured)

    @property
    def validated_rate(self) -> Decimal | None:
        """OAR, validated; None where no account has matured."""
        return self._share(self.validated)

    @property
    def coverage(self) -> Decimal | None:
        """Share of the matured accounts with an outcome on file; None where no account has matured."""
        return self._share(self.covered)

    def _share(self, accounts: int) -> Decimal | None:
        return Decimal(accounts) / self.matured if self.matured else None


def achievement(
    runner: Runner, clocks: pa.Table, window: Window, as_of: date, within_days: int, grace_days: int
) -> pa.Table:
    """One row per account whose clock started on or after the window's start and before its end, sorted by account.

    `clocks` has the columns of OUTCOME_CLOCKS. Measured: reached within `within_days` of the clock. Validated: attested
    within them too, and recorded at most `grace_days` later. Columns: account, clock_on, due_on, state (matured or
    in_flight), covered, measured, validated. An account without an outcome counts as not reached. Clocks, measurements
    and attestations dated after `as_of` are not known.
    """
    return runner.run(
        "achievement",
        {"clocks": clocks.select(OUTCOME_CLOCKS.names).cast(OUTCOME_CLOCKS)},
        {
            "from_on": window.start,
            "to_on": window.end,
            "as_of": as_of,
            "window_days": within_days,
            "grace_days": grace_days,
        },
    )


def achievement_totals(rows: pa.Table) -> AchievementTotals:
    """Counts over any selection of rows of `achievement`."""
    matured = rows.filter(pc.field("state") == "matured")
    return AchievementTotals(
        matured=len(matured),
        measured=_count(matured, "measured"),
        validated=_count(matured, "validated"),
        covered=_count(matured, "covered"),
        in_flight=len(rows) - len(matured),
    )


def time_to_value(runner: Runner, clocks: pa.Table, window: Window, as_of: date) -> pa.Table:
    """One row per account whose clock started on or after the window's start and before its end, sorted by account.

    `clocks` has the columns of VALUE_CLOCKS. Columns: account, started_on, until_on, reached, days. Not reached by
    `as_of`: `until_on` is that day and `reached` false, whether or not the account is still there. Days are never
    below 0.
    """
    rows = runner.run(
        "time_to_value",
        {"clocks": clocks.select(VALUE_CLOCKS.names).cast(VALUE_CLOCKS)},
        {"from_on": window.start, "to_on": window.end, "as_of": as_of},
    )
    # Days between two dates are one thing in DuckDB and another in Spark, so they are counted here.
    return rows.append_column("days", pc.days_between(rows["started_on"], rows["until_on"]))


def value_curve(rows: pa.Table) -> Curve:
    """The Kaplan-Meier curve of any selection of rows of `time_to_value`."""
    return kaplan_meier(rows["days"].to_pylist(), rows["reached"].to_pylist())


def _count(rows: pa.Table, column: str) -> int:
    return int(pc.sum(rows[column]).as_py() or 0)
