"""Rows kept by plain inserts, thousands at a time. For a fresh home on SQLite alone: the rows bring their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.db import connection, models, transaction

from toprung.records.journal.actions import Note, write
from toprung.records.outcomes import chain
from toprung.records.outcomes.attesting import note_of
from toprung.records.outcomes.models import Attestation
from toprung.records.tenancy.actors import OPERATOR
from toprung.records.tenancy.models import Workspace


@dataclass(slots=True)
class Rows:
    """Rows by model, each with its number first; inserted and forgotten a thousand accounts at a time."""

    workspace: Workspace
    now: datetime
    segments: dict[str, int]
    rows: dict[type[models.Model], list[tuple[Any, ...]]] = field(default_factory=dict)
    columns: dict[type[models.Model], tuple[str, ...]] = field(default_factory=dict)
    links: list[tuple[str, str, Attestation]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    numbers: dict[type[models.Model], Iterator[int]] = field(default_factory=dict)

    def add(self, model: type[models.Model], **values: Any) -> int:
        """Keep a row for the next insert; returns its number."""
        if model not in self.rows:
            self.rows[model], self.columns[model] = [], tuple(values)
            self.numbers.setdefault(model, count(1))
        number = next(self.numbers[model])
        self.rows[model].append((number, *(_stored(value) for value in values.values())))
        return number

    def insert(self) -> None:
        """Write what has been added, in one transaction."""
        with transaction.atomic():
            for model, rows in self.rows.items():
                _insert(model, self.columns[model], rows)
                rows.clear()
            chain.append(self.workspace, [link for _, _, link in self.links])
            self.notes += [note_of(account, outcome, link) for account, outcome, link in self.links]
            write(self.workspace, self.notes, by=OPERATOR, at=self.now)
            self.notes.clear()
            self.links.clear()


def _insert(model: type[models.Model], columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{name}"' for name in ("id", *columns))
    marks = ", ".join(["%s"] * (len(columns) + 1))
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})', rows)


def _stored(value: Any) -> Any:
    """As Django's SQLite backend keeps it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else value
