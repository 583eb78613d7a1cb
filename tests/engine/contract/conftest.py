"""The engines under contract: DuckDB in this process, and Spark through a master and two workers of our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.engine.contract import cluster
from tests.engine.contract.cluster import QUICK_START, SPARK, Cluster

from toprung.engine.duckdb_runner import DuckDBRunner
from toprung.engine.runner import Runner
from toprung.engine.spark_runner import SparkRunner

#: Small and all there from the first moment; production lets the cluster grow and shrink.
SETTINGS = {
    "spark.sql.shuffle.partitions": "2",
    "spark.executor.memory": "512m",
    "spark.executor.extraJavaOptions": QUICK_START,
    "spark.dynamicAllocation.enabled": "false",
}


@pytest.fixture(scope="session")
def cluster_of_two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master and two workers."""
    if lacking := cluster.missing():
        pytest.skip(lacking)
    with cluster.running(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture(scope="session")
def spark(cluster_of_two: Cluster) -> Iterator[SparkRunner]:
    """Spark on that cluster; one session for all tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("SPARK_SUBMIT_OPTS", QUICK_START)
        runner = SparkRunner(cluster_of_two.master, SETTINGS)
        yield runner
        runner.close()


@pytest.fixture(params=["duckdb", pytest.param("spark", marks=SPARK)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Runner:
    """Each engine in turn; it may read the test's folder."""
    if request.param == "spark":
        return request.getfixturevalue("spark")
    return DuckDBRunner(tmp_path / "spill", [tmp_path])
