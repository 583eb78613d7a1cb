"""Spark that cannot be started says what is missing, at once and before anything is begun."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from toprung.engine.spark_runner import SparkRunner
from toprung.kernel.errors import BadInput


def refused(master: str) -> str:
    """The sentence."""
    with pytest.raises(BadInput) as caught:
        SparkRunner(master).describe()
    return str(caught.value)


def test_without_pyspark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)

    assert refused("spark://127.0.0.1:7077") == (
        "TOPRUNG_ENGINE names Spark, but pyspark is not installed: pip install 'toprung[spark]'."
    )


def test_without_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (
        refused("local[1]") == "TOPRUNG_ENGINE names Spark, but there is no Java on the PATH: install Java 17 or newer."
    )

    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert f"no Java in JAVA_HOME ({tmp_path})" in refused("local[1]")


def test_no_master_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.touch()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with socket.socket() as taken:
        # Bound and not listening: nobody else's, and nobody answers.
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        said = refused(f"spark://127.0.0.1:{port},[::1]:{port}")

    assert said.startswith(f"Spark does not answer at spark://127.0.0.1:{port},[::1]:{port} (TOPRUNG_ENGINE)")


def test_a_text_nobody_wrote_starts_nothing() -> None:
    with pytest.raises(BadInput, match="retention"):
        SparkRunner("spark://127.0.0.1:1").run("retenton", {})
