"""Events kept once, each on its day, whatever happens to the process that loads them."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.making import NOW, at, event, events, held, numbered, rows_of

from toprung.engine.delta import EventTable, LakeError
from toprung.engine.lake import Lake
from toprung.engine.loading import Limits, load_on_disk, stage
from toprung.engine.parcels import LoadReport
from toprung.engine.runner import Files
from toprung.engine.schemas import EVENTS, HELD_EVENTS
from toprung.kernel.errors import BadInput

ROOT = Path(__file__).parents[2]
RUN = at("2026-03-30 09:00")


def append(lake: Lake, *rows: dict[str, object], zone: str = "UTC", oldest: date | None = None) -> LoadReport:
    return lake.append("harbor", [events(rows)], zone, NOW, oldest)


def test_a_load_is_reported_and_kept(lake: Lake) -> None:
    report = append(lake, event("a", RUN), event("b", RUN - timedelta(days=40), user=None, properties='{"n": 1}'))
    assert report == LoadReport(2, 2, 0, 0, date(2026, 2, 18), date(2026, 3, 30))
    first, second = held(lake)
    assert (first["account"], first["user"], first["properties"]) == ("b", None, '{"n": 1}')
    assert (second["account"], second["occurred_at"], second["occurred_on"]) == ("a", RUN, date(2026, 3, 30))


def test_an_empty_lake_answers(lake: Lake) -> None:
    assert (lake.version(), lake.first_event_on("harbor")) == (None, None)
    assert lake.health().rows == 0
    assert lake.health().last_load_at is None
    assert (lake.compact(), lake.vacuum()) == (0, 0)


def test_nothing_to_load_makes_no_version(lake: Lake) -> None:
    assert lake.append("harbor", [], "UTC", NOW) == LoadReport(0, 0, 0, 0, None, None)
    assert lake.version() is None


def test_the_same_file_twice_adds_nothing(lake: Lake) -> None:
    batches = [numbered(0, 40), numbered(40, 100)]
    first = lake.append("harbor", batches, "UTC", NOW)
    assert (first.appended, first.duplicates, first.quarantined) == (90, 0, 10)
    version, rows = lake.version(), held(lake)
    # In other batches and another order it is still the same file.
    again = lake.append("harbor", [numbered(60, 100), numbered(0, 60)], "UTC", NOW)
    assert (again.appended, again.duplicates, again.quarantined) == (0, 90, 10)
    assert (lake.version(), held(lake)) == (version, rows)
    assert len(rows_of(lake.quarantined_files("harbor"))) == 10


def test_a_file_that_grew_adds_what_is_new(lake: Lake) -> None:
    lake.append("harbor", [numbered(0, 50)], "UTC", NOW)
    report = lake.append("harbor", [numbered(0, 80)], "UTC", NOW)
    assert (report.appended, report.duplicates) == (27, 45)
    assert len(held(lake)) == 72


def test_two_equal_rows_are_two_events_and_stay_two(lake: Lake) -> None:
    twice = [event("a", RUN), event("a", RUN), event("a", RUN, user=""), event("a", RUN, user=None)]
    assert append(lake, *twice).appended == 4
    assert append(lake, *twice).duplicates == 4
    assert append(lake, *twice, event("a", RUN)).appended == 1


def test_values_that_join_alike_are_not_alike(lake: Lake) -> None:
    assert append(lake, event("a", RUN, user="1:b"), event("a1:b", RUN, user=None)).appended == 2
    assert append(lake, event("ab", RUN, user="c"), event("a", RUN, user="bc")).appended == 2


def test_of_one_message_id_the_first_row_is_kept(lake: Lake) -> None:
    report = append(
        lake, event("a", RUN, name="first", message_id="m1"), event("a", RUN, name="second", message_id="m1")
    )
    assert (report.appended, report.duplicates) == (1, 1)
    assert append(lake, event("a", RUN, name="third", message_id="m1")).duplicates == 1
    assert [row["name"] for row in held(lake)] == ["first"]


def test_workspaces_do_not_see_each_other(lake: Lake) -> None:
    append(lake, event("a", RUN, message_id="m1"))
    report = lake.append("brook", [events([event("a", RUN, message_id="m1")])], "UTC", NOW)
    assert report.appended == 1
    assert [len(held(lake, name)) for name in ("harbor", "brook", "stranger")] == [1, 1, 0]


def test_times_that_cannot_be_are_set_apart(lake: Lake) -> None:
    rows = [
        event("a", at("2016-03-30 23:59")),  # the day before ten years ago
        event("b", at("2016-03-31 00:00")),
        event("c", NOW + timedelta(days=1)),
        event("d", NOW + timedelta(days=1, microseconds=1)),
    ]
    report = append(lake, *rows)
    assert (report.appended, report.quarantined) == (2, 2)
    assert [row["account"] for row in held(lake)] == ["b", "c"]
    apart = rows_of(lake.quarantined_files("harbor"))
    assert [(row["account"], row["reason"]) for row in apart] == [("a", "too_old"), ("d", "in_the_future")]


@pytest.mark.parametrize(
    ("zone", "moment"), [("Pacific/Auckland", "9999-12-31 23:59"), ("America/Lima", "0001-01-01 00:00")]
)
def test_a_day_beyond_the_calendar_stops_nothing(lake: Lake, zone: str, moment: str) -> None:
    report = lake.append("harbor", [events([event("a", at(moment)), event("a", RUN)])], zone, NOW)
    assert (report.appended, report.quarantined) == (1, 1)


def test_older_history_is_taken_when_asked_for(lake: Lake) -> None:
    old = event("a", at("2014-05-01 10:00"))
    assert append(lake, old).quarantined == 1
    assert append(lake, old, oldest=date(2014, 1, 1)).appended == 1
    assert lake.first_event_on("harbor") == date(2014, 5, 1)


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Europe/Berlin", "2026-03-28 22:59", date(2026, 3, 28)),  # 23:59, winter time
        ("Europe/Berlin", "2026-03-28 23:00", date(2026, 3, 29)),
        ("Europe/Berlin", "2026-03-29 21:59", date(2026, 3, 29)),  # 23:59, summer time since 01:00 UTC
        ("Europe/Berlin", "2026-03-29 22:00", date(2026, 3, 30)),
        ("America/New_York", "2025-11-02 03:59", date(2025, 11, 1)),  # 23:59, summer time
        ("America/New_York", "2025-11-03 04:59", date(2025, 11, 2)),  # 23:59, winter time
        ("America/New_York", "2025-11-03 05:00", date(2025, 11, 3)),
        ("Asia/Kathmandu", "2025-06-30 18:14", date(2025, 6, 30)),  # UTC+05:45
        ("Asia/Kathmandu", "2025-06-30 18:15", date(2025, 7, 1)),
    ],
)
def test_the_day_is_the_workspaces(lake: Lake, zone: str, moment: str, day: date) -> None:
    append(lake, event("a", at(moment)), zone=zone)
    assert held(lake)[0]["occurred_on"] == day
    assert lake.files("harbor", [f"{day:%Y-%m}"]).paths


ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"]
MOMENTS = st.datetimes(datetime(2016, 4, 2), datetime(2026, 3, 30), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize("zone", ZONES)
def test_days_are_those_of_pythons_own_zones(zone: str, tmp_path: Path) -> None:
    @settings(max_examples=10)
    @given(st.lists(MOMENTS, min_size=1, max_size=60))
    def check(moments: list[datetime]) -> None:
        rows = _days(tmp_path, moments, zone)
        assert rows == sorted((moment, moment.astimezone(ZoneInfo(zone)).date()) for moment in moments)

    check()


def _days(folder: Path, moments: list[datetime], zone: str) -> list[tuple[datetime, date]]:
    with tempfile.TemporaryDirectory(dir=folder) as name:
        work = Path(name)
        stage([events([event("a", moment) for moment in moments])], work / "staged.parquet")
        with load_on_disk(work, "harbor", "256MB") as load:
            load.identify(work / "staged.parquet", Limits.around(zone, NOW, date(2016, 1, 1)))
            files = load.fresh_files("believed", Files((), HELD_EVENTS), believed=True)
        rows = [row for file in files for row in pq.read_table(file.path).to_pylist()]
    return sorted((row["occurred_at"], row["occurred_on"]) for row in rows)


@pytest.mark.parametrize(
    ("workspace", "zone", "now", "said"),
    [
        ("har/bor", "UTC", NOW, "workspace"),
        ("", "UTC", NOW, "workspace"),
        ("harbor", "Mars/Base", NOW, "time zone"),
        ("harbor", "../etc", NOW, "time zone"),
        ("harbor", "UTC", NOW.replace(tzinfo=None), "aware"),
    ],
)
def test_what_cannot_be_used_is_refused(lake: Lake, workspace: str, zone: str, now: datetime, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        lake.append(workspace, [events([event("a", RUN)])], zone, now)
    assert lake.version() is None


@pytest.mark.parametrize("column", ["account", "name", "occurred_at"])
def test_a_row_without_what_every_event_has_is_refused(lake: Lake, column: str) -> None:
    with pytest.raises(BadInput, match=column):
        append(lake, event("b", RUN), {**event("a", RUN), column: None})
    assert lake.version() is None
    assert append(lake, event("b", RUN)).appended == 1


def test_a_folder_delta_cannot_open_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="percent"):
        Lake(tmp_path / "50%20off")


def test_any_delta_reader_can_open_it(lake: Lake) -> None:
    lake.append("harbor", [numbered(0, 50)], "UTC", NOW)
    table = DeltaTable(str(lake.folder / "events"))
    assert table.metadata().partition_columns == ["workspace", "month"]
    assert table.count() == 45
    statistics = pa.table(table.get_add_actions(flatten=True)).column_names
    assert {name for name in statistics if name.startswith(("min.", "max."))} == {
        "min.account",
        "max.account",
        "min.occurred_on",
        "max.occurred_on",
    }


def test_compacting_keeps_the_rows_and_vacuum_the_files_in_use(lake: Lake) -> None:
    for first in range(0, 120, 40):
        lake.append("harbor", [numbered(first, first + 40)], "UTC", NOW)
    rows, before = held(lake), lake.files("harbor").paths
    doubted, apart = rows_of(lake.quarantined_files("harbor")), lake.quarantined_files("harbor").paths
    bounds = (lake.first_event_on("harbor"), lake.last_event_on("harbor"))
    # Of each of the six months in which events are not believed there were two files.
    assert (len(before), len(apart)) == (36, 12)
    assert lake.compact() == 36 + 12
    assert (held(lake), len(lake.files("harbor").paths)) == (rows, 12)
    assert (rows_of(lake.quarantined_files("harbor")), len(lake.quarantined_files("harbor").paths)) == (doubted, 6)
    assert (lake.first_event_on("harbor"), lake.last_event_on("harbor")) == bounds
    assert all(path.exists() for path in before)
    assert lake.compact() == 0
    assert lake.vacuum() == 0
    assert lake.vacuum(timedelta(0)) == 36 + 12
    assert held(lake) == rows
    assert lake.append("harbor", [numbered(0, 120)], "UTC", NOW).appended == 0
    assert lake.health().last_load_at == NOW


def test_the_lake_in_figures(lake: Lake) -> None:
    lake.append("harbor", [numbered(0, 50)], "UTC", NOW)
    health = lake.health()
    assert (health.version, health.files, health.rows, health.quarantined, health.last_load_at) == (1, 12, 45, 5, NOW)
    assert health.bytes == sum(path.stat().st_size for path in lake.files("harbor").paths)
    assert lake.first_event_on("harbor") == date(2025, 1, 1)


def test_the_same_load_writes_the_same_bytes(tmp_path: Path) -> None:
    lakes = [Lake(tmp_path / name) for name in ("one", "two")]
    for lake, batches in zip(lakes, ([numbered(0, 90)], [numbered(50, 90), numbered(0, 50)]), strict=True):
        lake.append("harbor", batches, "UTC", NOW)
    one, two = ([path.read_bytes() for path in lake.files("harbor").paths] for lake in lakes)
    assert one == two


def run_load(lake: Lake, point: str, first: int, last: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.engine.load_process", str(lake.folder), point, str(first), str(last)]
    return subprocess.Popen(command, cwd=ROOT)


@pytest.mark.parametrize(
    "point",
    [
        "while_reading",
        "before_identifying",
        "before_writing",
        "while_quarantine_moves_in",
        "before_the_quarantine_commit",
        "between_quarantine_and_events",
        "while_events_move_in",
        "before_the_commit",
    ],
)
def test_a_load_killed_anywhere_leaves_no_half(lake: Lake, point: str) -> None:
    lake.append("harbor", [numbered(0, 30)], "UTC", NOW)
    kept = held(lake)
    assert run_load(lake, point, 0, 90).wait() == -signal.SIGKILL
    # The quarantine, which is written first, may have its part; the events have nothing of the dead load.
    assert held(lake) == kept
    report = lake.append("harbor", [numbered(0, 90)], "UTC", NOW)
    assert (report.appended, report.duplicates, report.quarantined) == (54, 27, 9)
    assert len(held(lake)) == 81
    assert len(rows_of(lake.quarantined_files("harbor"))) == 9
    _nothing_left_over(lake)


def test_a_load_killed_after_its_commit_is_whole(lake: Lake) -> None:
    lake.append("harbor", [numbered(0, 30)], "UTC", NOW)
    assert run_load(lake, "after_the_commit", 0, 90).wait() == -signal.SIGKILL
    assert len(held(lake)) == 81
    assert lake.append("harbor", [numbered(0, 90)], "UTC", NOW).appended == 0
    _nothing_left_over(lake)


def _nothing_left_over(lake: Lake) -> None:
    on_disk = set(lake.folder.rglob("*.parquet"))
    assert on_disk == {*lake.files("harbor").paths, *lake.quarantined_files("harbor").paths}
    assert list((lake.folder / "staging").iterdir()) == []


def test_two_processes_loading_the_same_keep_it_once(lake: Lake) -> None:
    processes = [run_load(lake, "none", *bounds) for bounds in ((0, 200), (100, 300))]
    assert [process.wait() for process in processes] == [0, 0]
    names = [row["user"] for row in held(lake)]
    assert sorted(names) == sorted(f"u{n}" for n in range(300) if n % 10 != 9)
    _nothing_left_over(lake)


def test_a_load_counted_from_an_older_state_is_not_taken(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.append("harbor", [numbered(0, 5)], "UTC", NOW)
    stale = lake._events.born()
    lake.append("harbor", [numbered(5, 9)], "UTC", NOW)
    with monkeypatch.context() as patch:
        patch.setattr(EventTable, "born", lambda self: stale)
        with pytest.raises(LakeError, match="nothing of this one was kept"):
            lake.append("harbor", [numbered(10, 15)], "UTC", NOW)
    assert len(held(lake)) == 9
    assert lake.append("harbor", [numbered(10, 15)], "UTC", NOW).appended == 5
    _nothing_left_over(lake)


def test_batches_are_streamed(tmp_path: Path) -> None:
    assert stage((numbered(n, n + 10) for n in range(0, 50, 10)), tmp_path / "s.parquet") == 50
    written = pq.ParquetFile(tmp_path / "s.parquet")
    assert written.num_row_groups == 5
    assert written.read()["row_number"].to_pylist() == list(range(50))
    assert written.schema_arrow.names[: len(EVENTS)] == EVENTS.names
