"""Usage as of a day: edges by hand, plain recounts, and that neither later facts nor the rollup change an answer."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.making import NOW, at, event, events

from toprung.engine import usage as usage_module
from toprung.engine.counts import CountTable
from toprung.engine.duckdb_runner import DuckDBRunner
from toprung.engine.lake import Lake
from toprung.engine.periods import calendar
from toprung.engine.rollups import Exclusions
from toprung.engine.runner import params_table
from toprung.engine.schemas import EVENTS, HELD_EVENTS
from toprung.engine.usage import Usage
from toprung.kernel.days import Rhythm, next_period, period_start

WEEK = [Rhythm.WEEK]
SUNDAY = date(2026, 3, 29)
ALL_GRAINS = list(Rhythm)
Row = tuple[str, str | None, str, date]


def load(lake: Lake, *rows: dict[str, object], zone: str = "UTC") -> None:
    lake.append("harbor", [events(rows)], zone, NOW)


def weeks(table: pa.Table) -> list[tuple[str, date, int, int]]:
    return [(r["account"], r["period_start"], r["users"], r["events"]) for r in table.to_pylist()]


def test_a_week_is_monday_to_sunday_and_counts_users_once(lake: Lake, usage: Usage) -> None:
    load(
        lake,
        event("a", at("2026-03-22 23:59")),
        event("a", at("2026-03-23 00:00"), user="ana"),
        event("a", at("2026-03-29 23:59"), user="ana"),
        event("a", at("2026-03-29 23:59"), user="bo"),
        event("a", at("2026-03-29 12:00"), user=None),
        event("b", at("2026-03-25 12:00"), user=None),
    )
    assert weeks(usage.periods("harbor", WEEK, SUNDAY)) == [
        ("a", date(2026, 3, 16), 1, 1),
        ("a", date(2026, 3, 23), 2, 4),
        ("b", date(2026, 3, 23), 0, 1),
    ]


def test_a_period_counts_from_the_evening_of_its_last_day(lake: Lake, usage: Usage) -> None:
    load(lake, event("a", at("2026-03-25 12:00")))
    found = [len(usage.periods("harbor", WEEK, SUNDAY + timedelta(days=n))) for n in (-1, 0)]
    assert found == [0, 1]
    months = [len(usage.periods("harbor", [Rhythm.MONTH, Rhythm.QUARTER], date(2026, 3, day))) for day in (30, 31)]
    assert months == [0, 2]


def test_recent_days_end_with_the_day_asked_for(lake: Lake, usage: Usage) -> None:
    moments = ["2026-03-01", "2026-03-02", "2026-03-22", "2026-03-23", "2026-03-29", "2026-03-30"]
    load(lake, *(event("a", at(f"{day} 10:00"), user=f"u{n}") for n, day in enumerate(moments)))
    # 28 days to 29 March begin on 2 March (u1 u2 u3 u4), 7 days on 23 March (u3 u4).
    assert usage.recent("harbor", SUNDAY).to_pylist() == [
        {
            "account": "a",
            "events_28": 4,
            "users_28": 4,
            "events_7": 2,
            "users_7": 2,
            "first_event_on": date(2026, 3, 1),
            "last_event_on": SUNDAY,
        }
    ]


def test_an_account_silent_for_long_is_listed_with_nothing_recent(lake: Lake, usage: Usage) -> None:
    load(lake, event("a", at("2025-06-01 10:00")))
    (row,) = usage.recent("harbor", SUNDAY).to_pylist()
    assert (row["events_28"], row["users_28"], row["last_event_on"]) == (0, 0, date(2025, 6, 1))
    assert len(usage.recent("harbor", date(2025, 5, 31))) == 0


EXCLUDED = Exclusions(
    users=frozenset(["robot"]), domains=frozenset(["@Vendor.example"]), names=frozenset(["heartbeat"])
)


def test_the_vendors_own_and_system_users_do_not_qualify(lake: Lake, usage: Usage) -> None:
    moment = at("2026-03-25 12:00")
    load(
        lake,
        event("a", moment, user="ana@harbor.example"),
        event("a", moment, user="robot"),
        event("a", moment, user="Eve@VENDOR.example"),
        event("a", moment, user="eve@not-vendor.example"),
        event("a", moment, user="eve@vendor.example.org"),
        event("a", moment, user="vendor.example"),
        event("a", moment, user="ana@harbor.example", name="heartbeat"),
        event("a", moment, user=None),
        event("b", moment, user="robot"),
    )
    assert weeks(usage.periods("harbor", WEEK, SUNDAY, excluded=EXCLUDED)) == [("a", date(2026, 3, 23), 4, 5)]
    (row,) = usage.recent("harbor", SUNDAY, excluded=EXCLUDED).to_pylist()
    assert (row["account"], row["users_28"], row["events_28"]) == ("a", 4, 5)
    pairs = [("a", "report_run"), ("a", "heartbeat"), ("b", "report_run")]
    features = usage.features("harbor", WEEK, SUNDAY, pairs, EXCLUDED).to_pylist()
    assert [(f["name"], f["users"], f["events"]) for f in features] == [("report_run", 4, 5)]


def test_features_are_counted_for_the_pairs_asked_for(lake: Lake, usage: Usage) -> None:
    moment = at("2026-03-25 12:00")
    load(
        lake,
        *(event(account, moment, user=user, name=name) for account in "ab" for user in "xy" for name in ("n1", "n2")),
    )
    found = usage.features("harbor", WEEK, SUNDAY, [("a", "n1"), ("b", "n2"), ("b", "n2"), ("c", "n1")]).to_pylist()
    assert [(f["account"], f["name"], f["users"], f["events"]) for f in found] == [("a", "n1", 2, 2), ("b", "n2", 2, 2)]
    assert len(usage.features("harbor", WEEK, SUNDAY, [])) == 0


def test_an_empty_lake_has_empty_answers_of_the_same_shape(lake: Lake, usage: Usage) -> None:
    empty = [usage.periods("harbor", WEEK, SUNDAY), usage.recent("harbor", SUNDAY)]
    load(lake, event("a", at("2026-03-25 12:00")))
    full = [usage.periods("harbor", WEEK, SUNDAY), usage.recent("harbor", SUNDAY)]
    assert [len(table) for table in empty] == [0, 0]
    assert [table.schema.names for table in empty] == [table.schema.names for table in full]


def book(count: int, *, start: datetime) -> list[dict[str, object]]:
    """Events of 40 accounts, 3 days and 5 hours apart."""
    return [
        event(f"acct-{n % 40}", start + timedelta(hours=77 * n), user=f"u{n % 9}", name=f"n{n % 4}")
        for n in range(count)
    ]


PAIRS = [(f"acct-{n}", "n1") for n in range(40)]


def answers(usage: Usage, accounts: list[str] | None = None) -> list[pa.Table]:
    pairs = [pair for pair in PAIRS if accounts is None or pair[0] in accounts]
    return [
        usage.periods("harbor", ALL_GRAINS, date(2025, 11, 12), accounts, EXCLUDED),
        usage.recent("harbor", date(2025, 11, 12), accounts, EXCLUDED),
        usage.features("harbor", ALL_GRAINS, date(2025, 11, 12), pairs, EXCLUDED),
    ]


def test_events_after_the_day_change_no_byte(lake: Lake, usage: Usage) -> None:
    load(lake, *book(300, start=at("2024-01-01 00:30")))
    before = answers(usage)
    load(lake, *book(100, start=at("2025-11-13 00:00")))
    assert [table.equals(other) for table, other in zip(before, answers(usage), strict=True)] == [True] * 3


def test_few_accounts_counted_alone_equal_the_rollup(lake: Lake, usage: Usage) -> None:
    load(lake, *book(200, start=at("2024-01-01 00:30")))
    few = ["acct-3", "acct-11", "acct-404"]
    alone = answers(usage, few)
    assert not counts(lake)
    answers(usage)
    assert counts(lake)
    assert [table.equals(other) for table, other in zip(alone, answers(usage, few), strict=True)] == [True] * 3
    many = [f"acct-{n}" for n in range(5, 35)]
    assert len(many) > usage_module.FEW_ACCOUNTS
    assert set(usage.periods("harbor", WEEK, SUNDAY, many)["account"].to_pylist()) <= set(many)


def counts(lake: Lake) -> set[Path]:
    """The files of counts that the newest state of the harbor's rollup is made of."""
    return {file.path for file in CountTable(lake.rollups("harbor")).state().files}


