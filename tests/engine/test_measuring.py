"""Days of a usage measurement, counted by hand and again by plain loops."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.making import NOW, at, event, events

from toprung.engine.duckdb_runner import DuckDBRunner
from toprung.engine.lake import Lake
from toprung.engine.measuring import Counted, Wanted, count
from toprung.engine.rollups import NOTHING_EXCLUDED, Exclusions
from toprung.kernel.vocabulary import MeasuredPer

MONDAY = date(2026, 3, 2)
WANTED = Wanted(7, 0, frozenset({"a"}), frozenset({"paid"}), MeasuredPer.WEEK, MONDAY, date(2026, 3, 31))


def counted(lake: Lake, runner: DuckDBRunner, *wanted: Wanted, excluded: Exclusions = NOTHING_EXCLUDED) -> object:
    found = count(lake, runner, "harbor", wanted, excluded)
    return {place: list(days) for place, days in found.items()}


@pytest.fixture
def runner(lake: Lake, tmp_path: Path) -> DuckDBRunner:
    """Reads that lake."""
    return DuckDBRunner(tmp_path / "spill", [lake.folder])


def load(lake: Lake, *rows: dict[str, object]) -> None:
    lake.append("harbor", [events(rows)], "UTC", NOW)


def test_a_user_is_new_once_a_week_and_an_event_counts_each_time(lake: Lake, runner: DuckDBRunner) -> None:
    load(
        lake,
        event("a", at("2026-03-02 09:00"), "ana", "paid"),
        event("a", at("2026-03-02 10:00"), "ana", "paid"),
        event("a", at("2026-03-04 09:00"), "ana", "paid"),
        event("a", at("2026-03-04 09:00"), "bo", "paid"),
        event("a", at("2026-03-09 09:00"), "ana", "paid"),
        event("a", at("2026-03-09 09:00"), None, "paid"),
        event("a", at("2026-03-04 09:00"), "cy", "opened"),
        event("b", at("2026-03-04 09:00"), "di", "paid"),
        event("a", at("2026-03-01 09:00"), "ana", "paid"),
    )
    assert counted(lake, runner, WANTED) == {
        (7, 0): [
            Counted(MONDAY, date(2026, 3, 2), events=2, new_users=1),
            Counted(MONDAY, date(2026, 3, 4), events=2, new_users=1),
            # A new week, in which Ana is new again; nobody is no user.
            Counted(date(2026, 3, 9), date(2026, 3, 9), events=2, new_users=1),
        ]
    }
    once = replace(WANTED, per=MeasuredPer.SINCE_GO_LIVE)
    assert [(day.day, day.new_users) for day in counted(lake, runner, once)[7, 0]] == [  # type: ignore[index]
        (date(2026, 3, 2), 1),
        (date(2026, 3, 4), 1),
        (date(2026, 3, 9), 0),
    ]


def test_no_names_are_every_qualifying_event(lake: Lake, runner: DuckDBRunner) -> None:
    load(
        lake,
        event("a", at("2026-03-02 09:00"), "ana", "paid"),
        event("a", at("2026-03-02 09:00"), "bo", "opened"),
        event("a", at("2026-03-02 09:00"), "kim@vendor.example", "opened"),
        event("a", at("2026-03-02 09:00"), "robot", "opened"),
        event("a", at("2026-03-02 09:00"), "ana", "heartbeat"),
    )
    ours = Exclusions(frozenset({"robot"}), frozenset({"@vendor.example"}), frozenset({"heartbeat"}))
    every = replace(WANTED, names=frozenset())
    assert counted(lake, runner, every, excluded=ours) == {(7, 0): [Counted(MONDAY, MONDAY, events=2, new_users=2)]}


def test_numbers_of_a_property_are_added_up_exactly(lake: Lake, runner: DuckDBRunner) -> None:
    given_ = ['{"net":0.1}', '{"net":0.2}', '{"net":"1.5"}', '{"net":true}', '{"net":[1]}', '{"gross":9}', "{", None]
    load(lake, *(event("a", at("2026-03-02 09:00"), f"u{n}", "paid", properties=p) for n, p in enumerate(given_)))
    # 0.1 + 0.2 + 1.5; true, a list, another key, broken text and nothing are no numbers.
    found = counted(lake, runner, replace(WANTED, property_name="net"))
    assert found == {(7, 0): [Counted(MONDAY, MONDAY, amount=Decimal("1.80000000"))]}


def test_a_key_with_a_dot_is_one_key(lake: Lake, runner: DuckDBRunner) -> None:
    load(lake, event("a", at("2026-03-02 09:00"), name="paid", properties='{"net.eur":3,"net":{"eur":9}}'))
    found = counted(lake, runner, replace(WANTED, property_name="net.eur"))
    assert found == {(7, 0): [Counted(MONDAY, MONDAY, amount=Decimal(3))]}


def test_nothing_wanted_and_no_events(lake: Lake, runner: DuckDBRunner) -> None:
    assert counted(lake, runner) == {}
    assert counted(lake, runner, WANTED) == {}


ROWS = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.sampled_from(["ana", "bo", "cy", None]),
        st.sampled_from(["paid", "opened"]),
        st.integers(0, 40),
        st.integers(-3, 3),
    ),
    max_size=30,
)


@given(ROWS, st.sampled_from(list(MeasuredPer)))
@settings(max_examples=25, deadline=None)
def test_a_plain_recount_agrees(tmp_path_factory: pytest.TempPathFactory, rows: list, per: MeasuredPer) -> None:  # type: ignore[type-arg]
    folder = tmp_path_factory.mktemp("lake")
    lake = Lake(folder)
    lake.append("harbor", [events(_event(*row) for row in rows)], "UTC", NOW)
    wanted = [replace(WANTED, per=per), replace(WANTED, measurement=8, per=per, property_name="net")]
    found = counted(lake, DuckDBRunner(folder / "spill", [lake.folder]), *wanted)
    expected: dict[tuple[int, int], list[Counted]] = defaultdict(list)
    seen: dict[date, set[str]] = defaultdict(set)
    chosen = [
        (MONDAY + timedelta(days=n), user, net)
        for account, user, name, n, net in rows
        if (account, name) == ("a", "paid")
    ]
    for day in sorted({day for day, _, _ in chosen if day <= WANTED.until_on}):
        start = _start(day, per)
        users = {user for when, user, _ in chosen if when == day and user}
        number = sum(when == day for when, _, _ in chosen)
        expected[7, 0].append(Counted(start, day, number, len(users - seen[start])))
        expected[8, 0].append(Counted(start, day, amount=Decimal(sum(net for when, _, net in chosen if when == day))))
        seen[start] |= users
    assert found == expected


def _event(account: str, user: str | None, name: str, day: int, net: int) -> dict[str, object]:
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(days=day)
    return event(account, moment, user, name, properties=f'{{"net":{net}}}')


def _start(day: date, per: MeasuredPer) -> date:
    if per is MeasuredPer.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if per is MeasuredPer.MONTH else MONDAY
