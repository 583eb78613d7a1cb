"""Counting again only what new events touch comes to what a full recount comes to, row for row."""

from __future__ import annotations

import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.making import NOW, at, event, events

from toprung.engine import recounting
from toprung.engine.duckdb_runner import DuckDBRunner
from toprung.engine.lake import Lake
from toprung.engine.rollups import Exclusions, Rollup
from toprung.engine.usage import Usage
from toprung.kernel.days import Rhythm

SUNDAY = date(2026, 3, 29)
EXCLUDED = Exclusions(frozenset(["robot"]), frozenset(["@vendor.example"]), frozenset(["heartbeat"]))
PAIRS = [(f"a{n}", name) for n in range(30) for name in ("n0", "n1")]
USERS = ["u1", "u2", "robot", "eve@vendor.example", None]

MESSAGES = st.lists(
    st.tuples(
        st.integers(0, 29), st.sampled_from(USERS), st.sampled_from(["n0", "n1", "heartbeat"]), st.integers(0, 400)
    ),
    min_size=1,
    max_size=60,
)


def answers(usage: Usage, as_of: date = SUNDAY) -> list[pa.Table]:
    return [
        usage.periods("harbor", list(Rhythm), as_of, None, EXCLUDED),
        usage.features("harbor", [Rhythm.WEEK, Rhythm.MONTH], as_of, PAIRS, EXCLUDED),
        usage.recent("harbor", as_of, None, EXCLUDED),
    ]


def recounted(batches: list[pa.Table], folder: Path) -> list[pa.Table]:
    """The same answers from a lake that took everything in one load, and was never counted before."""
    lake = Lake(folder)
    lake.append("harbor", batches, "UTC", NOW)
    return answers(Usage(lake, DuckDBRunner(folder / "spill", [lake.folder])))


