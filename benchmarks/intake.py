"""How fast events are taken in over HTTP, against an fsynced file of the same bytes, and how fast they reach the lake.

Batches of 500 events of about 200 bytes, every message id another. The client has its requests ready before it begins
and shares the machine's cores with the server.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

HEAD = ("work", "events/s, median of runs", "reference", "ratio", "goal")
EVENTS_IN_BATCH = 500
_CONNECTIONS = 8
_SECONDS_TO_ANSWER = 60
#: ids look as a client makes them, scattered over all that there are, and are the same in every run
_IDS = uuid.UUID(int=0)


def rows(batches: int, runs: int) -> list[tuple[str, ...]]:
    """The table: intake alone, the spool beside it, and intake with loading until everything is in the lake."""
    with TemporaryDirectory(prefix="toprung-intake-") as folder:
        home = Path(folder) / "home"
        key = _founded(home, Path(folder))
        taken, spooled = [], []
        for number in range(runs):
            bodies = _bodies(batches, f"a{number}")
            spooled.append(_spooled(bodies, Path(folder) / "spool"))
            with _served(home, "web") as port:
                taken.append(_sent(bodies, key, port))
        _emptied(home)
        loaded = [_into_the_lake(home, key, _bodies(batches, f"b{number}")) for number in range(runs)]
    intake, spool, lake = (statistics.median(found) for found in (taken, spooled, loaded))
    return [
        ("fsynced spool of the same bytes", f"{spool:,.0f}", "", "", ""),
        ("intake over HTTP, durable", f"{intake:,.0f}", "the spool", f"{intake / spool:.2f}x", ">= 250,000"),
        ("into the lake, deduplicated", f"{lake:,.0f}", "", "", ">= 120,000"),
    ]


def _founded(home: Path, folder: Path) -> str:
    sheet = folder / "accounts.csv"
    sheet.write_text("account,name\n" + "".join(f"acct-{n},Account {n}\n" for n in range(500)))
    _toprung(home, "init", "--workspace", "Brightworks")
    _toprung(home, "import", "accounts", str(sheet))
    return str(json.loads(_toprung(home, "source", "add", "Web app", "--json"))["write_key"])


def _bodies(batches: int, mark: str) -> list[bytes]:
    return [
        json.dumps({"batch": [_event(mark, batch, n) for n in range(EVENTS_IN_BATCH)]}).encode()
        for batch in range(batches)
    ]


def _event(mark: str, batch: int, number: int) -> dict[str, object]:
    account = (batch * 37 + number) % 500
    return {
        "type": "track",
        "event": f"Feature {number % 20}",
        "userId": f"user-{account}-{number % 7}",
        "messageId": str(uuid.uuid5(_IDS, f"{mark}-{batch}-{number}")),
        "context": {"groupId": f"acct-{account}"},
        "properties": {"pages": number, "plan": "standard"},
    }


def _spooled(bodies: Sequence[bytes], path: Path) -> float:
    began = time.perf_counter()
    with path.open("wb", buffering=0) as spool:
        for body in bodies:
            spool.write(body)
            os.fsync(spool.fileno())
    return len(bodies) * EVENTS_IN_BATCH / (time.perf_counter() - began)


def _sent(bodies: Sequence[bytes], key: str, port: int) -> float:
    requests = [_request(body, key) for body in bodies]
    shares = [requests[n::_CONNECTIONS] for n in range(_CONNECTIONS)]
    threads = [threading.Thread(target=_send, args=(share, port)) for share in shares]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(bodies) * EVENTS_IN_BATCH / (time.perf_counter() - began)


def _request(body: bytes, key: str) -> bytes:
    head = (
        "POST /v1/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: Basic {base64.b64encode(f'{key}:'.encode()).decode()}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _send(requests: Sequence[bytes], port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for request in requests:
            connection.sendall(request)
            answer = connection.recv(65_536)
            if not answer.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(answer.decode())


def _into_the_lake(home: Path, key: str, bodies: Sequence[bytes]) -> float:
    """From the first request until nothing waits any more."""
    with _served(home, "web") as port, _process(home, "loader"):
        began = time.perf_counter()
        _sent(bodies, key, port)
        _wait(lambda: _waiting(home) == 0)
        return len(bodies) * EVENTS_IN_BATCH / (time.perf_counter() - began)


def _emptied(home: Path) -> None:
    """What the runs without a loader have left is not loaded on the clock of those with one."""
    with _process(home, "loader"):
        _wait(lambda: _waiting(home) == 0)


def _waiting(home: Path) -> int:
    """Asked of the inbox itself: the command would take half a second of the machine each time."""
    connection = sqlite3.connect(f"file:{home / 'inbox.sqlite3'}?mode=ro", uri=True)
    try:
        return int(connection.execute("SELECT count(*) FROM inbox_accepted").fetchone()[0])
    finally:
        connection.close()


def _wait(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 600
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError("the loader has not come to the end in ten minutes")
        time.sleep(0.05)


@contextmanager
def _served(home: Path, name: str) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with _process(home, name, "127.0.0.1", str(port), "2"):
        deadline = time.monotonic() + _SECONDS_TO_ANSWER
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        yield port


@contextmanager
def _process(home: Path, name: str, *words: str) -> Iterator[None]:
    command = [sys.executable, "-m", f"toprung.doors.serving.{name}", *words]
    process = subprocess.Popen(command, env=_environment(home), start_new_session=True)
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _toprung(home: Path, *words: str) -> str:
    command = [sys.executable, "-m", "toprung.doors.cli", *words]
    return subprocess.run(command, env=_environment(home), capture_output=True, text=True, check=True).stdout


def _environment(home: Path) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TOPRUNG", "DJANGO", "DATABASE"))}
    return clean | {"TOPRUNG_HOME": str(home), "TOPRUNG_INTAKE_LIMIT": "1000000000"}
