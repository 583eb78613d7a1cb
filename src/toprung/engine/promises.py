"""The promise-kept rate: the arithmetic over promises (DOMAIN section 4)."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from toprung.engine.runner import Runner
from toprung.kernel.days import Window

#: One promise a row. `gone`: the customer has left, so that a due day that hangs on a go-live never comes.
PROMISES = pa.schema(
    [
        ("account", pa.string()),
        ("outcome", pa.string()),
        ("signed_on", pa.date32()),
        ("due_on", pa.date32()),
        ("gone", pa.bool_()),
        ("reached_on", pa.date32()),
        ("attested_on", pa.date32()),
        ("attested_recorded_on", pa.date32()),
    ]
)


def promises(runner: Runner, made: pa.Table, window: Window, as_of: date, grace_days: int) -> pa.Table:
    """One row per promise of accounts signed on or after the window's start and before its end, sorted by account.

    `made` has the columns of PROMISES. Measured: reached by its due day. Validated: attested by then too, and recorded
    at most `grace_days` later. Columns: account, outcome, signed_on, due_on, state (matured or in_flight), measured,
    validated. What is dated after `as_of` is not known.
    """
    return runner.run(
        "promises",
        {"promises": made.select(PROMISES.names).cast(PROMISES)},
        {"from_on": window.start, "to_on": window.end, "as_of": as_of, "grace_days": grace_days},
    )
