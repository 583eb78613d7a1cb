"""What TOPRUNG_ENGINE may say."""

from __future__ import annotations

import pytest

from toprung.config.engines import spark_master
from toprung.kernel.errors import BadInput


@pytest.mark.parametrize("text", ["", " ", "duckdb"])
def test_duckdb_unless_named(text: str) -> None:
    assert spark_master(text) == ""


@pytest.mark.parametrize(
    "text",
    ["spark://one:7077", "spark://one.example:7077,two.example:7078", "spark://[::1]:7077", "local[2]", "local[*]"],
)
def test_a_master_is_kept_as_it_is_written(text: str) -> None:
    assert spark_master(f" {text}\n") == text


@pytest.mark.parametrize(
    "text",
    ["spark", "spark://one", "spark://one:7077,", "spark://:7077", "local", "local[0]", "yarn", "sc://one:15002"],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"TOPRUNG_ENGINE is .*spark://host:7077"):
        spark_master(text)
