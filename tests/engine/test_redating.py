"""Days counted anew in another zone: what a lake would hold that had been in it from the start, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.making import NOW, at, event, events, held, rows_of

from toprung.engine.delta import EventTable
from toprung.engine.duckdb_runner import DuckDBRunner
from toprung.engine.lake import Lake
from toprung.engine.parcels import RECEIVED_EVENTS, RECEIVED_UNMATCHED, Parcel
from toprung.engine.runner import Files
from toprung.engine.storage import machine_now
from toprung.engine.usage import Usage
from toprung.kernel.days import Rhythm
from toprung.kernel.errors import BadInput

BERLIN, NEW_YORK, FAR_EAST, FAR_WEST = "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"
#: hours at which somewhere a day, a month, a year begins or a clock is changed
EDGES = (
    "2025-12-31 22:59",
    "2025-12-31 23:00",
    "2026-01-01 04:59",
    "2026-01-01 05:00",
    "2026-01-01 10:30",
    "2026-02-28 23:30",
    "2026-03-08 04:30",
    "2026-03-08 06:59",
    "2026-03-29 00:59",
    "2026-03-29 01:00",
    "2025-10-26 00:30",
    "2025-10-26 22:30",
    "2025-11-02 05:30",
)
#: nobody believes them, and they have a day all the same
ENDS = ("0001-01-01 00:30", "9999-12-31 23:30", "1969-12-31 23:59")


def append(lake: Lake, moments: Sequence[str], zone: str, workspace: str = "harbor") -> None:
    rows = [event(f"acct-{n % 3}", at(moment), message_id=f"m{n}") for n, moment in enumerate(moments)]
    lake.append(workspace, [events(rows)], zone, NOW)


def nobodys(moment: datetime, number: int) -> dict[str, object]:
    """An event of a group that is not on file, or of none."""
    row = event("", moment, message_id=f"u{number}")
    return {"group": f"g{number}" if number % 2 else None, "email": None, **{k: row[k] for k in row if k != "account"}}


def load(
    lake: Lake, number: int, rows: Sequence[dict[str, object]], unmatched: Sequence[dict[str, object]], zone: str
) -> Any:
    received = {"received_at": NOW}
    share = Parcel(
        pa.Table.from_pylist([{**received, **row} for row in rows], RECEIVED_EVENTS),
        pa.Table.from_pylist([{**received, **row} for row in unmatched], RECEIVED_UNMATCHED),
        zone,
    )
    return lake.load("inbox", number, {"harbor": share}, NOW)["harbor"]


def tables(lake: Lake, workspace: str = "harbor") -> list[Files]:
    return [lake.files(workspace), lake.quarantined_files(workspace), lake.unmatched(workspace)]


def everything(lake: Lake) -> list[list[dict[str, object]]]:
    """Every row of the three tables with its month."""
    return [sorted(_with_months(files), key=lambda row: str(row["message_id"])) for files in tables(lake)]


def _with_months(files: Files) -> list[dict[str, object]]:
    return [
        {**row, "month": path.parent.name.removeprefix("month=")}
        for path in files.paths
        for row in pq.ParquetFile(path).read().to_pylist()
    ]


def day(moment: Any, zone: str) -> date:
    """As Python's calendar counts it; beyond it, its first or last day."""
    try:
        return moment.astimezone(ZoneInfo(zone)).date()
    except OverflowError:
        return date.max if moment.year > 5000 else date.min


@pytest.mark.parametrize("zone", ["UTC", NEW_YORK, FAR_EAST, FAR_WEST, "Asia/Kathmandu", "Australia/Lord_Howe"])
def test_every_days_is_that_of_the_new_zone(lake: Lake, zone: str) -> None:
    append(lake, EDGES + ENDS, BERLIN)
    apart = [nobodys(at(moment), number) for number, moment in enumerate(EDGES + ENDS[2:])]
    load(lake, 1, [], apart, BERLIN)

    lake.redate("harbor", zone, NOW)

    for table, count in zip(everything(lake), (len(EDGES), len(ENDS), len(apart)), strict=True):
        assert len(table) == count
        for row in table:
            assert row["occurred_on"] == day(row["occurred_at"], zone), row
            assert int(str(row["month"])[:-3]) == row["occurred_on"].year, row
            assert int(str(row["month"])[-2:]) == row["occurred_on"].month, row
    assert lake.first_event_on("harbor") == min(row["occurred_on"] for row in held(lake))
    assert lake.last_event_on("harbor") == max(row["occurred_on"] for row in held(lake))