def test_a_rollup_is_counted_once_for_a_state_and_its_exclusions(lake: Lake, usage: Usage) -> None:
    load(lake, event("a", at("2026-03-25 12:00"), user="ana"), event("a", at("2026-02-11 12:00")))
    usage.periods("harbor", WEEK, SUNDAY)
    kept = counts(lake)
    assert len(kept) == 2, "one file a month"
    usage.periods("harbor", WEEK, SUNDAY)
    assert counts(lake) == kept
    assert len(usage.periods("harbor", WEEK, SUNDAY, excluded=Exclusions(users=frozenset(["ana"])))) == 1
    load(lake, event("b", at("2026-03-25 12:00")))
    assert len(usage.periods("harbor", WEEK, SUNDAY)) == 3
    assert len(counts(lake) & kept) == 1, "February's count stays as it is"
    # Another workspace's events leave this one's count alone.
    newest = counts(lake)
    lake.append("brook", [events([event("a", at("2026-03-25 12:00"))])], "UTC", NOW)
    usage.periods("harbor", WEEK, SUNDAY)
    assert counts(lake) == newest


def test_usage_as_it_stands_knows_nothing_of_later_loads(lake: Lake, usage: Usage) -> None:
    load(lake, event("a", at("2026-03-25 12:00")))
    held = usage.as_it_stands("harbor")
    load(lake, event("a", at("2026-03-26 12:00")), event("b", at("2026-02-26 12:00")))
    assert held.recent("harbor", SUNDAY)["events_28"].to_pylist() == [1]
    assert weeks(held.periods("harbor", WEEK, SUNDAY)) == [("a", date(2026, 3, 23), 1, 1)]
    assert usage.recent("harbor", SUNDAY)["account"].to_pylist() == ["a", "b"]


