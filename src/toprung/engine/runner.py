"""The port behind which a text is run: what a runner is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from toprung.kernel.errors import BadInput

Value = str | int | bool | date
NO_VALUES: Mapping[str, Value] = {}


@dataclass(frozen=True, slots=True)
class Files:
    """Parquet files read as one table. `partitions` are text columns that stand in the paths (`month=2026-03`).

    With `accounts`, only the rows whose `account` is one of them: what else the files hold is passed over unread.
    `taken` are further text columns, each the value under a key of the JSON object in `properties`, null where there is
    none: engines take text out of JSON each in their own words, so a text of `engine/sql` is handed the column.
    """

    paths: tuple[Path, ...]
    schema: pa.Schema
    partitions: tuple[str, ...] = ()
    accounts: tuple[str, ...] | None = None
    #: (column, key)
    taken: tuple[tuple[str, str], ...] = ()


class Runner(Protocol):
    """Runs a text of `engine/sql` over named tables."""

    def run(
        self, name: str, tables: Mapping[str, pa.Table | Files], values: Mapping[str, Value] = NO_VALUES
    ) -> pa.Table:
        """The rows of the text `name`, in the order it asks for.

        `values` reach the text as the one row of the table `params`, so that the text stays plain SQL and needs no
        marker of any engine. Raises NotFound for an unknown text.
        """


def params_table(values: Mapping[str, Value]) -> pa.Table:
    """The one row of `params`: text, whole numbers as int32, days as DATE; raises BadInput for anything else."""
    return pa.table({name: pa.array([value], _type_of(name, value)) for name, value in values.items()})


def _type_of(name: str, value: Value) -> pa.DataType:
    for kind, arrow in ((bool, pa.bool_()), (int, pa.int32()), (str, pa.string()), (date, pa.date32())):
        if isinstance(value, kind):
            return arrow
    raise BadInput(f"The parameter “{name}” is a {type(value).__name__}: give text, a number or a day.")