@given(
    moments=st.lists(st.integers(0, 60 * 24 * 400).map(lambda m: NOW - timedelta(minutes=m)), min_size=1, max_size=30),
    zones=st.permutations([BERLIN, NEW_YORK, FAR_EAST, FAR_WEST, "UTC"]),
)
@settings(max_examples=12)
def test_it_is_as_if_it_had_been_the_zone_from_the_start(
    tmp_path_factory: pytest.TempPathFactory, moments: list[datetime], zones: list[str]
) -> None:
    old, new, between = zones[:3]
    rows = [event(f"a{n % 4}", moment, f"u{n % 3}", message_id=f"m{n}") for n, moment in enumerate(moments)]
    rows += [event("a1", datetime(1999, 1, 1, 4, n, tzinfo=UTC), message_id=f"q{n}") for n in range(3)]
    apart = [nobodys(moment, number) for number, moment in enumerate(moments)]
    changed, always = (Lake(tmp_path_factory.mktemp("lake")) for _ in "ab")
    half = len(rows) // 2
    for lake, zone in ((changed, old), (always, new)):
        load(lake, 1, rows[:half], apart, zone)
        load(lake, 2, rows[half:], [], zone)

    changed.redate("harbor", between, NOW)
    changed.redate("harbor", new, NOW)

    assert everything(changed) == everything(always)
    standing, wanted = changed.standing("harbor"), always.standing("harbor")
    assert (standing.first_on, standing.last_on) == (wanted.first_on, wanted.last_on)
    # The bounds that the log tells are those of the rows: who asks for a day reads the files that may hold it.
    for file in standing.held:
        days = pq.read_table(file.path, columns=["occurred_on"])["occurred_on"].to_pylist()
        assert (file.first_on, file.last_on, file.rows) == (min(days), max(days), len(days))


def test_done_again_or_in_the_same_zone_nothing_is_written(lake: Lake) -> None:
    append(lake, EDGES, BERLIN)
    before = lake.standing("harbor")
    assert lake.redate("harbor", BERLIN, NOW) == 0
    assert lake.standing("harbor") == before
    assert lake.redate("harbor", NEW_YORK, NOW) == sum(day(at(m), NEW_YORK) != day(at(m), BERLIN) for m in EDGES)
    changed = lake.standing("harbor")
    assert lake.redate("harbor", NEW_YORK, NOW) == 0
    assert lake.standing("harbor") == changed
    assert lake.redate("nobody", NEW_YORK, NOW) == 0


def test_months_in_which_no_day_changes_are_left_where_they_are(lake: Lake) -> None:
    append(lake, ["2026-01-15 12:00", "2026-02-15 23:30"], "UTC")
    january, february = lake.files("harbor").paths
    assert lake.redate("harbor", BERLIN, NOW) == 1
    assert lake.files("harbor", ["2026-01"]).paths == (january,)
    assert lake.files("harbor", ["2026-02"]).paths != (february,)


def test_an_event_at_a_months_edge_moves_to_the_month_beside(lake: Lake) -> None:
    append(lake, ["2026-01-31 23:30", "2026-02-10 12:00"], "UTC")
    assert lake.redate("harbor", BERLIN, NOW) == 1
    assert [row["month"] for row in everything(lake)[0]] == ["2026-02", "2026-02"]
    assert len(lake.files("harbor", ["2026-01"]).paths) == 0
    assert lake.redate("harbor", "UTC", NOW) == 1
    assert [row["month"] for row in everything(lake)[0]] == ["2026-01", "2026-02"]


