"""Every text on every engine: the same columns, types, rows and order, worked by hand."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pytest
from tests.engine.contract.case import Case
from tests.engine.contract.suite import CASES

from toprung.engine import texts
from toprung.engine.duckdb_runner import DuckDBRunner
from toprung.engine.runner import Runner
from toprung.engine.spark_runner import SparkRunner


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_text_gives_what_was_worked_by_hand(engine: Runner, case: Case) -> None:
    rows = engine.run(case.text, case.tables, case.values)

    assert rows.schema == case.gives.schema
    assert rows.to_pylist() == case.gives.to_pylist()


@pytest.mark.parametrize("name", texts.names())
def test_every_text_has_a_case_with_rows_and_one_without(name: str) -> None:
    filled = {len(case.gives) > 0 for case in CASES if case.text == name}

    assert filled == {True, False}, f"give the text {name} such cases in tests/engine/contract/cases"


@pytest.mark.parametrize("name", texts.names())
@pytest.mark.slow
@pytest.mark.xdist_group("spark")
def test_the_engines_agree_on_what_nobody_worked_by_hand(name: str, spark: SparkRunner, tmp_path: Path) -> None:
    """Hundreds of rows shuffled from the values of the cases: nonsense, but the same nonsense from both."""
    case = next(case for case in CASES if case.text == name)
    tables = _shuffled(name)
    mine, other = (
        _sorted(runner.run(name, tables, case.values)) for runner in (DuckDBRunner(tmp_path / "spill"), spark)
    )

    assert mine
    assert mine == other


def _shuffled(text: str) -> Mapping[str, pa.Table]:
    """300 rows of each table, each value drawn from those that the text's cases have in its column."""
    chance = random.Random(text)
    drawn: dict[str, pa.Table] = {}
    for name in next(case for case in CASES if case.text == text).tables:
        rows = pa.concat_tables([case.tables[name] for case in CASES if case.text == text])
        drawn[name] = rows if name in ("params", "calendar") else _drawn(rows, chance)
    return drawn


def _drawn(rows: pa.Table, chance: random.Random) -> pa.Table:
    pools = {column: rows[column].to_pylist() for column in rows.column_names}
    arrays = [pa.array(chance.choices(pools[field.name], k=300), field.type) for field in rows.schema]
    return pa.table(arrays, schema=rows.schema)


def _sorted(rows: pa.Table) -> list[str]:
    return sorted(str(row) for row in rows.to_pylist())
