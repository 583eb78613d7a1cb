"""Texts run by Apache Spark, on a cluster that reads the same Parquet files, with the rows that DuckDB gives."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyarrow as pa

from toprung.engine import spark_session
from toprung.engine.runner import NO_VALUES, Files, Value, params_table
from toprung.engine.texts import text
from toprung.kernel.errors import ToprungError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_GLOB = re.compile(r"([\\{}\[\]*?])")


class SparkError(ToprungError):
    """The cluster could not do it; the sentence says what to do."""


class SparkRunner:
    """A Runner. One per process: threads may share it, each run has a session of its own beside the others'."""

    def __init__(self, master: str, settings: Mapping[str, str] = MappingProxyType({}), patience: float = 60) -> None:
        """`master` as in TOPRUNG_ENGINE; nothing is started before the first run.

        `settings` are Spark's own and go before `spark-defaults.conf`. A run waits `patience` seconds for an executor.
        """
        self._master = master
        self._settings = settings
        self._patience = patience
        self._starting = threading.Lock()
        self._session: SparkSession | None = None

    def run(
        self, name: str, tables: Mapping[str, pa.Table | Files], values: Mapping[str, Value] = NO_VALUES
    ) -> pa.Table:
        """See `Runner.run`. Raises BadInput where Spark cannot be reached, SparkError where it fails on the way."""
        query = text(name)
        given = {**tables, "params": params_table(values)} if values else tables
        session = self._ready()
        try:
            return _run(session.newSession(), query, given)
        except spark_session.failures() as error:
            says = spark_session.first_line(error)
            raise SparkError(f"Spark at {self._master} could not count “{name}” ({says}): nothing was kept.") from error

    def describe(self) -> str:
        """Version, master and executors, after a first job has been done; raises BadInput where none can be."""
        session = self._ready()
        held = spark_session.executors(session)
        executors = "" if spark_session.is_local(self._master) else f", {held} executor{'' if held == 1 else 's'}"
        return f"Spark {session.version} at {self._master}{executors}"

    def close(self) -> None:
        """Give the cluster back what this process holds of it."""
        with self._starting:
            if self._session is not None:
                spark_session.stop(self._session)
            self._session = None

    def _ready(self) -> SparkSession:
        with self._starting:
            if self._session is not None and not spark_session.is_alive(self._session):
                spark_session.stop(self._session)
                self._session = None
            if self._session is None:
                self._session = spark_session.start(self._master, self._settings)
            spark_session.require_executors(self._session, self._master, self._patience)
            return self._session


def _run(session: SparkSession, query: str, given: Mapping[str, pa.Table | Files]) -> pa.Table:
    for name, rows in given.items():
        _frame(session, rows).createOrReplaceTempView(name)
    try:
        return _as_duckdb_types(session.sql(query).toArrow())
    finally:
        # The JVM keeps a session until Python's collector has been by; its tables need not wait for that.
        for name in given:
            session.catalog.dropTempView(name)


def _frame(session: SparkSession, rows: pa.Table | Files) -> DataFrame:
    if isinstance(rows, pa.Table):
        return session.createDataFrame(rows)
    if not rows.paths or rows.accounts == ():
        return _with_taken(session.createDataFrame(rows.schema.empty_table()), rows)
    frame = _with_taken(_parquet(session, rows), rows)
    return frame if rows.accounts is None else frame.where(frame["account"].isin(list(rows.accounts)))


def _with_taken(frame: DataFrame, rows: Files) -> DataFrame:
    """Each further column is taken out of the properties; text that is no JSON has nothing to take."""
    from pyspark.sql import functions

    for column, key in rows.taken:
        frame = frame.withColumn(column, functions.get_json_object("properties", f"$['{key}']"))
    return frame


def _parquet(session: SparkSession, rows: Files) -> DataFrame:
    """The files with the types they are said to have; partition columns are found below `basePath` alone."""
    from pyspark.sql.pandas.types import from_arrow_schema

    reader = session.read.schema(from_arrow_schema(rows.schema))
    if rows.partitions:
        reader = reader.option("basePath", str(_base(rows)))
    else:
        reader = reader.option("recursiveFileLookup", "true")
    return reader.parquet(*(_GLOB.sub(r"\\\1", str(path)) for path in rows.paths)).select(*rows.schema.names)


def _base(rows: Files) -> Path:
    """The folder under which the partitions' folders begin."""
    return rows.paths[0].parents[len(rows.partitions)]


def _as_duckdb_types(rows: pa.Table) -> pa.Table:
    """DuckDB says of no column that it cannot be null."""
    return rows.cast(pa.schema([field.with_nullable(True) for field in rows.schema]))