def test_compacting_changes_no_answer(lake: Lake, usage: Usage) -> None:
    for first in range(0, 200, 50):
        load(lake, *book(200, start=at("2024-01-01 00:30"))[first : first + 50])
    before = answers(usage)
    assert lake.compact() > 0
    assert [table.equals(other) for table, other in zip(before, answers(usage), strict=True)] == [True] * 3


def test_the_calendar_holds_whole_periods() -> None:
    table = calendar(date(2025, 12, 30), date(2026, 1, 2), Rhythm.WEEK)
    assert (table["day"][0].as_py(), table["day"][-1].as_py()) == (date(2025, 12, 29), date(2026, 1, 4))
    assert set(table["period_end"].to_pylist()) == {date(2026, 1, 5)}


DAY = st.integers(0, 200).map(lambda n: date(2025, 6, 1) + timedelta(days=n))
USERS = ["u1", "u2", "eve@vendor.example", "robot", None]
ROWS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(USERS), st.sampled_from(["n1", "heartbeat"]), DAY), max_size=40
)


def tables(rows: list[Row]) -> dict[str, pa.Table]:
    names = ("account", "user", "name", "occurred_on")
    return {
        "events": pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], HELD_EVENTS),
        "excluded_users": pa.table({"user_id": ["robot"]}),
        "excluded_domains": pa.table({"domain": ["vendor.example"]}),
        "excluded_names": pa.table({"name": ["heartbeat"]}),
    }


def qualifying(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row[1] not in ("robot", "eve@vendor.example") and row[2] != "heartbeat"]


