"""Texts run as they stand: bounded, offline, and in the words that Spark shares."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from toprung.engine import texts
from toprung.engine.duckdb_runner import DuckDBRunner, connect
from toprung.engine.runner import Files, params_table
from toprung.kernel.errors import BadInput, NotFound

MOVED = pa.schema(
    [
        ("account", pa.string()),
        ("occurred_on", pa.date32()),
        ("amount", pa.decimal128(18, 4)),
        ("currency", pa.string()),
    ]
)


def moved(account: str, day: date, amount: int) -> pa.Table:
    return pa.Table.from_pylist([{"account": account, "occurred_on": day, "amount": amount, "currency": "EUR"}], MOVED)


@pytest.mark.parametrize("name", texts.names())
def test_a_text_keeps_to_the_words_that_duckdb_and_spark_share(name: str) -> None:
    words = re.sub(r"--.*", "", texts.text(name)).upper()
    for unshared in ("ASOF", "QUALIFY", "//", "DOUBLE", "FLOAT", "LIST(", "[", "::", '"', "DATEDIFF", "DATE_DIFF"):
        assert unshared not in words
    assert "ORDER BY" in words.rsplit("FROM", 1)[-1]


def test_an_unknown_text_names_those_there_are(runner: DuckDBRunner) -> None:
    with pytest.raises(NotFound, match="retention"):
        runner.run("retenton", {})


def test_files_are_read_where_they_may_be_and_nowhere_else(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, outside):
        folder.mkdir()
        pq.write_table(moved("harbor", date(2026, 1, 1), 10), folder / "m.parquet")
    runner = DuckDBRunner(tmp_path / "spill", [inside])
    rows = runner.run(
        "mrr_by_account", {"movements": Files((inside / "m.parquet",), MOVED)}, {"as_of": date(2026, 1, 1)}
    )
    assert rows["account"].to_pylist() == ["harbor"]
    with pytest.raises(duckdb.PermissionException):
        runner.run("mrr_by_account", {"movements": Files((outside / "m.parquet",), MOVED)}, {"as_of": date(2026, 1, 1)})


def test_no_files_are_an_empty_table(runner: DuckDBRunner) -> None:
    rows = runner.run("mrr_by_account", {"movements": Files((), MOVED)}, {"as_of": date(2026, 1, 1)})
    assert len(rows) == 0


def test_files_may_be_limited_to_accounts(tmp_path: Path) -> None:
    both = pa.concat_tables([moved("harbor", date(2026, 1, 1), 10), moved("o'neill", date(2026, 1, 1), 20)])
    pq.write_table(both, tmp_path / "m.parquet")
    runner = DuckDBRunner(tmp_path / "spill", [tmp_path])
    for accounts, expected in ((("o'neill",), ["o'neill"]), ((), []), (None, ["harbor", "o'neill"])):
        files = Files((tmp_path / "m.parquet",), MOVED, accounts=accounts)
        rows = runner.run("mrr_by_account", {"movements": files}, {"as_of": date(2026, 1, 1)})
        assert rows["account"].to_pylist() == expected


def test_a_text_reads_nothing_but_the_tables_it_is_given(runner: DuckDBRunner) -> None:
    movements = moved("harbor", date(2026, 1, 1), 10)
    assert len(movements) == 1
    with pytest.raises(duckdb.CatalogException):
        runner.run("mrr_by_account", {}, {"as_of": date(2026, 1, 1)})


def test_what_exceeds_the_memory_spills(tmp_path: Path) -> None:
    # 3 million different texts of 32 letters are about 150 MB to sort, in 64 MB.
    with connect(tmp_path / "spill", "64MB") as connection:
        connection.execute("SET enable_external_access = false")
        connection.execute("SET threads = 1")
        row = connection.execute(
            "SELECT count(*) FROM (SELECT md5(range::VARCHAR) AS m FROM range(3000000) ORDER BY m OFFSET 1)"
        ).fetchone()
    assert row == (2_999_999,)


def test_parameters_have_a_type_each() -> None:
    table = params_table({"as_of": date(2026, 1, 1), "cap": "account", "days": 90, "late": True})
    assert table.schema.types == [pa.date32(), pa.string(), pa.int32(), pa.bool_()]
    with pytest.raises(BadInput, match="share"):
        params_table({"share": 0.5})  # type: ignore[dict-item]
