"""690,000 events and 368 accounts, imported once and judged: the lower rungs against a plain recount."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from tests.motion.book import Book
from tests.motion.kept import at_home, kept

from toprung.motion.imports.running import run_import
from toprung.motion.workspaces import found_workspace
from toprung.records.tenancy.actors import OPERATOR

pytestmark = [pytest.mark.data, pytest.mark.slow]

NOW = datetime(2023, 8, 1, 12, tzinfo=UTC)
#: the middle of a week
DAY = date(2023, 5, 17)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("crm6-events")


@pytest.fixture(scope="module")
def imported(crm6: Path, folder: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Book]:
    with kept(folder, django_db_blocker), at_home(folder):
        book = Book(found_workspace("crm6", "UTC", "USD", by=OPERATOR, now=NOW), OPERATOR, folder)
        for kind in ("accounts", "subscriptions", "events"):
            report = run_import(book.workspace, kind, crm6 / f"{kind}.parquet", by=OPERATOR, now=NOW)
            assert (report.problem_count, report.quarantined) == (0, 0)
        assert report.read == 689_992
        yield book


@pytest.fixture
def book(db: None, home: Path, imported: Book, folder: Path) -> Iterator[Book]:
    with at_home(folder):
        yield imported


def held(events: pa.Table, first: date, last: date) -> pa.Table:
    """The events of the days from `first` to `last`, both included."""
    midnight = datetime.combine(last + timedelta(days=1), datetime.min.time())
    return events.filter((pc.field("ts") >= datetime.combine(first, datetime.min.time())) & (pc.field("ts") < midnight))


def users(events: pa.Table) -> dict[str, int]:
    """Different users by account."""
    counted = events.group_by("account_id").aggregate([("user_id", "count_distinct")])
    return {str(row["account_id"]): row["user_id_count_distinct"] for row in counted.to_pylist()}


def test_the_lower_rungs_of_every_account(book: Book, crm6: Path) -> None:
    events = pq.read_table(crm6 / "events.parquet")
    active = users(held(events, DAY - timedelta(days=27), DAY))
    monday = DAY - timedelta(days=DAY.weekday())
    weeks = [
        users(held(events, monday - timedelta(weeks=n), monday - timedelta(weeks=n - 1, days=1))) for n in range(1, 5)
    ]
    verdicts = book.verdicts(DAY)
    assert len(verdicts) > 300
    for account, verdict in verdicts.items():
        adopted = sum(week.get(account, 0) >= 3 for week in weeks) >= 3
        says = [rung["says"] for rung in verdict["evidence"][:2]]
        assert says == ["yes" if account in active else "no", "yes" if adopted else "no"], account
    assert 0 < sum(v["rung"] == 2 for v in verdicts.values()) < len(verdicts)


def test_the_same_day_twice_is_the_same(book: Book) -> None:
    first = book.evaluate(DAY, now=NOW)
    second = book.evaluate(DAY, now=NOW + timedelta(hours=1))
    assert (first.as_json(), second.changed) == (second.as_json(), 0)