def test_files_are_sorted_as_a_load_sorts_them(lake: Lake) -> None:
    for zone in (BERLIN, BERLIN):
        append(lake, EDGES, zone)
    load(lake, 1, [event(f"acct-{n % 3}", at("2026-03-05 23:30"), message_id=f"f{n}") for n in range(9)], [], BERLIN)
    lake.redate("harbor", NEW_YORK, NOW)
    for path in lake.files("harbor").paths:
        rows = pq.ParquetFile(path).read().to_pylist()
        assert rows == sorted(rows, key=lambda row: (row["account"], row["occurred_at"], row["message_id"]))
        assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"


def test_another_workspaces_files_are_not_touched(lake: Lake) -> None:
    append(lake, EDGES, BERLIN)
    append(lake, EDGES, BERLIN, "brook")
    before = {path: path.read_bytes() for path in lake.files("brook").paths}
    standing, changed = lake.standing("brook").held, lake.last_change("brook")
    lake.redate("harbor", FAR_WEST, NOW)
    assert {path: path.read_bytes() for path in lake.files("brook").paths} == before
    assert (lake.standing("brook").held, lake.last_change("brook")) == (standing, changed)


def test_the_workspaces_events_have_changed_and_no_load_has_come(lake: Lake) -> None:
    append(lake, EDGES, BERLIN)
    version, loads = lake.last_change("harbor"), lake.last_loads("harbor")
    lake.redate("harbor", NEW_YORK, NOW + timedelta(days=1))
    assert lake.last_change("harbor") > version
    assert lake.added_since("harbor", version) is None, "everything has to be counted again"
    assert lake.last_loads("harbor") == loads
    assert lake.health("harbor").last_load_at == NOW


def test_counts_are_those_of_the_new_zone(lake: Lake, usage: Usage, tmp_path: Path) -> None:
    always = Lake(tmp_path / "always")
    append(lake, EDGES, BERLIN)
    append(always, EDGES, NEW_YORK)
    as_of = date(2026, 3, 30)
    grains = [Rhythm.WEEK, Rhythm.MONTH]
    before = usage.periods("harbor", grains, as_of), usage.recent("harbor", as_of)

    lake.redate("harbor", NEW_YORK, NOW)

    plain = Usage(always, DuckDBRunner(tmp_path / "spill", [always.folder]))
    counted = usage.periods("harbor", grains, as_of), usage.recent("harbor", as_of)
    assert counted == (plain.periods("harbor", grains, as_of), plain.recent("harbor", as_of))
    assert counted != before


def test_who_reads_meanwhile_reads_to_the_end(lake: Lake) -> None:
    append(lake, EDGES, BERLIN)
    files, rows = lake.files("harbor"), held(lake)
    lake.redate("harbor", FAR_EAST, NOW)
    lake.vacuum()
    assert rows_of(files) == rows
    gone = set(files.paths) - set(lake.files("harbor").paths)
    assert lake.vacuum(timedelta(0)) == len(gone) > 0, "until they have waited long enough"


def test_the_same_message_again_is_still_the_same(lake: Lake) -> None:
    """Its id lies in another month by now, and its sender's clock may put it into one or the other."""
    edge = event("acme", at("2026-02-28 23:30"), message_id="m1")
    load(lake, 1, [edge], [], "UTC")
    lake.redate("harbor", BERLIN, NOW)
    assert [row["month"] for row in everything(lake)[0]] == ["2026-03"]
    again = [edge, {**edge, "occurred_at": at("2026-02-28 20:00")}, {**edge, "occurred_at": at("2026-01-20 10:00")}]
    for number, row in enumerate(again, 2):
        assert load(lake, number, [row], [], BERLIN).duplicates == 1
    lake.append("harbor", [events([edge])], BERLIN, NOW)
    assert len(held(lake)) == 1


