"""Events, from a file into the lake."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.cast import NOW, Cast

from toprung.motion import stores
from toprung.motion.imports.report import ImportReport
from toprung.motion.imports.running import run_import
from toprung.records.book.models import Account
from toprung.records.journal.models import Entry

LATER = NOW + timedelta(days=1)
EVENTS = """\
account,user,name,occurred_at,message_id,plan
HF-1,u1,invoice_matched,2026-03-02T08:00:00Z,m1,gold
HF-1,u1,invoice_matched,2026-03-02T08:00:00Z,m2,gold
HF-1,,report_exported,2026-03-03T23:30:00Z,,
"""


@pytest.fixture
def bring(cast: Cast, tmp_path: Path) -> Any:
    """Import a text as events, as the leader."""

    def run(text: str, *, now: Any = NOW, name: str = "events.csv", **options: Any) -> ImportReport:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return run_import(cast.workspace, "events", path, by=cast.leader, now=now, **options)

    return run


def held(cast: Cast) -> list[dict[str, Any]]:
    """The workspace's events in the lake, in order."""
    paths = stores.lake().files(stores.lake_key(cast.workspace)).paths
    rows = [row for path in paths for row in pq.ParquetFile(path).read().to_pylist()]
    return sorted(rows, key=lambda row: (row["occurred_at"], row["message_id"]))


def tally(report: ImportReport) -> tuple[int, int, int, int]:
    """New, already known, refused, quarantined."""
    counted = (report.created, report.unchanged, report.rejected, report.quarantined)
    assert report.read == sum(counted)
    return counted


def test_events_are_in_the_lake_on_their_workspaces_days(cast: Cast, bring: Any) -> None:
    assert tally(bring(EVENTS)) == (3, 0, 0, 0)
    first, second, third = held(cast)
    assert (first["account"], first["user"], first["name"], first["message_id"]) == (
        "HF-1",
        "u1",
        "invoice_matched",
        "m1",
    )
    assert (first["properties"], second["message_id"]) == ('{"plan":"gold"}', "m2")
    # 23:30 in UTC is half past midnight of the next day in Berlin, where summer time has not begun
    assert (third["user"], third["occurred_on"]) == (None, date(2026, 3, 4))


def test_the_same_file_twice_adds_nothing(cast: Cast, bring: Any) -> None:
    bring(EVENTS)
    assert tally(bring(EVENTS, now=LATER)) == (0, 3, 0, 0)
    assert len(held(cast)) == 3


def test_a_dry_run_reads_all_and_loads_nothing(cast: Cast, bring: Any) -> None:
    report = bring(EVENTS, dry_run=True)
    assert tally(report) == (3, 0, 0, 0)
    assert "A dry run does not ask the lake" in report.remarks[0]
    assert held(cast) == []


def test_events_of_unknown_accounts_wait_for_them(cast: Cast, bring: Any) -> None:
    extra = "".join(f"X-{number},u1,login,2026-03-02T08:00:00Z,x{number},\n" for number in range(5))
    report = bring(EVENTS + extra)
    assert tally(report) == (8, 0, 0, 0)
    assert report.remarks == (
        "5 events are of 5 accounts that are not on file (“X-0”, “X-1”, “X-2” and 2 more): "
        "they are kept, and count once those accounts are imported.",
    )
    assert len(held(cast)) == 8
    Account.objects.create(workspace=cast.workspace, external_id="X-0", name="X", created_on=date(2026, 1, 1))
    assert "4 events are of 4 accounts" in bring(EVENTS + extra, now=LATER).remarks[0]


def test_times_nobody_believes_are_kept_aside(cast: Cast, bring: Any) -> None:
    old = "HF-1,u1,login,2001-03-02T08:00:00Z,o1,\nHF-1,u1,login,2031-03-02T08:00:00Z,o2,\n"
    report = bring(EVENTS + old)
    assert tally(report) == (3, 0, 0, 2)
    assert "2 events are dated over ten years back or over a day ahead" in report.remarks[0]
    assert len(held(cast)) == 3


def test_bad_rows_are_told_and_can_be_mended(cast: Cast, bring: Any, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    report = bring(EVENTS + "HF-1,u1,login,yesterday,b1,\n,u1,login,2026-03-02,b2,\n", rejects_path=rejects)
    assert tally(report) == (3, 0, 2, 0)
    told = [(p.row, p.column, p.value) for p in report.problems]
    assert told == [(5, "occurred_at", "yesterday"), (6, "account", "")]
    text = rejects.read_text(encoding="utf-8-sig")
    text = text.replace("yesterday", "2026-03-30T08:00:00Z").replace("\n,u1", "\nHF-1,u1")
    assert tally(bring(text, now=LATER)) == (2, 0, 0, 0)
    assert len(held(cast)) == 5


def test_a_load_is_journalled_once(cast: Cast, bring: Any) -> None:
    for moment in (NOW, LATER):
        bring(EVENTS, now=moment)
    entry = Entry.objects.get(verb="load_events")
    assert (entry.subject, entry.actor_name) == ("events.csv", "Lena Vogt")
    assert entry.changes == {"events": [None, 3], "from": [None, "2026-03-02"], "to": [None, "2026-03-04"]}


def test_a_mapping_names_columns_and_zone(cast: Cast, bring: Any, tmp_path: Path) -> None:
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        '[columns]\naccount = "org"\nname = "what"\noccurred_at = "at"\n[options]\ntimezone = "Europe/Berlin"\n',
        encoding="utf-8",
    )
    assert tally(bring("org,what,at\nHF-1,login,2026-01-05 00:30:00\n", mapping=mapping)) == (1, 0, 0, 0)
    [event] = held(cast)
    assert event["occurred_at"].isoformat() == "2026-01-04T23:30:00+00:00"
    assert event["occurred_on"] == date(2026, 1, 5)


@pytest.mark.data
@pytest.mark.slow
def test_the_crm_simulation_is_loaded_whole(cast: Cast, bring: Any, crm6: Path) -> None:
    options = {"by": cast.leader, "now": NOW}
    report = run_import(cast.workspace, "events", crm6 / "events.parquet", **options)
    assert tally(report) == (689_992, 0, 0, 0)
    assert "of 368 accounts that are not on file" in report.remarks[-1]
    assert run_import(cast.workspace, "events", crm6 / "events.parquet", **options).unchanged == 689_992


def test_days_without_a_time_are_the_workspaces_days(cast: Cast, bring: Any) -> None:
    """Midnight UTC of 2 March is still 1 March in New York, five hours behind."""
    cast.workspace.timezone = "America/New_York"
    cast.workspace.save()
    report = bring("account,user,name,occurred_at\nHF-1,u1,login,2026-03-02\nHF-1,u1,login,2026-03-02 00:00:00\n")
    assert [row["occurred_at"] for row in held(cast)] == [
        datetime(2026, 3, 2, 0, tzinfo=UTC),
        datetime(2026, 3, 2, 5, tzinfo=UTC),
    ]
    assert "days without a time as days in America/New_York" in report.notes[-1]