def batches_of(messages: list[tuple[int, str | None, str, int]], seed: int) -> list[pa.Table]:
    """The messages in a random order, cut into up to four loads, some of them sent twice."""
    chance = random.Random(seed)
    rows = [
        event(f"a{account}", at("2025-02-20 10:00") + timedelta(days=day), user, name, message_id=f"m{number}")
        for number, (account, user, name, day) in enumerate(messages)
    ]
    rows += chance.choices(rows, k=len(rows) // 3)
    chance.shuffle(rows)
    cuts = sorted(chance.sample(range(len(rows) + 1), k=min(3, len(rows))))
    return [events(rows[first:last]) for first, last in zip([0, *cuts], [*cuts, len(rows)], strict=True)]


@settings(max_examples=60)
@given(MESSAGES, st.integers(0, 2**32))
def test_counted_load_by_load_equals_a_full_recount(
    tmp_path: Path, messages: list[tuple[int, str | None, str, int]], seed: int
) -> None:
    batches = batches_of(messages, seed)
    with tempfile.TemporaryDirectory(dir=tmp_path) as name:
        lake = Lake(Path(name) / "grown")
        usage = Usage(lake, DuckDBRunner(Path(name) / "spill", [lake.folder]))
        for number, batch in enumerate(batches):
            lake.append("harbor", [batch], "UTC", NOW)
            if number % 2:
                lake.compact()
            grown = answers(usage)
        whole = recounted(batches, Path(name) / "whole")
    assert [one.to_pylist() for one in grown] == [other.to_pylist() for other in whole]


def test_a_late_event_counts_its_week_alone_again(lake: Lake, usage: Usage, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.append(
        "harbor",
        [events(event(f"a{n % 30}", at("2025-03-01 10:00") + timedelta(days=n)) for n in range(300))],
        "UTC",
        NOW,
    )
    answers(usage)
    counted: list[tuple[str, int]] = []
    real = Rollup.count

    def watched(self: Rollup, name: str, files: object, given_: dict[str, pa.Table]) -> pa.Table:
        counted.append((name, len(given_["calendar"]) if "calendar" in given_ else 0))
        return real(self, name, files, given_)  # type: ignore[arg-type]

    monkeypatch.setattr(Rollup, "count", watched)
    lake.append("harbor", [events([event("a3", at("2025-04-16 10:00"), user="late")])], "UTC", NOW)
    usage.periods("harbor", [Rhythm.WEEK], SUNDAY, None, EXCLUDED)
    assert counted == [("usage_periods", 7)], "seven days of the calendar, of one week"
    counted.clear()
    usage.periods("harbor", [Rhythm.WEEK], SUNDAY, None, EXCLUDED)
    assert not counted


def test_many_accounts_at_once_are_counted_by_whole_periods(
    lake: Lake, usage: Usage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recounting, "MANY_ACCOUNTS", 5)
    batches = [
        events(
            event(f"a{n % 30}", at("2025-03-01 10:00") + timedelta(days=n), f"u{n}", "n1", f"{first}-{n}")
            for n in range(first, 200, 2)
        )
        for first in (0, 1)
    ]
    for batch in batches:
        lake.append("harbor", [batch], "UTC", NOW)
        grown = answers(usage)
    assert [one.to_pylist() for one in grown] == [one.to_pylist() for one in recounted(batches, tmp_path / "whole")]


def test_a_long_past_is_counted_stretch_by_stretch(
    lake: Lake, usage: Usage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = events(event(f"a{n % 7}", at("2025-03-01 10:00") + timedelta(days=n), f"u{n % 3}") for n in range(300))
    whole = recounted([batch], tmp_path / "whole")
    monkeypatch.setattr(recounting, "EVENTS_AT_ONCE", 70)
    calendars: list[int] = []
    real = Rollup.count

    def watched(self: Rollup, name: str, files: object, given_: dict[str, pa.Table]) -> pa.Table:
        calendars.append(len(given_["calendar"]) if name == "usage_periods" else 0)
        return real(self, name, files, given_)  # type: ignore[arg-type]

    monkeypatch.setattr(Rollup, "count", watched)
    lake.append("harbor", [batch], "UTC", NOW)
    usage.periods("harbor", [Rhythm.WEEK], SUNDAY, None, EXCLUDED)
    # The weeks from 24 February to 27 April lie in the files of March and April: 61 events. The next reaches into May.
    assert (calendars[0], sum(calendars)) == (63, 44 * 7)
    assert [one.to_pylist() for one in answers(usage)] == [one.to_pylist() for one in whole]


def test_pairs_asked_for_later_are_counted_then(lake: Lake, usage: Usage) -> None:
    lake.append("harbor", [events(event(f"a{n}", at("2026-03-25 10:00"), "ana", "n1") for n in range(30))], "UTC", NOW)
    some = usage.features("harbor", [Rhythm.WEEK], SUNDAY, [(f"a{n}", "n1") for n in range(25)], EXCLUDED)
    more = usage.features("harbor", [Rhythm.WEEK], SUNDAY, [(f"a{n}", "n1") for n in range(30)], EXCLUDED)
    assert (len(some), len(more)) == (25, 30)


def test_an_older_moment_is_answered_though_the_count_has_gone_on(lake: Lake, usage: Usage) -> None:
    lake.append("harbor", [events(event(f"a{n}", at("2026-03-25 10:00")) for n in range(30))], "UTC", NOW)
    held = usage.as_it_stands("harbor", EXCLUDED)
    lake.append("harbor", [events([event("a1", at("2026-03-26 10:00"), user="new")])], "UTC", NOW)
    now = usage.periods("harbor", [Rhythm.WEEK], SUNDAY, None, EXCLUDED)
    before = held.periods("harbor", [Rhythm.WEEK], SUNDAY, None, EXCLUDED)
    assert (sum(now["events"].to_pylist()), sum(before["events"].to_pylist())) == (31, 30)


def test_accounts_touched_are_told_by_the_lakes_version(lake: Lake, usage: Usage) -> None:
    lake.append("harbor", [events([event("a", at("2026-03-25 10:00"))])], "UTC", NOW)
    version = lake.last_change("harbor")
    assert usage.touched("harbor", version) == frozenset()
    lake.append("harbor", [events([event("b", at("2024-03-25 10:00"))])], "UTC", NOW)
    lake.append("brook", [events([event("c", at("2026-03-25 10:00"))])], "UTC", NOW)
    assert usage.touched("harbor", version) == {"b"}
    before = lake.last_change("harbor")
    assert lake.compact(at_least=1) > 0
    assert lake.last_change("harbor") == before, "compaction changes no event"
    assert usage.touched("harbor", version) == {"b"}
    lake.erase("harbor", NOW, accounts=["a"])
    assert usage.touched("harbor", version) is None
