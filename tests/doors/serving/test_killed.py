"""Web, loader and worker killed at random moments under load: what was acknowledged is counted, once."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import pytest
from tests.doors.serving.conftest import (
    LOADER,
    WEB,
    WORKER,
    Processes,
    counted,
    found_home,
    lake_of,
    message_ids,
    post_batch,
    serving,
    until,
)
from tests.with_postgres import cluster, programs

pytestmark = pytest.mark.slow

KILLS, KILLS_ON_POSTGRESQL = 60, 20
#: who dies together
TOGETHER = ((WEB,), (LOADER,), (WORKER,), (WEB, LOADER), (LOADER, WORKER), (WEB, LOADER, WORKER))
BATCH = 20


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
        try:
            return post_batch(self.port, self.key, ids)
        except (OSError, HTTPException):
            return False


def test_what_is_acknowledged_is_counted_once_whatever_dies(
    founded_with_key: tuple[Path, str], processes: Processes
) -> None:
    kill_under_load(processes, founded_with_key[1], KILLS)


def test_the_same_with_the_inbox_on_postgresql(tmp_path: Path) -> None:
    installed = programs()
    if installed is None:
        pytest.skip("PostgreSQL is not installed")
    with cluster(installed) as socket:
        url = {"DATABASE_URL": f"postgresql://postgres@/postgres?host={socket}"}
        key = found_home(tmp_path, **url)
        with serving(tmp_path / "home", **url) as processes:
            kill_under_load(processes, key, KILLS_ON_POSTGRESQL)


def kill_under_load(processes: Processes, key: str, times: int) -> None:
    """Kill them so often while two send; then every acknowledged event is in the lake, once, and evaluated so."""
    chance = random.Random(20261129)
    processes.start(WORKER)
    senders = [Sender(processes.port, key, number) for number in range(2)]
    threads = [threading.Thread(target=sender.go_on, daemon=True) for sender in senders]
    for thread in threads:
        thread.start()

    def acknowledged() -> int:
        return sum(len(sender.acknowledged) for sender in senders)

    kills = 0
    while kills < times:
        goal = acknowledged() + BATCH * chance.randint(1, 15)
        assert until(lambda goal=goal: acknowledged() >= goal, 60), "the web server came back"  # type: ignore[misc]
        for name in chance.choice(TOGETHER):
            processes.kill(name)
            processes.start(name)
            kills += 1
    for sender in senders:
        sender.stopped.set()
    for thread in threads:
        thread.join(30)

    assert until(lambda: lake_of(processes.home, **processes.more)["waiting"] == 0, 60)
    ids = message_ids(processes.home)
    assert len(ids) == len(set(ids)), "none is counted twice"
    lost = {each for sender in senders for each in sender.acknowledged} - set(ids)
    assert not lost
    assert len(ids) >= 10 * times, "it was under load"
    assert until(lambda: counted(processes.home, **processes.more) == len(ids), 120), "and evaluated as many"
