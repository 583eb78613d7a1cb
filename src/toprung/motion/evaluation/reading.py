"""How a chunk of accounts is read: which they are, and rows in which each different value is made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Q, QuerySet

from toprung.records.book import queries
from toprung.records.tenancy.models import Workspace


class AccountRow(NamedTuple):
    """The columns of an account that evidence needs."""

    pk: int
    external_id: str
    name: str
    owner: str
    seats: int | None
    go_live_on: date | None
    stated_arr: Decimal | None
    currency: str
    settings: dict[str, str]
    check_staged_on: date | None
    created_on: date


@dataclass(frozen=True, slots=True)
class Chunk:
    """Accounts that are read together. `unbroken`: all of the book from the first to the last."""

    rows: Sequence[AccountRow]
    unbroken: bool

    @property
    def pks(self) -> list[int]:
        return [row.pk for row in self.rows]

    def holds(self, account: str = "account") -> Q:
        """Is the account that this path leads to one of them? A stretch is named by its ends: a thousand keys in a
        dozen queries take longer to hand over than their rows to read."""
        if self.unbroken and self.rows:
            ends = {"gte": self.rows[0].external_id, "lte": self.rows[-1].external_id}
            return Q(**{f"{account}__external_id__{end}": name for end, name in ends.items()})
        return Q(**{f"{account}_id__in": self.pks})


def account_rows(workspace: Workspace, accounts: Sequence[str] | None, after: str, limit: int) -> list[AccountRow]:
    """The next accounts of those asked for (all where None), by external id."""
    found = queries.accounts(workspace).filter(external_id__gt=after)
    if accounts is not None:
        found = found.filter(external_id__in=list(accounts))
    columns = [name if name != "pk" else "id" for name in AccountRow._fields]
    return [AccountRow(*values) for values in rows_of(found.values_list(*columns)[:limit])]


def rows_of(found: QuerySet[Any, tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The rows of a `values_list`, as Django would give them. A value that stands in many rows is one object: read it.

    Django makes each day and each amount anew for each row, which takes longer than the database does.
    """
    compiler, connection = found.query.get_compiler(found.db), connections[found.db]
    try:
        statement, params = compiler.as_sql()
    except EmptyResultSet:
        return iter(())
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows = cursor.fetchall()
    converters = compiler.get_converters([column[0] for column in compiler.select])
    if not converters or not rows:
        return iter(rows)
    columns = list(zip(*rows, strict=True))
    for place, (steps, expression) in converters.items():
        made = _Made(partial(_converted, steps=steps, expression=expression, connection=connection))
        columns[place] = tuple([made[raw] for raw in columns[place]])
    return zip(*columns, strict=True)


class _Made(dict[Any, Any]):
    """Raw value -> the value made of it, made when it is first asked for."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, raw: Any) -> Any:
        value = self[raw] = self._make(raw)
        return value


def _converted(raw: Any, steps: Sequence[Callable[..., Any]], expression: Any, connection: Any) -> Any:
    for step in steps:
        raw = step(raw, expression, connection)
    return raw
