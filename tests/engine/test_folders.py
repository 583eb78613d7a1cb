"""A table is opened anew only where it is another; what a handle cannot read any more must never be given out again."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.engine.making import NOW, at, event, events

from toprung.engine.delta import EventTable
from toprung.engine.lake import Lake
from toprung.engine.schemas import HELD_EVENTS

RUN = at("2026-03-30 09:00")


def load(lake: Lake, number: int) -> None:
    lake.append("harbor", [events([event("a", RUN, message_id=f"m{number}")])], "UTC", NOW)


def a_reader(lake: Lake) -> EventTable:
    """Another process's look at the same table."""
    return EventTable(lake.folder, "events", HELD_EVENTS)


def test_the_same_version_is_opened_once_and_the_next_one_anew(lake: Lake) -> None:
    reader = a_reader(lake)
    assert reader.handle() is None
    load(lake, 1)
    first = reader.handle()
    assert first is not None
    assert reader.handle() is first
    load(lake, 2)
    assert len(reader.held()) == 2


def test_a_log_that_was_cut_off_is_read_from_its_checkpoint(lake: Lake) -> None:
    reader = a_reader(lake)
    for number in range(3):
        load(lake, number)
        assert reader.has_taken("harbor", 1)
    a_reader(lake).forget_log()
    assert len(reader.held()) == 3
    assert reader.last_change("harbor") == 3


def test_a_restored_table_of_the_same_version_is_another(lake: Lake, tmp_path: Path) -> None:
    reader, other = a_reader(lake), Lake(tmp_path / "other")
    load(lake, 1)
    load(other, 2)
    before = reader.held()
    shutil.rmtree(lake.folder / "events")
    assert reader.handle() is None, "nothing is there"
    shutil.copytree(other.folder / "events", lake.folder / "events")
    assert [file.path.name for file in reader.held()] != [file.path.name for file in before]
