"""Web and loader killed at random moments under load: what was acknowledged is in the lake, once."""

from __future__ import annotations

import base64
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.doors.serving.conftest import environment, run, until

from toprung.engine.lake import Lake

pytestmark = pytest.mark.slow

KILLS = 60
BATCH = 20
WEB, LOADER = "web", "loader"


@dataclass(slots=True)
class Processes:
    """The two that take events in, started by hand: a supervisor gives up on what dies so often."""

    home: Path
    port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        words = ["127.0.0.1", str(self.port), "1"] if name == WEB else []
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", f"toprung.doors.serving.{name}", *words],
            env=environment(self.home),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self, name: str) -> None:
        process = self.running[name]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)


@dataclass(slots=True)
class Sender:
    """Sends batch after batch, each until it is acknowledged; remembers what was."""

    port: int
    key: str
    number: int
    acknowledged: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def go_on(self) -> None:
        batch = 0
        while not self.stopped.is_set():
            ids = [f"s{self.number}-{batch}-{n}" for n in range(BATCH)]
            while not self.stopped.is_set():
                if self._sent(ids):
                    self.acknowledged += ids
                    break
                self.stopped.wait(0.05)
            batch += 1

    def _sent(self, ids: list[str]) -> bool:
        messages = [
            {"type": "track", "event": "Run", "userId": "u1", "messageId": each, "context": {"groupId": "HF-1"}}
            for each in ids
        ]
        headers = {
            "Content-Type": "application/json",
            "Authorization": "Basic " + base64.b64encode(f"{self.key}:".encode()).decode(),
        }
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", "/v1/batch", json.dumps({"batch": messages}), headers)
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


@pytest.fixture
def founded_with_key(tmp_path: Path) -> tuple[Path, str]:
    home, sheet = tmp_path / "home", tmp_path / "accounts.csv"
    sheet.write_text("account,name\nHF-1,Harbor Foods\n")
    assert run(home, "init", "--workspace", "Brightworks").returncode == 0
    assert run(home, "import", "accounts", str(sheet)).returncode == 0
    return home, str(json.loads(run(home, "source", "add", "Web app", "--json").stdout)["write_key"])


@pytest.fixture
def processes(founded_with_key: tuple[Path, str]) -> Iterator[Processes]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    found = Processes(founded_with_key[0], port)
    for name in (WEB, LOADER):
        found.start(name)
    yield found
    for name in (WEB, LOADER):
        found.kill(name)


def waiting(home: Path) -> Mapping[str, int]:
    told: Mapping[str, int] = json.loads(run(home, "lake", "--json").stdout)
    return told


def test_what_is_acknowledged_is_counted_once_whatever_dies(
    founded_with_key: tuple[Path, str], processes: Processes
) -> None:
    home, key = founded_with_key
    chance = random.Random(20261129)
    senders = [Sender(processes.port, key, number) for number in range(2)]
    threads = [threading.Thread(target=sender.go_on, daemon=True) for sender in senders]
    for thread in threads:
        thread.start()

    def acknowledged() -> int:
        return sum(len(sender.acknowledged) for sender in senders)

    kills = 0
    while kills < KILLS:
        goal = acknowledged() + BATCH * chance.randint(1, 15)
        assert until(lambda goal=goal: acknowledged() >= goal, 60), "the web server came back"  # type: ignore[misc]
        for name in chance.choice([(WEB,), (LOADER,), (WEB, LOADER)]):
            processes.kill(name)
            processes.start(name)
            kills += 1
    for sender in senders:
        sender.stopped.set()
    for thread in threads:
        thread.join(30)

    assert until(lambda: waiting(home)["waiting"] == 0, 60)
    held = [row for path in _files(home) for row in pq.read_table(path, columns=["message_id"]).to_pylist()]
    ids = [row["message_id"] for row in held]
    assert len(ids) == len(set(ids)), "none is counted twice"
    lost = {each for sender in senders for each in sender.acknowledged} - set(ids)
    assert not lost
    assert kills >= 50
    assert len(ids) >= 1_000, "it was under load"


def _files(home: Path) -> list[Path]:
    lake = Lake(home / "lake")
    (key,) = {path.name.removeprefix("workspace=") for path in (home / "lake" / "events").glob("workspace=*")}
    return list(lake.files(key).paths)
