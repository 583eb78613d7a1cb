"""Which runner an installation counts with."""

from __future__ import annotations

from django.test import override_settings

from toprung.engine.duckdb_runner import DuckDBRunner
from toprung.engine.split_runner import SplitRunner
from toprung.motion import stores


def test_duckdb_counts_unless_a_cluster_is_named() -> None:
    assert isinstance(stores.runner(), DuckDBRunner)
    assert stores.engine() == "DuckDB, in this process"


@override_settings(ENGINE="spark://127.0.0.1:1")
def test_a_named_cluster_counts_the_lake_and_is_not_started_before() -> None:
    assert isinstance(stores.runner(), SplitRunner)
