"""The Spark session of this process: what it must be, how it is started, and what is wrong where it cannot be."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from toprung.kernel.errors import BadInput

if TYPE_CHECKING:
    from pyspark import SparkConf
    from pyspark.sql import SparkSession

#: What makes Spark read a text and its tables as DuckDB does.
_DEMANDED = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    # In a literal, a backslash is a backslash and a dollar sign a dollar sign.
    "spark.sql.parser.escapedStringLiterals": "true",
    "spark.sql.variable.substitute": "false",
    # A partition's value is text: “2026-03” is a month, not a day.
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    # The launcher takes this for an interactive shell: it would name it so and draw bars.
    "spark.app.name": "toprung",
    "spark.ui.showConsoleProgress": "false",
}
#: What `spark-defaults.conf` may say otherwise.
_PREFERRED = {
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    # A process that counts nothing holds nothing: without this each would take the whole cluster and keep it.
    "spark.dynamicAllocation.enabled": "true",
    "spark.dynamicAllocation.shuffleTracking.enabled": "true",
    "spark.dynamicAllocation.shuffleTracking.timeout": "60s",
}
_ADVICE = "see that the cluster is up and Java is 17 or newer here; “toprung doctor” tries it."
_KNOCKING = 5.0
_PROBE = "toprung-probe"
_BETWEEN_LOOKS = 0.05
_STDERR = 2


def start(master: str, settings: Mapping[str, str]) -> SparkSession:
    """The process's session at the master, `spark://host:port[,host:port]` or `local[n]`; a JVM starts, in seconds.

    `settings` go before `spark-defaults.conf`. Raises BadInput where pyspark or Java is missing or no master answers.
    """
    _require_parts()
    _knock(master)
    from pyspark.sql import SparkSession

    try:
        return SparkSession.builder.config(conf=_configuration(master, settings)).getOrCreate()
    except failures() as error:
        raise BadInput(f"Spark at {master} could not be started ({first_line(error)}): {_ADVICE}") from error


def failures() -> tuple[type[Exception], ...]:
    """What is raised where Spark refuses, or its JVM is gone."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    return (PySparkException, Py4JError, OSError)


def is_local(master: str) -> bool:
    """Does Spark run inside this process's own JVM, without a cluster?"""
    return master.startswith("local")


def executors(session: SparkSession) -> int:
    """How many executors the session holds now; the driver is not one."""
    return int(session.sparkContext._jsc.sc().getExecutorMemoryStatus().size()) - 1


def is_alive(session: SparkSession) -> bool:
    """Can the session still count? Not after its cluster gave it up or its JVM died."""
    try:
        return not session.sparkContext._jsc.sc().isStopped()
    except failures():
        return False


def stop(session: SparkSession) -> None:
    """Give the cluster back what the session holds. A JVM that is gone is forgotten: the next session starts anew."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    try:
        session.stop()
    except failures():
        SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None
        SparkSession._instantiatedSession = SparkSession._activeSession = None


def require_executors(session: SparkSession, master: str, patience: float) -> None:
    """Wait until the cluster gives a first executor; raises BadInput where it has none after `patience` seconds."""
    if is_local(master) or executors(session):
        return
    # Executors come for work alone. The waiting is done here, since a job that has none waits for ever.
    threading.Thread(target=_probe, args=[session], daemon=True).start()
    until = time.monotonic() + patience
    while not executors(session):
        if time.monotonic() > until:
            session.sparkContext.cancelJobGroup(_PROBE)
            raise BadInput(
                f"Spark at {master} gave no executor within {patience:.0f} seconds; nothing was counted: see that it "
                "has workers with free cores and memory, then run it again."
            )
        time.sleep(_BETWEEN_LOOKS)


def _probe(session: SparkSession) -> None:
    session.sparkContext.setJobGroup(_PROBE, "asking for a first executor", interruptOnCancel=True)
    # Cancelled where none came; whoever waits for it says so.
    with suppress(*failures()):
        session.range(1).collect()


def first_line(error: Exception) -> str:
    """What went wrong, without the other side's trace."""
    return next((line.strip(" .") for line in str(error).splitlines() if line.strip()), type(error).__name__)


def _require_parts() -> None:
    if find_spec("pyspark") is None:
        raise BadInput("TOPRUNG_ENGINE names Spark, but pyspark is not installed: pip install 'toprung[spark]'.")
    home = os.environ.get("JAVA_HOME", "")
    if not (Path(home, "bin", "java").is_file() if home else shutil.which("java")):
        where = f"in JAVA_HOME ({home})" if home else "on the PATH"
        raise BadInput(f"TOPRUNG_ENGINE names Spark, but there is no Java {where}: install Java 17 or newer.")


def _knock(master: str) -> None:
    """Spark itself waits a minute for a master that is not there."""
    if is_local(master):
        return
    addresses = [address.rpartition(":") for address in master.removeprefix("spark://").split(",")]
    if not any(_answers(host, int(port)) for host, _, port in addresses):
        raise BadInput(f"Spark does not answer at {master} (TOPRUNG_ENGINE): start its master, or name the right one.")


def _answers(host: str, port: int) -> bool:
    try:
        with closing(socket.create_connection((host.strip("[]"), port), _KNOCKING)):
            return True
    except OSError:
        return False


def _configuration(master: str, settings: Mapping[str, str]) -> SparkConf:
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway

    if SparkContext._gateway is None:
        # The JVM first: only then does a SparkConf know what spark-defaults.conf says. Standard output is the answer's.
        gateway = launch_gateway(popen_kwargs={"stdout": _STDERR})  # type: ignore[no-untyped-call]
        SparkContext._ensure_initialized(gateway=gateway)
    conf = SparkConf().setMaster(master)
    for name, value in settings.items():
        conf.set(name, value)
    for name, value in _PREFERRED.items():
        conf.setIfMissing(name, value)
    for name, value in _DEMANDED.items():
        conf.set(name, value)
    return conf
