"""Where events are counted: in this process, or by the Spark cluster that `TOPRUNG_ENGINE` names."""

from __future__ import annotations

import re

from toprung.kernel.errors import BadInput

_HOST = r"([\w.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}"
_SPARK = re.compile(rf"spark://{_HOST}(,{_HOST})*|local\[([1-9]\d*|\*)\]")


def spark_master(text: str) -> str:
    """The master of the Spark cluster; empty where DuckDB counts. Raises BadInput for what names neither."""
    asked = text.strip()
    if asked in ("", "duckdb"):
        return ""
    if not _SPARK.fullmatch(asked):
        raise BadInput(
            f"TOPRUNG_ENGINE is “{text}”: leave it out for DuckDB in this process, or name a Spark master as "
            "spark://host:7077 (several: spark://host:7077,other:7077)."
        )
    return asked
