"""What every engine makes of files: which it reads, with which types, and that runs do not see each other's tables."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.contract.case import table
from tests.engine.contract.cases.money import MOVED
from tests.engine.contract.cases.usage import FEATURES, NOBODY, OWN
from tests.engine.making import NOW, at, event, events

from toprung.engine import duckdb_runner, spark_runner
from toprung.engine.lake import Lake
from toprung.engine.periods import calendar
from toprung.engine.runner import Files, Runner
from toprung.engine.usage import Usage
from toprung.kernel.days import Rhythm

Asked = Callable[[str, Mapping[str, pa.Table | Files]], pa.Table]
AS_OF = {"as_of": date(2026, 1, 4)}
WEEKS = calendar(date(2025, 12, 1), date(2026, 2, 28), Rhythm.WEEK)


@pytest.fixture
def ask(engine: Runner, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Runs SQL that is no text of the house."""

    def asked(query: str, tables: Mapping[str, pa.Table | Files]) -> pa.Table:
        for module in (duckdb_runner, spark_runner):
            monkeypatch.setattr(module, "text", lambda _: query)
        return engine.run("any", tables)

    return asked


def moved(*accounts: str) -> pa.Table:
    """A movement of 1.5 for each."""
    return table(MOVED, *((account, "2025-12-31", "1.5", "EUR") for account in accounts))


@pytest.mark.parametrize(
    ("accounts", "expected"), [(None, ["harbor", "o'neill"]), (("o'neill", "x"), ["o'neill"]), ((), [])]
)
def test_files_of_some_accounts(
    engine: Runner, tmp_path: Path, accounts: tuple[str, ...] | None, expected: list[str]
) -> None:
    """In a folder whose name is full of what patterns and partitions are written with."""
    folder = tmp_path / "month=2025-12 {a,b} [1] wh*t?"
    folder.mkdir()
    pq.write_table(moved("harbor", "o'neill"), folder / "m.parquet")
    files = Files((folder / "m.parquet",), moved().schema, accounts=accounts)

    assert engine.run("mrr_by_account", {"movements": files}, AS_OF)["account"].to_pylist() == expected


def test_no_files_are_an_empty_table(engine: Runner) -> None:
    rows = engine.run("mrr_by_account", {"movements": Files((), moved().schema)}, AS_OF)

    assert rows.schema == engine.run("mrr_by_account", {"movements": moved("a")}, AS_OF).schema
    assert len(rows) == 0


def test_runs_at_once_see_their_own_tables(engine: Runner) -> None:
    def accounts(name: str) -> list[str]:
        found: list[str] = engine.run("mrr_by_account", {"movements": moved(name)}, AS_OF)["account"].to_pylist()
        return found

    names = [f"account {n}" for n in range(8)]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(accounts, names)) == [[name] for name in names]


def test_a_text_reads_nothing_but_what_it_is_given(engine: Runner) -> None:
    engine.run("mrr_by_account", {"movements": moved("a")}, AS_OF)

    with pytest.raises(Exception, match="movements"):
        engine.run("mrr_by_account", {}, AS_OF)


def test_a_partition_is_text_and_a_moment_keeps_its_microseconds(ask: Asked, tmp_path: Path) -> None:
    lake = filled(tmp_path)
    rows = ask(
        "SELECT month, workspace, account, occurred_at, occurred_on FROM events "
        "WHERE account IN ('ä', 'Z') ORDER BY occurred_at",
        {"events": lake.files("harbor", ["2026-01"])},
    )
    expected = table(
        "month string, workspace string, account string, occurred_at moment, occurred_on date",
        ("2026-01", "harbor", "ä", "2025-12-31T23:30:00.000001+00:00", "2026-01-01"),
        ("2026-01", "harbor", "Z", "2026-01-04T12:00:00+00:00", "2026-01-04"),
    )
    assert rows.schema == expected.schema
    assert rows.to_pylist() == expected.to_pylist()


