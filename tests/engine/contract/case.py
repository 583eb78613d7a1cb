"""What a case of the contract is: a text, the tables it is given, and the rows it must give, worked by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa

from toprung.engine.runner import Value

_TYPES = {
    "string": pa.string(),
    "date": pa.date32(),
    "bool": pa.bool_(),
    "int": pa.int32(),
    "long": pa.int64(),
    "money": pa.decimal128(18, 4),
    "sum": pa.decimal128(38, 8),
    "moment": pa.timestamp("us", tz="UTC"),
}
_READ = {"date": date.fromisoformat, "money": Decimal, "sum": Decimal, "moment": datetime.fromisoformat}


@dataclass(frozen=True, slots=True)
class Case:
    """`gives` fixes names, types and order of the columns, and the rows in their order."""

    text: str
    about: str
    tables: Mapping[str, pa.Table]
    gives: pa.Table
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What a test of it is called."""
        return f"{self.text}: {self.about}"


def table(columns: str, *rows: tuple[object, ...]) -> pa.Table:
    """Rows under columns such as "account string, day date, amount money"; days, moments and money are written as text.

    Types: string, date, bool, int (32 bits), long (64), money (18 digits, 4 of them behind the
    point), sum (38, 8), moment.
    """
    named = [column.split() for column in columns.split(", ")]
    assert all(len(row) == len(named) for row in rows), rows
    schema = pa.schema([(name, _TYPES[kind]) for name, kind in named])
    arrays = [
        pa.array([_value(kind, row[place]) for row in rows], _TYPES[kind]) for place, (_, kind) in enumerate(named)
    ]
    return pa.table(arrays, schema=schema)


def _value(kind: str, given: object) -> object:
    return _READ[kind](given) if kind in _READ and isinstance(given, str) else given
