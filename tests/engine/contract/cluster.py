"""A Spark cluster of our own on loopback: one master and two workers of one core each, from the pyspark package."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

#: one cluster for all of Spark's tests, also where several processes share the tests out
SPARK = (pytest.mark.slow, pytest.mark.xdist_group("spark"))
WORKERS = 2
#: Java that lives for a minute: compiled once and lightly, collected by one thread.
QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
_DEPLOY = "org.apache.spark.deploy"
_PATIENCE = 60


def missing() -> str:
    """What this machine lacks for a cluster; empty where it has all."""
    return "" if shutil.which("java") else "there is no Java (tests/need.sh installs it on Debian)"


@dataclass
class Cluster:
    """Where it is and its processes, the master first; `folder` holds their logs."""

    folder: Path
    master: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, name: str, ready: str, *words: str) -> str:
        """Start one process and wait until its log has a line that matches; returns the match's group."""
        import pyspark

        home = Path(pyspark.__file__).parent
        log = self.folder / f"{name}.log"
        environment = {
            **os.environ,
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": QUICK_START,
        }
        with log.open("wb") as output:
            command = [str(home / "bin" / "spark-class"), *words, "--host", "127.0.0.1", "--port", "0"]
            process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        self.processes.append(process)
        return _awaited(process, log, ready)

    def stop(self) -> None:
        """End the processes, workers first, and wait for them."""
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            process.wait(timeout=_PATIENCE)


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """The cluster; it is stopped however the tests end."""
    cluster = Cluster(folder)
    try:
        cluster.master = cluster.start(
            "master", r"Starting Spark master at (spark://\S+)", f"{_DEPLOY}.master.Master", "--webui-port", "0"
        )
        for number in range(WORKERS):
            limits = [
                "--cores",
                "1",
                "--memory",
                "1g",
                "--webui-port",
                "0",
                "--work-dir",
                str(folder / f"work{number}"),
            ]
            worker = [f"{_DEPLOY}.worker.Worker", cluster.master, *limits]
            cluster.start(f"worker{number}", r"(Successfully registered) with master", *worker)
        yield cluster
    finally:
        cluster.stop()


def _awaited(process: subprocess.Popen[bytes], log: Path, line: str) -> str:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if found := re.search(line, log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(f"Spark did not start:\n{log.read_text(errors='replace')}")