def test_a_value_is_taken_out_of_the_properties(ask: Asked, tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    given = ['{"net.eur":3,"net":{"eur":9}}', '{"net.eur":"ä"}', '{"net":1}', "{", None]
    rows = [event("a", at("2026-01-01 09:00") + timedelta(minutes=n), properties=p) for n, p in enumerate(given)]
    lake.append("harbor", [events(rows)], "UTC", NOW)
    taken = replace(lake.files("harbor"), taken=(("amount", "net.eur"),))
    found = ask("SELECT amount FROM events ORDER BY occurred_at", {"events": taken})
    assert found["amount"].to_pylist() == ["3", "ä", None, None, None]
    none = ask("SELECT amount FROM events", {"events": replace(taken, paths=())})
    assert (len(none), none.schema) == (0, found.schema)


def test_days_are_cut_alike(ask: Asked) -> None:
    days = table("day date", ("2024-02-29",), ("2025-12-28",), ("2025-12-29",), ("2026-01-01",), (None,))
    rows = ask(
        """
        SELECT
            day,
            CAST(date_trunc('week', day) AS DATE) AS week,
            CAST(date_trunc('quarter', day) AS DATE) AS quarter,
            CAST(day + INTERVAL '1' MONTH AS DATE) AS month_later,
            row_number() OVER (ORDER BY day NULLS LAST) AS place
        FROM days
        ORDER BY day NULLS LAST
        """,
        {"days": days},
    )
    assert [[day and day.isoformat() for day in list(row.values())[1:4]] for row in rows.to_pylist()] == [
        ["2024-02-26", "2024-01-01", "2024-03-29"],
        ["2025-12-22", "2025-10-01", "2026-01-28"],
        ["2025-12-29", "2025-10-01", "2026-01-29"],
        ["2025-12-29", "2026-01-01", "2026-02-01"],
        [None, None, None],
    ]


def filled(tmp_path: Path) -> Lake:
    """A lake of two workspaces: loads, a load given twice, a compaction, and rows on both sides of New Year."""
    lake = Lake(tmp_path / "the läke")
    first = [
        event("ä", at("2025-12-31 23:30").replace(microsecond=1), user="ana", properties='{"n": 1}'),
        event("ä", at("2025-12-28 23:30"), user=None),
        event("Z", at("2026-01-04 12:00"), user="Eve@VENDOR.example", name="Bericht öffnen"),
        event("ä", at("2025-12-29 12:00"), user="robot"),
    ]
    more = [
        event(f"acct-{n % 7}", at("2025-12-01 00:00") + timedelta(hours=n), f"u{n % 5}", f"n{n % 3}")
        for n in range(700, 2000)
    ]
    for rows in (first, first, more):
        lake.append("harbor", [events(rows)], "Europe/Berlin", NOW)
    lake.append("northlight", [events(first)], "UTC", NOW)
    lake.compact()
    return lake


@pytest.mark.slow
@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize("accounts", [None, ("ä", "acct-3")], ids=["all", "two"])
def test_a_lake_is_counted_alike(spark: Runner, tmp_path: Path, accounts: tuple[str, ...] | None) -> None:
    lake = filled(tmp_path)
    here = duckdb_runner.DuckDBRunner(tmp_path / "spill", [lake.folder])
    read = {"events": replace(lake.files("harbor"), accounts=accounts), "calendar": WEEKS, **OWN}
    pairs = table("account string, name string", ("acct-3", "n1"), ("acct-3", "n2"), ("Z", "Bericht öffnen"))
    for text, tables in {
        "usage_periods": read,
        "usage_features": {**read, "pairs": pairs},
        "usage_recent": {**read, "params": table("as_of date", ("2026-01-04",))},
        "usage_names": read,
        "usage_touched": {"events": read["events"], "calendar": WEEKS},
    }.items():
        mine, other = (runner.run(text, tables) for runner in (here, spark))
        assert mine.schema == other.schema
        assert mine.to_pylist() == other.to_pylist()
        assert len(mine) > 0


@pytest.mark.slow
@pytest.mark.xdist_group("spark")
def test_rollups_that_grow_are_counted_alike(spark: Runner, tmp_path: Path) -> None:
    """Counted whole, then again for what a late load touches: the same rows are kept by either engine."""
    lake = filled(tmp_path)
    here = duckdb_runner.DuckDBRunner(tmp_path / "spill", [lake.folder])
    pairs = [(f"acct-{n % 7}", f"n{n}") for n in range(30)]
    told = []
    for runner in (here, spark):
        shutil.rmtree(lake.rollups("harbor"), ignore_errors=True)
        told.append(_answers(Usage(lake, runner), pairs))
    late = [event(f"acct-{n}", at("2025-12-10 09:00"), f"late{n}", "n1") for n in range(7)]
    lake.append("harbor", [events(late)], "Europe/Berlin", NOW)
    grown = _answers(Usage(lake, spark), pairs)
    shutil.rmtree(lake.rollups("harbor"))

    assert told[0] == told[1]
    assert grown == _answers(Usage(lake, here), pairs)
    assert grown != told[1]


def _answers(usage: Usage, pairs: list[tuple[str, str]]) -> list[list[dict[str, object]]]:
    day = date(2026, 2, 28)
    tables = (
        usage.periods("harbor", list(Rhythm), day),
        usage.features("harbor", [Rhythm.WEEK], day, pairs),
        usage.recent("harbor", date(2026, 1, 4)),
    )
    return [table.to_pylist() for table in tables]


def test_a_feature_in_a_lake_by_hand(engine: Runner, tmp_path: Path) -> None:
    """Eve's report on 4 January is of the week from 29 December, by one user, once: a load given twice adds nothing."""
    read = {"events": filled(tmp_path).files("harbor"), "calendar": WEEKS, **NOBODY}
    pairs = table("account string, name string", ("Z", "Bericht öffnen"))

    assert (
        engine.run("usage_features", {**read, "pairs": pairs}).to_pylist()
        == table(FEATURES, ("Z", "Bericht öffnen", "2025-12-29", "2026-01-05", 1, 1)).to_pylist()
    )
