"""The fast path for events gives what reading row by row gives, which is the authority."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sheets.opened import batches_of

from toprung.sheets import events
from toprung.sheets.delimited import open_delimited
from toprung.sheets.events import SCHEMA, event_batches
from toprung.sheets.mapping import SheetMap
from toprung.sheets.problems import Reject, Row
from toprung.sheets.reading import Sheet, open_sheet

ZONES = ("UTC", "Europe/Paris", "America/New_York")
#: Havana's clocks jump at midnight.
DAY_ZONES = (None, ZoneInfo("America/Havana"), ZoneInfo("Pacific/Auckland"))


def by_rows(sheet: Sheet) -> tuple[list[dict[str, Any]], list[Reject]]:
    """The plainer reading: row by row."""
    found = list(sheet.rows())
    rows = [{name: row.values[name] for name in SCHEMA.names} for row in found if isinstance(row, Row)]
    return rows, [row for row in found if isinstance(row, Reject)]


def by_columns(sheet: Sheet) -> tuple[list[dict[str, Any]], list[Reject]]:
    batches = list(event_batches(sheet))
    assert all(batch.table.schema == SCHEMA for batch in batches)
    return [row for b in batches for row in b.table.to_pylist()], [reject for b in batches for reject in b.rejects]


# Clocks jump from 2 to 3 in Paris and New York; and an hour comes twice.
ODD_HOURS = ("2025-03-30 02:30", "2025-03-09 02:30", "2025-10-26 02:30", "2025-11-02 01:30")
MOMENTS = st.one_of(
    st.datetimes(datetime.fromisoformat("1950-01-01"), datetime.fromisoformat("2100-01-01")),
    st.sampled_from([datetime.fromisoformat(hour) for hour in ODD_HOURS]),
)
DATES = st.dates(date(1970, 1, 1), date(2100, 1, 1)) | st.sampled_from([date(2026, 3, 8), date(2026, 11, 1)])
WHEN = st.one_of(
    MOMENTS.map(datetime.isoformat),
    MOMENTS.map(lambda m: m.isoformat(" ", "seconds")),
    MOMENTS.map(lambda m: m.isoformat(timespec="milliseconds") + "Z"),
    MOMENTS.map(lambda m: m.isoformat(timespec="seconds") + "-07:00"),
    MOMENTS.map(lambda m: f"{m:%d/%m/%Y %H:%M}"),
    DATES.map(date.isoformat),
    DATES.map(lambda d: f"{d:%d/%m/%Y}"),
    st.integers(10**9, 10**10 - 1).map(str),
    st.sampled_from(
        [
            "",
            "n/a",
            "soon",
            "2025-02-30T10:00:00",
            "2025-01-01T24:00:00",
            "2025-01-01T10:00:60",
            " 2025-01-01T10:00:00 ",
        ]
    ),
)
WORDS = st.sampled_from(
    ["", " ", "a", " a ", "n/a", "-", "login", "é", 'say "hi"', "a,b", "two\nlines", "'=1", "007", "0"]
)
ROWS = st.lists(st.tuples(WORDS, WORDS, WORDS, WHEN, WORDS, WORDS, WORDS), max_size=8)
NAMES = ("account", "user", "name", "occurred_at", "message_id", "zeta", "Alpha ß")


@given(ROWS, st.sampled_from(ZONES), st.sampled_from(DAY_ZONES), st.integers(0, 8))
def test_text_read_by_columns_equals_text_read_by_rows(
    rows: list[tuple[str, ...]], zone: str, day_zone: ZoneInfo | None, ragged: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(events, "TEXT_ROWS", 3)
        path = Path(folder, "events.csv")
        lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in (NAMES, *rows)]
        lines[ragged + 1 : ragged + 2] = [line + ",surplus" for line in lines[ragged + 1 : ragged + 2]] + ["a,b,c"]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
        sheet = open_sheet(path, "events", SheetMap(timezone=zone), day_zone)
        assert by_columns(sheet) == by_rows(sheet)


TYPED = (
    (pa.int32(), st.integers(0, 5)),
    (pa.float64(), st.floats(allow_nan=True) | st.integers(0, 5).map(float)),
    (pa.string(), WORDS),
    (pa.bool_(), st.booleans()),
    (pa.date32(), DATES),
    (pa.decimal128(12, 3), st.decimals(-(10**6), 10**6, places=3)),
    (pa.timestamp("us"), MOMENTS),
    (pa.timestamp("ms"), MOMENTS.map(lambda m: m.replace(microsecond=0))),
    (pa.timestamp("us", "UTC"), MOMENTS.map(lambda m: m.replace(tzinfo=UTC))),
    (pa.list_(pa.int64()), st.lists(st.integers(0, 9), max_size=3)),
)
TIMES = (
    TYPED[6],
    TYPED[7],
    TYPED[8],
    TYPED[4],
    (pa.int64(), st.integers(10**9, 10**10 - 1)),
    (pa.int64(), st.integers(10**12, 10**13 - 1)),
    (pa.int64(), st.integers(0, 10**14)),
    (pa.float64(), st.floats(10**9, 10**10 - 1)),
    (pa.string(), WHEN),
)


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    size = draw(st.integers(0, 6))
    plain = TYPED[:6]
    kinds = [draw(st.sampled_from(kinds)) for kinds in (plain, plain, plain, TIMES, plain, TYPED, TYPED)]
    columns = [
        pa.array(draw(st.lists(st.none() | values, min_size=size, max_size=size)), kind) for kind, values in kinds
    ]
    return pa.Table.from_arrays(columns, names=list(NAMES))


@given(tables(), st.sampled_from(ZONES), st.sampled_from(DAY_ZONES))
def test_parquet_read_by_columns_equals_parquet_read_by_rows(
    table: pa.Table, zone: str, day_zone: ZoneInfo | None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "events.parquet")
        pq.write_table(table, path)
        sheet = open_sheet(path, "events", SheetMap(timezone=zone), day_zone)
        assert by_columns(sheet) == by_rows(sheet)


def test_a_table_of_events(text_file: Callable[..., Path]) -> None:
    text = (
        "account_id,user_id,event_type,ts,plan,seats\n"
        "a1,,login,2018-06-07T15:42:37-07:00,pro,5\n"
        "a1,u1,export,2018-06-07 15:42:37,,\n"
        "a1,u1,export,yesterday,,\n"
    )
    (batch,) = batches_of(text_file(text), SheetMap(timezone="Europe/Paris"))
    assert batch.table.to_pylist() == [
        {
            "account": "a1",
            "user": None,
            "name": "login",
            "occurred_at": datetime(2018, 6, 7, 22, 42, 37, tzinfo=UTC),
            "message_id": None,
            "properties": '{"plan":"pro","seats":"5"}',
        },
        {
            "account": "a1",
            "user": "u1",
            "name": "export",
            "occurred_at": datetime(2018, 6, 7, 13, 42, 37, tzinfo=UTC),
            "message_id": None,
            "properties": None,
        },
    ]
    assert (batch.rejects[0].row, batch.rejects[0].problems[0].column) == (4, "ts")


def test_a_mappings_zone_counts_and_defaults_fill_in(text_file: Callable[..., Path]) -> None:
    mapping = text_file('[defaults]\nname = "login"\n[options]\ntimezone = "Europe/Paris"\n', "map.toml")
    path = text_file("account,ts\na1,2018-06-07 15:42:37\n")
    (batch,) = batches_of(path, mapping)
    assert batch.table.column("name").to_pylist() == ["login"]
    assert batch.table.column("occurred_at").to_pylist() == [datetime(2018, 6, 7, 13, 42, 37, tzinfo=UTC)]


def test_events_of_a_workbook(workbook: Callable[..., Path]) -> None:
    path = workbook(
        [["account", "event", "ts", "seats"], ["a1", "login", datetime.fromisoformat("2025-01-02 03:04"), 5]]
    )
    (batch,) = batches_of(path)
    assert batch.table.column("occurred_at").to_pylist() == [datetime(2025, 1, 2, 3, 4, tzinfo=UTC)]
    assert json.loads(batch.table.column("properties")[0].as_py()) == {"seats": 5}


def test_progress_of_events(tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    table = pa.table({"account": ["a"], "name": ["login"], "occurred_at": [datetime(2025, 1, 1, tzinfo=UTC)]})
    pq.write_table(table, path)
    told: list[tuple[int, int]] = []
    list(batches_of(path, progress=lambda done, total: told.append((done, total))))
    assert told == [(path.stat().st_size, path.stat().st_size)]


def test_delimited_tables_are_strict_about_width_so_that_columns_hold_text_alone(
    text_file: Callable[..., Path],
) -> None:
    assert all(table.strict_width for table in open_delimited(text_file("account\n"), None, None))


def test_decimals_become_numbers_in_properties(tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    columns = {"account": ["a"], "name": ["x"], "ts": ["2025-01-01"], "value": [Decimal("1.50")], "n": [float("nan")]}
    pq.write_table(pa.table(columns), path)
    (batch,) = batches_of(path)
    assert batch.table.column("properties").to_pylist() == ['{"value":1.5}']