@settings(max_examples=40)
@given(ROWS, st.sampled_from(Rhythm))
def test_periods_equal_a_plain_count(runner: DuckDBRunner, rows: list[Row], grain: Rhythm) -> None:
    users: dict[tuple[str, date], list[str | None]] = defaultdict(list)
    for account, user, _, day in qualifying(rows):
        users[account, period_start(day, grain)].append(user)
    expected = [
        (account, start, next_period(start, grain), len(set(who) - {None}), len(who))
        for (account, start), who in sorted(users.items())
    ]
    bounds = defaultdict(list)
    for account, _, _, day in qualifying(rows):
        bounds[account, period_start(day, grain)].append(day)
    expected = [(*row, min(bounds[row[0], row[1]]), max(bounds[row[0], row[1]])) for row in expected]
    days = calendar(date(2025, 6, 1), date(2025, 12, 31), grain)
    found = runner.run("usage_periods", {**tables(rows), "calendar": days})
    assert [tuple(row.values()) for row in found.to_pylist()] == expected


@settings(max_examples=40)
@given(ROWS, DAY)
def test_recent_equals_a_plain_count(runner: DuckDBRunner, rows: list[Row], as_of: date) -> None:
    known: dict[str, list[Row]] = defaultdict(list)
    for row in qualifying(rows):
        if row[3] <= as_of:
            known[row[0]].append(row)
    expected = []
    for account, every in sorted(known.items()):
        spans = [[row for row in every if (as_of - row[3]).days < length] for length in (28, 7)]
        counts = [n for span in spans for n in (len(span), len({row[1] for row in span} - {None}))]
        days = [row[3] for row in every]
        expected.append((account, *counts, min(days), max(days)))
    given_tables = {**tables(rows), "params": params_table({"as_of": as_of})}
    found = runner.run("usage_recent", given_tables)
    assert [tuple(row.values()) for row in found.to_pylist()] == expected


@pytest.mark.data
@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Kolkata"])
def test_weeks_of_real_people_are_counted_in_the_workspaces_zone(
    lake: Lake, usage: Usage, oss: Path, zone: str
) -> None:
    source = pq.read_table(oss / "events.parquet").to_pylist()
    rows = [row for row in source if row["workspace"] == "ws_1"]
    lake.append(
        "harbor",
        [events(event(r["account_id"], _utc(r), r["user_id"], r["event_type"]) for r in rows)],
        zone,
        datetime(2026, 12, 31, tzinfo=UTC),
        oldest=date(2014, 1, 1),
    )
    found = weeks(usage.periods("harbor", WEEK, date(2026, 12, 31)))
    assert found == _recounted(rows, ZoneInfo(zone))
    assert found != _recounted(rows, ZoneInfo("UTC"))


def _utc(row: dict[str, datetime]) -> datetime:
    return row["ts_utc"].replace(tzinfo=UTC)


def _recounted(rows: list[dict[str, datetime]], zone: ZoneInfo) -> list[tuple[str, date, int, int]]:
    counted: dict[tuple[str, date], list[str]] = defaultdict(list)
    for row in rows:
        day = _utc(row).astimezone(zone).date()
        counted[str(row["account_id"]), day - timedelta(days=day.weekday())].append(str(row["user_id"]))
    return [(account, start, len(set(who)), len(who)) for (account, start), who in sorted(counted.items())]


@pytest.mark.data
@pytest.mark.slow
def test_the_crm_simulation_is_kept_and_counted(lake: Lake, usage: Usage, crm6: Path) -> None:
    """689,992 events, eight of them equal to another in every column but the value: two equal rows are two events."""
    source = pq.read_table(crm6 / "events.parquet")
    nothing = pa.nulls(len(source), pa.string())
    table = pa.table(
        [
            source["account_id"].cast(pa.string()),
            source["user_id"].cast(pa.string()),
            source["event_type"],
            source["ts"].cast(EVENTS.field("occurred_at").type),
            nothing,
            nothing,
        ],
        schema=EVENTS,
    )
    batches = [table.slice(start, 100_000) for start in range(0, len(table), 100_000)]
    report = lake.append("harbor", batches, "UTC", NOW)
    assert (report.received, report.appended, report.quarantined) == (689_992, 689_992, 0)
    assert (report.first_on, report.last_on) == (date(2022, 1, 1), date(2023, 7, 31))
    counted = usage.periods("harbor", WEEK, date(2023, 7, 30))
    monday = date(2023, 7, 31)
    in_weeks = sum(1 for moment in source["ts"].to_pylist() if moment.date() < monday)
    assert sum(counted["events"].to_pylist()) == in_weeks
