"""What the loader does when nothing waits: files are merged, old ones deleted, old messages shown no more."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.cast import NOW, Cast
from tests.motion.intake.feed import brightworks, of_group, rows, track

from toprung.doors import clock
from toprung.doors.serving import loader, worker
from toprung.motion import stores


def test_crowded_months_are_merged_while_others_read(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = brightworks(cast)
    for number in range(loader.CROWDED):
        old = {"timestamp": "1970-01-01T00:00:00Z"} if number % 2 else {}
        feed.send(
            track(number=f"m{number}", **of_group("HF-1")),
            track(number=f"u{number}", **of_group("acme")),
            track(number=f"q{number}", **of_group("HF-1"), **old),
            at=NOW + timedelta(seconds=number),
        )
        feed.load()
    lake, key = stores.lake(), stores.lake_key(cast.workspace)
    read_before, events, apart = lake.files(key), feed.events(), feed.unmatched()
    assert (len(read_before.paths), len(lake.unmatched(key).paths)) == (loader.CROWDED, loader.CROWDED)
    assert len(lake.quarantined_files(key).paths) == loader.CROWDED // 2, "few enough to be left"

    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=8))
    loader.tidy()

    assert (len(lake.files(key).paths), len(lake.unmatched(key).paths)) == (1, 1)
    assert len(lake.quarantined_files(key).paths) == loader.CROWDED // 2
    assert (feed.events(), feed.unmatched()) == (events, apart)
    assert rows(read_before) == events, "who began to read before reads to the end"
    assert not feed.source.messages.exists(), "messages are shown for a week"


@pytest.mark.parametrize(("busy", "rounds"), [(False, 200), (True, 600)])
def test_it_is_due_at_once_and_then_after_so_many_rounds(busy: bool, rounds: int) -> None:
    schedule = loader.Tidying()
    assert schedule.is_due(busy=False), "who has just begun does not know what was left behind"
    asked = [schedule.is_due(busy=busy) for _ in range(2 * (rounds + 1))]
    assert [number for number, due in enumerate(asked) if due] == [rounds, 2 * rounds + 1]


def test_a_quiet_moment_after_a_long_rush_is_used() -> None:
    schedule = loader.Tidying()
    schedule.is_due(busy=False)
    assert not any(schedule.is_due(busy=True) for _ in range(400))
    assert schedule.is_due(busy=False)
    assert not schedule.is_due(busy=False)


class _Stopped(Exception):
    """Ends the loader's loop."""


def test_the_loader_tidies_as_it_begins_and_goes_on_where_it_fails(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    done: list[str] = []

    def round_(number: int) -> bool:
        done.append(f"round {number}")
        if number == 2:
            raise _Stopped
        return True

    def fails() -> None:
        done.append("tidied")
        raise OSError("the disk is full")

    monkeypatch.setattr(loader, "work", round_)
    monkeypatch.setattr(loader, "tidy", fails)
    monkeypatch.setattr(loader, "end_with_parent", lambda: None)
    monkeypatch.setattr(loader.signal, "signal", lambda *given: None)
    monkeypatch.setattr(loader, "_ROUNDS_WITHOUT_TIDYING", 0)
    monkeypatch.setattr(worker, "_resting", {})
    with pytest.raises(_Stopped):
        loader.main()
    assert done == ["round 0", "tidied", "round 1", "round 2"], "what failed rests"
    assert "tidying the lake failed" in capfd.readouterr().err
