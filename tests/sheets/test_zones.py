"""Days without a time are the workspace's days; times without a zone are UTC; and a sentence says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from toprung.sheets.events import event_batches
from toprung.sheets.mapping import SheetMap
from toprung.sheets.problems import Row
from toprung.sheets.reading import Sheet, open_sheet

NEW_YORK = ZoneInfo("America/New_York")
#: New York is four hours behind UTC until 1 November 2026, then five.
THE_SECOND = datetime(2026, 11, 2, 5, tzinfo=UTC)


def instants_of(sheet: Sheet) -> list[datetime]:
    """When the events were, read by columns and by rows alike."""
    found: list[datetime] = [when for b in event_batches(sheet) for when in b.table.column("occurred_at").to_pylist()]
    assert found == [row.values["occurred_at"] for row in sheet.rows() if isinstance(row, Row)]
    return found


@pytest.mark.parametrize("day", ["2026-11-02", "20261102", "2.11.2026", "2 Nov 2026", "Mon, 2 November 2026", "46328"])
def test_a_day_is_that_day_of_the_workspace(text_file: Callable[..., Path], day: str) -> None:
    path = text_file(f'account,name,ts\na1,login,"{day}"\n')
    for mapping in (SheetMap(), SheetMap(timezone="Europe/Paris")):
        sheet = open_sheet(path, "events", mapping, NEW_YORK)
        assert instants_of(sheet) == [THE_SECOND]
        assert "“ts” was read so: days without a time as days in America/New_York." in sheet.notes


@pytest.mark.parametrize("kind", [pa.date32(), pa.date64()])
def test_a_column_of_days_is_too(tmp_path: Path, kind: pa.DataType) -> None:
    path = tmp_path / "events.parquet"
    days = pa.array([date(2026, 11, 2)], kind)
    pq.write_table(pa.table({"account": ["a1"], "name": ["login"], "ts": days}), path)
    sheet = open_sheet(path, "events", None, NEW_YORK)
    assert instants_of(sheet) == [THE_SECOND]
    assert sheet.notes == ("“ts” was read so: days without a time as days in America/New_York.",)


def test_times_without_a_zone_are_utc_unless_the_mapping_says_otherwise(text_file: Callable[..., Path]) -> None:
    path = text_file("account,name,ts\na1,login,2026-11-02 00:00:00\na1,login,2026-11-02\n")
    sheet = open_sheet(path, "events", None, NEW_YORK)
    assert instants_of(sheet) == [datetime(2026, 11, 2, tzinfo=UTC), THE_SECOND]
    assert sheet.notes == (
        "“ts” was read so: times without a zone as UTC (the mapping file may name another as timezone under "
        "[options]), and days without a time as days in America/New_York.",
    )
    sheet = open_sheet(path, "events", SheetMap(timezone="Europe/Paris"), NEW_YORK)
    assert instants_of(sheet) == [datetime(2026, 11, 1, 23, tzinfo=UTC), THE_SECOND]
    assert "times without a zone as Europe/Paris (as the mapping file says)" in sheet.notes[0]


def test_a_default_day_is_the_workspaces_too(text_file: Callable[..., Path]) -> None:
    mapping = SheetMap(defaults={"occurred_at": "2026-11-02"})
    assert instants_of(open_sheet(text_file("account,name\na1,login\n"), "events", mapping, NEW_YORK)) == [THE_SECOND]


@pytest.mark.parametrize("when", ["2026-11-02T00:00:00Z", "2026-11-02 01:00 +01:00", "1793577600", "1793577600000"])
def test_where_every_instant_says_its_zone_nothing_is_said(text_file: Callable[..., Path], when: str) -> None:
    sheet = open_sheet(text_file(f"account,name,ts\na1,login,{when}\n"), "events", None, NEW_YORK)
    assert instants_of(sheet) == [datetime(2026, 11, 2, tzinfo=UTC)]
    assert sheet.notes == ()


def test_a_midnight_that_the_clocks_jump_over_is_still_that_day(text_file: Callable[..., Path]) -> None:
    zone = ZoneInfo("America/Havana")  # on 8 March 2026 clocks went from 0:00 to 1:00
    sheet = open_sheet(text_file("account,name,ts\na1,login,2026-03-08\n"), "events", None, zone)
    assert [when.astimezone(zone).date() for when in instants_of(sheet)] == [date(2026, 3, 8)]
