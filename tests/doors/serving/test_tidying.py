"""What the loader does when nothing waits: files are merged, old ones deleted, old messages shown no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import NOW, Cast
from tests.motion.intake.feed import brightworks, of_group, rows, track

from toprung.doors import clock
from toprung.doors.serving import loader
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
