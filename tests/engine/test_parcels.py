"""What a feed brings: once for each number of its inbox, whatever dies; and events that find their account later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from tests.engine.making import NOW, at, event, held, rows_of

from toprung.engine.delta import EventTable
from toprung.engine.lake import Lake
from toprung.engine.parcels import RECEIVED_EVENTS, RECEIVED_UNMATCHED, Parcel, doubt
from toprung.engine.storage import machine_now
from toprung.kernel.errors import BadInput

RUN = at("2026-03-30 09:00")
INBOX = "6f"


def parcel(*rows: dict[str, object], unmatched: Sequence[dict[str, object]] = ()) -> Parcel:
    received = {"received_at": RUN + timedelta(minutes=1)}
    return Parcel(
        pa.Table.from_pylist([{**received, **row} for row in rows], RECEIVED_EVENTS),
        pa.Table.from_pylist([{**received, **row} for row in unmatched], RECEIVED_UNMATCHED),
        "UTC",
    )


def nobodys(number: int) -> dict[str, object]:
    """An event of a group that is not on file."""
    row = event("", RUN, message_id=f"u{number}")
    return {"group": f"g{number}", "email": None, **{k: v for k, v in row.items() if k != "account"}}


def test_a_number_is_taken_once(lake: Lake) -> None:
    share = {"harbor": parcel(event("a", RUN, message_id="m1")), "brook": parcel(event("b", RUN, message_id="m1"))}
    first = lake.load(INBOX, 1, share, NOW)
    assert [(r.appended, r.repeated) for r in first.values()] == [(1, False), (1, False)]
    assert lake.version() == 1, "both workspaces in one commit"
    assert all(report.repeated for report in lake.load(INBOX, 1, share, NOW).values())
    assert (len(held(lake)), len(held(lake, "brook"))) == (1, 1)
    assert lake.load("another", 1, share, NOW)["harbor"].duplicates == 1


def test_a_load_that_died_before_it_was_durable_is_made_so(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    share = {"harbor": parcel(event("a", RUN, message_id="m1"))}
    lake.load(INBOX, 1, share, NOW)
    synced: list[Path] = []
    monkeypatch.setattr("toprung.engine.folders.sync_with_folders", lambda paths, root: synced.extend(paths))

    lake.load(INBOX, 1, share, NOW)

    assert f"{1:020}.json" in {path.name for path in synced}


def test_an_id_within_seven_days_is_a_duplicate_whatever_its_time(lake: Lake) -> None:
    lake.load(INBOX, 1, {"harbor": parcel(event("a", RUN, message_id="m1"))}, NOW)
    # Of January alone, so that nothing else makes the load look at March.
    again = parcel(event("a", at("2026-01-30 09:00"), message_id="m1"), event("a", at("2026-01-30"), message_id="m2"))
    report = lake.load(INBOX, 2, {"harbor": again}, NOW)["harbor"]
    assert (report.appended, report.duplicates) == (1, 1)
    twice = parcel(event("a", RUN, name="one", message_id="m3"), event("a", RUN, name="two", message_id="m3"))
    assert lake.load(INBOX, 3, {"harbor": twice}, NOW)["harbor"].duplicates == 1
    assert [row["name"] for row in held(lake) if row["message_id"] == "m3"] == ["one"]


def test_an_id_of_another_month_is_no_duplicate_after_seven_days(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.load(INBOX, 1, {"harbor": parcel(event("a", RUN, message_id="m1"))}, NOW)
    again = {"harbor": parcel(event("a", at("2026-01-30 09:00"), message_id="m1"))}

    written = machine_now()
    monkeypatch.setattr("toprung.engine.parcels.machine_now", lambda: written + timedelta(days=7, seconds=1))

    assert lake.load(INBOX, 2, again, NOW)["harbor"].appended == 1


def test_a_time_is_judged_by_when_it_was_received_not_when_it_is_loaded(lake: Lake) -> None:
    rows = [
        event("old", at("2016-03-29 23:59"), message_id="m1"),
        event("far", RUN + timedelta(days=1, minutes=2), message_id="m2"),
        event("near", RUN + timedelta(days=1), message_id="m3"),
    ]
    report = lake.load(INBOX, 1, {"harbor": parcel(*rows)}, NOW + timedelta(days=400))["harbor"]
    assert (report.appended, report.quarantined) == (1, 2)
    assert {row["reason"] for row in rows_of(lake.quarantined_files("harbor"))} == {"too_old", "in_the_future"}


@pytest.mark.parametrize("received", ["2026-03-30 09:00", "2024-02-29 23:30", "2026-01-01 00:00"])
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland"])
def test_a_doubt_is_told_as_the_quarantine_tells_it(lake: Lake, received: str, zone: str) -> None:
    when = at(received)
    years, day, minute = timedelta(days=3_652), timedelta(days=1), timedelta(minutes=1)
    moments = [when - years + n * day + s * minute for n in range(-3, 4) for s in (-61, -1, 0, 1, 61, 600)]
    moments += [when + day + s * minute for s in (-1, 0, 1)]
    rows = [event("a", moment, message_id=str(n)) | {"received_at": when} for n, moment in enumerate(moments)]
    brought = Parcel(pa.Table.from_pylist(rows, RECEIVED_EVENTS), RECEIVED_UNMATCHED.empty_table(), zone)

    lake.load(INBOX, 1, {"harbor": brought}, NOW)

    reasons = {row["message_id"]: row["reason"] for row in rows_of(lake.quarantined_files("harbor"))}
    told = {str(n): doubt(moment, when, ZoneInfo(zone)) for n, moment in enumerate(moments)}
    assert {number: why for number, why in told.items() if why} == reasons
    assert set(told.values()) == {"", "too_old", "in_the_future"}


@pytest.mark.parametrize("dies_after", [0, 1, 2])
def test_a_load_that_dies_between_its_tables_is_made_whole(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, dies_after: int
) -> None:
    share = {
        "harbor": parcel(
            event("a", RUN, message_id="m1"),
            event("a", at("1990-01-01 00:00"), message_id="m2"),
            unmatched=[nobodys(1)],
        )
    }
    real, calls = EventTable.add, []

    def add(self: EventTable, *args: object, **kwargs: object) -> None:
        if len(calls) == dies_after:
            raise RuntimeError("killed")
        calls.append(self.folder.name)
        real(self, *args, **kwargs)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(EventTable, "add", add)
        with pytest.raises(RuntimeError):
            lake.load(INBOX, 1, share, NOW)
    assert held(lake) == []
    lake.load(INBOX, 1, share, NOW)
    counts = [
        len(rows_of(files))
        for files in (lake.files("harbor"), lake.quarantined_files("harbor"), lake.unmatched("harbor"))
    ]
    assert counts == [1, 1, 1]


def test_what_settled_after_a_load_died_does_not_wait_again(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    share = {"harbor": parcel(event("a", RUN, message_id="m1"), unmatched=[nobodys(1)])}
    with monkeypatch.context() as patch:
        patch.setattr(EventTable, "add", _only_to_the_unmatched)
        with pytest.raises(RuntimeError):
            lake.load(INBOX, 1, share, NOW)
    lake.settle("harbor", parcel(event("acme", RUN, message_id="u1")).events, "UTC", NOW)

    lake.load(INBOX, 1, share, NOW)

    assert rows_of(lake.unmatched("harbor")) == []
    assert [row["account"] for row in held(lake)] == ["a", "acme"]


def _only_to_the_unmatched(table: EventTable, *args: Any, _add: Any = EventTable.add) -> None:
    if table.folder.name != "unmatched":
        raise RuntimeError("killed")
    _add(table, *args)


def test_events_without_an_account_wait_and_settle_once(lake: Lake) -> None:
    report = lake.load(INBOX, 1, {"harbor": parcel(unmatched=[nobodys(1), nobodys(2)])}, NOW)["harbor"]
    assert (report.received, report.appended, report.unmatched) == (2, 0, 2)
    assert lake.health("harbor").unmatched == 2
    found = parcel(event("acme", RUN, message_id="u1")).events
    assert lake.settle("harbor", found, "UTC", NOW).appended == 1
    assert lake.settle("harbor", found, "UTC", NOW).duplicates == 1
    assert [row["message_id"] for row in rows_of(lake.unmatched("harbor"))] == ["u2"]
    assert [row["account"] for row in held(lake)] == ["acme"]


def test_a_settling_that_died_before_taking_them_out_is_done_again(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.load(INBOX, 1, {"harbor": parcel(unmatched=[nobodys(1)])}, NOW)
    found = parcel(event("acme", RUN, message_id="u1")).events

    def dies(*args: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(EventTable, "replace", dies)
        with pytest.raises(RuntimeError):
            lake.settle("harbor", found, "UTC", NOW)
    assert (len(held(lake)), len(rows_of(lake.unmatched("harbor")))) == (1, 1)
    lake.settle("harbor", found, "UTC", NOW)
    assert (len(held(lake)), len(rows_of(lake.unmatched("harbor")))) == (1, 0)


def test_a_row_that_lacks_what_every_event_has_is_refused(lake: Lake) -> None:
    with pytest.raises(BadInput, match="message_id"):
        lake.load(INBOX, 1, {"harbor": parcel(event("a", RUN))}, NOW)
    assert lake.version() is None


def test_erasing_leaves_no_byte_of_the_person_or_the_account(lake: Lake) -> None:
    rows = [
        event("acme", RUN, user="ana@acme.example", message_id="m1"),
        event("acme", RUN, user="bo@acme.example", message_id="m2"),
        event("zebra", RUN, user="ana@acme.example", message_id="m3"),
        event("zebra", at("1990-01-01 00:00"), user="ana@acme.example", message_id="m4"),
        event("zebra", RUN, user="cy@zebra.example", message_id="m5"),
    ]
    lost = {**nobodys(1), "email": "ana@acme.example"}
    lake.load(INBOX, 1, {"harbor": parcel(*rows, unmatched=[lost, nobodys(2)])}, NOW)
    lake.load(INBOX, 2, {"brook": parcel(event("acme", RUN, user="ana@acme.example", message_id="m1"))}, NOW)
    assert lake.erase("harbor", NOW, users=["ana@acme.example"]) == 4
    assert lake.erase("harbor", NOW, accounts=["acme"]) == 1
    assert [row["message_id"] for row in held(lake)] == ["m5"]
    assert [row["message_id"] for row in rows_of(lake.unmatched("harbor"))] == ["u2"]
    assert len(held(lake, "brook")) == 1, "another workspace keeps its own"
    left = [path for path in lake.folder.rglob("*") if path.is_file() and "workspace=brook" not in str(path)]
    for path in left:
        assert b"ana@acme" not in path.read_bytes(), path
    logs = [path for path in left if "_delta_log" in str(path) and path.suffix == ".json"]
    assert logs
    assert not any(b'"acme"' in path.read_bytes() for path in logs if b"workspace=brook" not in path.read_bytes())
    assert lake.load(INBOX, 3, {"harbor": parcel(event("acme", RUN, message_id="m9"))}, NOW)["harbor"].appended == 1


def test_erasing_reaches_files_that_wait_for_vacuum(lake: Lake) -> None:
    """What was merged, and what has found an account since, lies in old files for a week."""
    anas = {**nobodys(1), "user": "ana@acme.example"}
    rows = [event("acme", RUN, message_id="m1"), event("acme", at("1990-01-01 00:00"), message_id="m2")]
    mine = [row | {"user": "ana@acme.example"} for row in rows]
    others = [row | {"user": "bo@acme.example", "message_id": f"b{n}"} for n, row in enumerate(rows)]
    lake.load(INBOX, 1, {"harbor": parcel(*mine, unmatched=[anas])}, NOW)
    lake.load(INBOX, 2, {"harbor": parcel(*others, unmatched=[nobodys(2)])}, NOW)
    lake.load(INBOX, 3, {"brook": parcel(event("acme", RUN, user="ana@acme.example", message_id="m1"))}, NOW)
    assert lake.compact() == 6, "two files of each table"
    settled = pa.Table.from_pylist(
        [event("acme", RUN, user="ana@acme.example", message_id="u1") | {"received_at": NOW}], RECEIVED_EVENTS
    )
    lake.settle("harbor", settled, "UTC", NOW)

    assert lake.erase("harbor", NOW, users=["ana@acme.example"]) == 3

    assert sorted(str(row["message_id"]) for row in held(lake)) == ["b0"]
    assert [row["message_id"] for row in rows_of(lake.unmatched("harbor"))] == ["u2"]
    assert [row["message_id"] for row in rows_of(lake.quarantined_files("harbor"))] == ["b1"]
    assert len(held(lake, "brook")) == 1, "another workspace keeps its own"
    files = [path for path in lake.folder.rglob("*") if path.is_file() and "workspace=brook" not in str(path)]
    assert [path for path in files if b"ana@acme" in path.read_bytes()] == []


def test_an_erasure_that_died_before_it_deleted_is_done_again(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.load(INBOX, 1, {"harbor": parcel(event("acme", RUN, user="ana@acme.example", message_id="m1"))}, NOW)

    def killed(self: EventTable, workspace: str) -> list[Path]:
        raise RuntimeError("killed")

    with monkeypatch.context() as dying:
        dying.setattr(EventTable, "replaced", killed)
        with pytest.raises(RuntimeError):
            lake.erase("harbor", NOW, users=["ana@acme.example"])

    assert lake.erase("harbor", NOW, users=["ana@acme.example"]) == 0
    assert [path for path in lake.folder.rglob("*.parquet") if b"ana@acme" in path.read_bytes()] == []
