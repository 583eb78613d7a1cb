"""Many rows put in place by one statement a table: inserted, or replaced where their key is on file.

Evaluating writes tens of thousands of wide rows. Making a model of each, only to take it apart again, takes longer than
the database does.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models


def put(
    model: type[models.Model], key: tuple[str, ...], columns: tuple[str, ...], rows: Sequence[Sequence[Any]]
) -> None:
    """Insert rows of these columns (as models call their attributes); replace those whose `key` is on file.

    Values are as the database takes them: JSON as text. Call within a transaction. Raises what the database raises.
    """
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_statement(model, key, columns), rows)


@lru_cache(maxsize=16)
def _statement(model: type[models.Model], key: tuple[str, ...], columns: tuple[str, ...]) -> str:
    names = {field.attname: field.column or field.attname for field in model._meta.concrete_fields}
    name = {column: connection.ops.quote_name(names[column]) for column in columns}
    replaced = ", ".join(f"{name[c]} = EXCLUDED.{name[c]}" for c in columns if c not in key)
    return (
        f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({', '.join(name.values())}) "
        f"VALUES ({', '.join(['%s'] * len(columns))}) "
        f"ON CONFLICT ({', '.join(name[c] for c in key)}) DO UPDATE SET {replaced}"
    )
