"""Who runs what where a cluster is named: whole files there, everything small here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pytest

from toprung.engine.runner import NO_VALUES, Files, Value
from toprung.engine.split_runner import SplitRunner

ROWS = pa.table({"account": ["harbor"]})
FILES = Files((Path("m.parquet"),), ROWS.schema)


class Named:
    """Gives its own name and what it was handed, whatever it is asked."""

    def __init__(self, name: str) -> None:
        self.name = name

    def run(
        self, name: str, tables: Mapping[str, pa.Table | Files], values: Mapping[str, Value] = NO_VALUES
    ) -> pa.Table:
        return pa.table({"ran": [f"{self.name} {name} {sorted(tables)} {dict(values)}"]})


@pytest.mark.parametrize(
    ("tables", "where"),
    [
        ({"events": FILES, "names": ROWS}, "there"),
        ({"events": ROWS}, "here"),
        ({"events": Files((), ROWS.schema)}, "here"),
        ({"events": Files(FILES.paths, ROWS.schema, accounts=("harbor",))}, "here"),
        ({}, "here"),
    ],
)
def test_whole_files_are_counted_there(tables: Mapping[str, pa.Table | Files], where: str) -> None:
    rows = SplitRunner(Named("here"), Named("there")).run("retention", tables, {"cap": "account"})

    assert rows["ran"].to_pylist() == [f"{where} retention {sorted(tables)} {{'cap': 'account'}}"]
