"""The cluster itself: that both workers count, that a full one is said to be full, that a dead JVM is replaced."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from tests.engine.contract.cluster import QUICK_START, WORKERS, Cluster

from toprung.engine.spark_runner import SparkRunner

_PATIENCE = 120
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]

_FULL = """
import sys
from toprung.engine.spark_runner import SparkRunner
try:
    SparkRunner(sys.argv[1], {"spark.executor.memory": "100g"}, patience=2).describe()
except Exception as error:
    print(type(error).__name__, error)
"""
_KILLED = """
import os, signal
from pyspark import SparkContext
from toprung.engine.spark_runner import SparkRunner
runner = SparkRunner("local[1]")
print(runner.describe())
os.kill(SparkContext._jvm.java.lang.ProcessHandle.current().pid(), signal.SIGKILL)
print(runner.describe())
"""


def alone(script: str, *words: str) -> str:
    """What a Python process of its own prints: a process has one Spark session."""
    own = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_SUBMIT_OPTS": QUICK_START}
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_both_workers_count(spark: SparkRunner, cluster_of_two: Cluster) -> None:
    until = time.monotonic() + 30
    while not (said := spark.describe()).endswith(f"at {cluster_of_two.master}, {WORKERS} executors"):
        assert time.monotonic() < until, said
        time.sleep(0.1)


def test_a_cluster_without_room_is_said_to_be_full(cluster_of_two: Cluster) -> None:
    said = alone(_FULL, cluster_of_two.master)

    assert said.startswith(f"BadInput Spark at {cluster_of_two.master} gave no executor within 2 seconds")
    assert "workers with free cores and memory" in said


def test_a_jvm_that_died_is_replaced() -> None:
    first, second = alone(_KILLED).splitlines()

    assert first == second
