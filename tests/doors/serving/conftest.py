"""`toprung serve` as a person starts it: a process of its own, over a real file, on a free port."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from toprung.engine.lake import Lake

PROGRAM = (sys.executable, "-m", "toprung.doors.cli")


def environment(home: Path, **more: str) -> dict[str, str]:
    """This process's, without what would change Toprung's ways."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TOPRUNG", "DJANGO", "DATABASE"))}
    return clean | {"TOPRUNG_HOME": str(home)} | more


def run(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A command, to its end; `more` is laid over the environment."""
    env, line = environment(home, **more), (*PROGRAM, *words)
    return subprocess.run(line, env=env, capture_output=True, encoding="utf-8", check=False, timeout=120)


def until(holds: Callable[[], bool], seconds: float = 30) -> bool:
    """Does it come true in that time?"""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


@dataclass(slots=True)
class Server:
    """A running `toprung serve`."""

    process: subprocess.Popen[str]
    home: Path
    port: int
    #: what it has printed since it began, line by line
    lines: list[str]
    reader: threading.Thread

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        """(status, headers, body)"""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        told = answer.status, dict(answer.getheaders()), answer.read().decode()
        connection.close()
        return told

    def children(self) -> dict[str, int]:
        """Name of the module -> process id, of what it started."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        found: dict[str, int] = {}
        for pid in listed:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
            found[next((word for word in words if word.startswith("toprung.")), "")] = int(pid)
        return found

    def ended(self, number: int) -> int:
        """Signal it, and wait until it and its output have ended; its exit code."""
        self.process.send_signal(number)
        code = self.process.wait(30)
        self.reader.join(30)
        return code


def started(home: Path, **more: str) -> Server:
    """Serve, and wait until it says where."""
    process = subprocess.Popen(
        [*PROGRAM, "serve", "--port", "0"],
        env=environment(home, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    lines: list[str] = []
    reader = threading.Thread(target=_read, args=(process, lines), daemon=True)
    reader.start()
    assert until(lambda: any("Toprung is at" in line for line in lines) or process.poll() is not None, 60), lines
    found = re.search(r"Toprung is at http://127\.0\.0\.1:(\d+)", "".join(lines))
    assert found, lines
    return Server(process, home, int(found.group(1)), lines, reader)


def _read(process: subprocess.Popen[str], lines: list[str]) -> None:
    assert process.stdout
    with process.stdout as stream:
        lines.extend(iter(stream.readline, ""))


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a workspace and Ada in it."""
    home = tmp_path_factory.mktemp("served") / "home"
    assert run(home, "init", "--workspace", "Brightworks").returncode == 0
    assert run(home, "user", "add", "ada@brightworks.example", "--name", "Ada Osei").returncode == 0
    return home


@pytest.fixture
def link_of(founded: Path) -> Callable[[], str]:
    """Makes a new log-in link for Ada and gives its path."""

    def made() -> str:
        told = json.loads(run(founded, "user", "link", "ada@brightworks.example", "--json").stdout)
        return str(told["link"]).removeprefix("http://127.0.0.1:8000")

    return made


@pytest.fixture(scope="module")
def server(founded: Path) -> Iterator[Server]:
    """Served, until the tests of the module are through."""
    running = started(founded)
    yield running
    running.ended(signal.SIGTERM)


WEB, LOADER, WORKER = "web", "loader", "worker"


@dataclass(slots=True)
class Processes:
    """Those that take events in and count them, started by hand: a supervisor gives up on what dies so often."""

    home: Path
    port: int
    more: Mapping[str, str] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start the one of that name."""
        words = ["127.0.0.1", str(self.port), "1"] if name == WEB else []
        with self.log(name).open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", f"toprung.doors.serving.{name}", *words],
                env=environment(self.home, **self.more),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def log(self, name: str) -> Path:
        """What it has said, in a file beside the home."""
        return self.home.parent / f"{name}.log"

    def kill(self, name: str) -> None:
        """Kill it, with whatever it has started."""
        process = self.running[name]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)


@pytest.fixture
def founded_with_key(tmp_path: Path) -> tuple[Path, str]:
    """A home with Harbor Foods in it, and the write key of a source."""
    return tmp_path / "home", found_home(tmp_path)


def found_home(folder: Path, **more: str) -> str:
    """Found it at `home` in the folder; returns the key."""
    home, sheet = folder / "home", folder / "accounts.csv"
    sheet.write_text("account,name\nHF-1,Harbor Foods\n")
    assert run(home, "init", "--workspace", "Brightworks", **more).returncode == 0
    assert run(home, "import", "accounts", str(sheet), **more).returncode == 0
    return str(json.loads(run(home, "source", "add", "Web app", "--json", **more).stdout)["write_key"])


@pytest.fixture
def processes(founded_with_key: tuple[Path, str]) -> Iterator[Processes]:
    """Its web server and loader, on a free port."""
    with serving(founded_with_key[0]) as running:
        yield running


@contextmanager
def serving(home: Path, **more: str) -> Iterator[Processes]:
    """The web server and the loader of a home, on a free port; killed at the end with what was started beside them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    found = Processes(home, port, more)
    for name in (WEB, LOADER):
        found.start(name)
    yield found
    for name in tuple(found.running):
        found.kill(name)


def post_batch(port: int, key: str, ids: list[str]) -> bool:
    """Send an event of Harbor Foods for each message id; was the batch accepted? Raises OSError or HTTPException."""
    messages = [
        {"type": "track", "event": "Run", "userId": "u1", "messageId": each, "context": {"groupId": "HF-1"}}
        for each in ids
    ]
    headers = {
        "Content-Type": "application/json",
        "Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode(),
    }
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST", "/v1/batch", json.dumps({"batch": messages}), headers)
        return connection.getresponse().status == 200
    finally:
        connection.close()


def lake_of(home: Path, **more: str) -> Mapping[str, int]:
    """The lake in figures, as the command tells them."""
    told: Mapping[str, int] = json.loads(run(home, "lake", "--json", **more).stdout)
    return told


def counted(home: Path, **more: str) -> int | None:
    """The account's events of 28 days as its last evaluation counted them; None before the first."""
    told = json.loads(run(home, "accounts", "--json", **more).stdout or "[]")
    return next((row["events_28"] for row in told), None)


def message_ids(home: Path) -> list[str]:
    """Of every event that the lake holds for its one workspace."""
    (key,) = {path.name.removeprefix("workspace=") for path in (home / "lake" / "events").glob("workspace=*")}
    paths = Lake(home / "lake").files(key).paths
    return [row["message_id"] for path in paths for row in pq.read_table(path, columns=["message_id"]).to_pylist()]