def test_old_ids_are_not_looked_through_because_their_days_are_new(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written 7 days ago counts as written then: no load has to read the ids of all the years for a week."""
    with monkeypatch.context() as earlier:
        earlier.setattr("toprung.engine.folders.machine_now", lambda: machine_now() - timedelta(days=8))
        load(lake, 1, [event("acme", at("2026-01-31 23:30"), message_id="m1")], [], "UTC")
    load(lake, 2, [event("acme", at("2026-03-03 12:00"), message_id="m2")], [], "UTC")
    before = {file.month: file.written_at for file in lake.standing("harbor").held}
    lake.redate("harbor", FAR_EAST, NOW)
    assert [file.written_at for file in lake.standing("harbor").held] == [before["2026-01"], before["2026-03"]]


def test_what_dies_between_two_tables_is_done_again(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    always = Lake(tmp_path / "always")
    for one, zone in ((lake, BERLIN), (always, NEW_YORK)):
        append(one, EDGES + ENDS, zone)
        load(one, 1, [], [nobodys(at(moment), n) for n, moment in enumerate(EDGES)], zone)
    wanted = everything(always)
    replace = EventTable.replace
    for dying in ("quarantine", "unmatched", "events"):
        with monkeypatch.context() as broken:
            broken.setattr(EventTable, "replace", _dies_at(dying, replace))
            with pytest.raises(OSError, match="power cut"):
                lake.redate("harbor", NEW_YORK, NOW)
    lake.redate("harbor", NEW_YORK, NOW)

    assert everything(lake) == wanted
    assert not list((lake.folder / "staging").iterdir())


def test_files_of_one_that_died_before_its_commit_are_swept(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    append(lake, EDGES, BERLIN)

    with monkeypatch.context() as broken:
        broken.setattr(EventTable, "commit", _dies)
        with pytest.raises(OSError, match="power cut"):
            lake.redate("harbor", NEW_YORK, NOW)
    left = set((lake.folder / "events").rglob("*.parquet"))
    assert len(left) > len(lake.files("harbor").paths), "moved in, and named by no version"

    append(lake, ["2026-03-20 10:00"], BERLIN, "brook")

    assert set((lake.folder / "events").rglob("*.parquet")) == {
        path for workspace in ("harbor", "brook") for path in lake.files(workspace).paths
    }


def test_users_days_are_those_of_their_events(lake: Lake) -> None:
    rows = [
        event("acme", at(m), user, message_id=m)
        for m, user in (("2026-03-01 23:30", "ana"), ("2026-03-04 09:00", "ana"))
    ]
    rows += [
        event("acme", at("1990-01-01 00:00"), "cy", message_id="old"),
        event("acme", at("2026-03-02 09:00"), None, message_id="no"),
    ]
    load(lake, 1, rows, [nobodys(at("2026-03-07 23:30"), 1)], "UTC")
    assert lake.user_days("nobody", date(2016, 1, 1), date(2026, 4, 1)).num_rows == 0
    lake.redate("harbor", BERLIN, NOW)
    assert lake.user_days("harbor", date(2016, 1, 1), date(2026, 4, 1)).to_pylist() == [
        {"user": "ana", "first_on": date(2026, 3, 2), "last_on": date(2026, 3, 4)},
        {"user": "ana@harbor.example", "first_on": date(2026, 3, 8), "last_on": date(2026, 3, 8)},
    ]


def test_no_zone_no_change(lake: Lake) -> None:
    append(lake, EDGES, BERLIN)
    before = everything(lake)
    with pytest.raises(BadInput, match="not a time zone"):
        lake.redate("harbor", "Mars/Base", NOW)
    with pytest.raises(BadInput, match="cannot name"):
        lake.redate("../harbor", NEW_YORK, NOW)
    assert everything(lake) == before


def test_a_load_takes_the_zone_that_stands_once_its_rows_are_read(lake: Lake) -> None:
    told: list[str] = []

    def batches() -> Any:
        told.append("read")
        yield events([event("acme", at("2026-03-02 23:30"))])

    @contextmanager
    def standing() -> Any:
        told.append("held")
        yield BERLIN
        told.append("let go")

    lake.append("harbor", batches(), standing(), NOW)
    assert told == ["read", "held", "let go"]
    assert held(lake)[0]["occurred_on"] == date(2026, 3, 3)


def _dies_at(name: str, replace: Any) -> Any:
    def replaced(table: EventTable, *given: Any) -> None:
        if table.folder.name == name:
            raise OSError("power cut")
        replace(table, *given)

    return replaced


def _dies(*given: object) -> None:
    raise OSError("power cut")
