"""Real data: weeks are counted from Monday in the workspace's own zone, and every account is judged by them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from tests.motion.book import Book
from tests.motion.kept import at_home, kept

from toprung.motion.imports.running import run_import
from toprung.motion.workspaces import found_workspace
from toprung.records.book.actions import change_policy
from toprung.records.book.queries import segment
from toprung.records.tenancy.actors import OPERATOR

pytestmark = pytest.mark.data

Event = tuple[str, str, datetime]
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
#: Sundays, Mondays and a Wednesday; around some of them the zone decides which week a commit belongs to
DAYS = [
    date(2019, 6, 30),
    date(2021, 3, 15),
    date(2022, 12, 7),
    date(2024, 1, 21),
    date(2025, 11, 3),
    date(2026, 6, 14),
]
#: how many people make a week there; in the second workspace few accounts have more than one
PEOPLE = {"ws_1": 2, "ws_2": 1}
CASES = [(name, zone) for name in PEOPLE for zone in ("America/Los_Angeles", "Asia/Tokyo")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("oss")


@pytest.fixture(scope="module")
def commits(oss: Path) -> dict[str, list[Event]]:
    """Each workspace's events as (account, user, moment)."""
    found: dict[str, list[Event]] = defaultdict(list)
    for row in pq.read_table(oss / "events.parquet").to_pylist():
        found[row["workspace"]].append((row["account_id"], row["user_id"], row["ts_utc"].replace(tzinfo=UTC)))
    return found


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0]} in {case[1]}")
def imported(
    request: pytest.FixtureRequest,
    oss: Path,
    commits: dict[str, list[Event]],
    folder: Path,
    django_db_setup: None,
    django_db_blocker: Any,
) -> Iterator[tuple[Book, list[Event]]]:
    """One workspace's accounts and events."""
    name, zone = request.param
    home = folder / f"{name}-{zone.replace('/', '-')}"
    home.mkdir()
    with kept(home, django_db_blocker), at_home(home):
        book = Book(found_workspace(name, zone, "EUR", by=OPERATOR, now=NOW), OPERATOR, home)
        smb, people = segment(book.workspace, "SMB"), str(PEOPLE[name])
        change_policy(smb, {"adoption_users": people}, by=OPERATOR, now=NOW)
        accounts = sorted({account for account, _, _ in commits[name]})
        book.bring("accounts", "account,segment\n" + "".join(f"{a},SMB\n" for a in accounts), NOW)
        rows = pq.read_table(oss / "events.parquet").filter(pc.field("workspace") == name)
        pq.write_table(rows.drop_columns(["workspace", "ts_local"]), home / "events.parquet")
        report = run_import(book.workspace, "events", home / "events.parquet", by=OPERATOR, now=NOW)
        assert report.created + report.quarantined + report.unchanged == rows.num_rows
        yield book, commits[name]


@pytest.fixture
def book(db: None, home: Path, imported: tuple[Book, list[Event]]) -> Iterator[Book]:
    with at_home(imported[0].folder):
        yield imported[0]


def weeks_with(count: int, events: list[Event], zone: str, day: date) -> dict[str, int]:
    """In how many of the last four whole weeks so many people or more committed, by account, counted plainly."""
    monday = day - timedelta(days=day.weekday()) if day.weekday() < 6 else day + timedelta(days=1)
    starts = {monday - timedelta(weeks=n) for n in (1, 2, 3, 4)}
    people: dict[tuple[str, date], set[str]] = defaultdict(set)
    for account, user, moment in events:
        local = moment.astimezone(ZoneInfo(zone)).date()
        people[account, local - timedelta(days=local.weekday())].add(user)
    found: dict[str, int] = defaultdict(int)
    for (account, start), users in people.items():
        found[account] += start in starts and len(users) >= count
    return found


def test_adoption_counts_monday_weeks_in_the_workspaces_own_zone(
    book: Book, imported: tuple[Book, list[Event]]
) -> None:
    events, zone = imported[1], book.workspace.timezone
    judged = 0
    for day in DAYS:
        plain = weeks_with(PEOPLE[book.workspace.name], events, zone, day)
        for account, verdict in book.verdicts(day).items():
            said = verdict["evidence"][1]
            assert (said["says"] == "yes") == (plain[account] >= 3), (day, account)
            assert said["reason"]["enough"] == plain[account], (day, account)
            judged += plain[account] > 0
    assert judged > 3


def test_the_zone_decides(commits: dict[str, list[Event]]) -> None:
    """The same commits fall into other weeks elsewhere, so the test above can tell."""
    for name, events in commits.items():
        west, east = (
            [weeks_with(PEOPLE[name], events, zone, day) for day in DAYS]
            for zone in ("America/Los_Angeles", "Asia/Tokyo")
        )
        assert west != east
