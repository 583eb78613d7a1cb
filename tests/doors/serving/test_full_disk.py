"""A full disk under a served Toprung: intake says so and keeps its word, and all goes on by itself afterwards."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from tests.doors.serving.conftest import LOADER, WEB, Processes, lake_of, message_ids, until
from tests.doors.serving.disks import Disk, LimitedDisk, family, may_mount, small_disk

pytestmark = pytest.mark.slow

BATCH = 100
#: where the disk is full: under everything, or under the lake alone
EVERYWHERE, LAKE = "home", "home/lake"
WAYS = ["limited", *(["small"] if may_mount() else [])]


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """How the disk is made full."""
    return str(request.param)


@pytest.fixture
def where() -> str:
    """The folder with a disk of its own, under the test's."""
    return EVERYWHERE


@pytest.fixture
def disk(way: str, where: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Disk]:
    """Under the folder of that name."""
    if way == "small":
        with small_disk(tmp_path / where) as mounted:
            yield mounted
        return

    def writers() -> list[int]:
        processes: Processes = request.getfixturevalue("processes")
        names = (WEB, LOADER) if where == EVERYWHERE else (LOADER,)
        return [pid for name in names for pid in family(processes.running[name].pid)]

    yield LimitedDisk(tmp_path / where, writers)


class Sender:
    """Sends one batch after the other, each once, and remembers what was answered."""

    def __init__(self, port: int, key: str) -> None:
        self._port, self._key, self._sent = port, key, 0
        self.acknowledged: list[str] = []
        self.refused: list[str] = []
        self.answer: tuple[int, dict[str, str], dict[str, object]] = (0, {}, {})

    def send(self) -> int:
        """The status of the next batch."""
        self._sent += 1
        ids = [f"m{self._sent}-{n}" for n in range(BATCH)]
        try:
            self.answer = self._posted(ids)
        except ConnectionRefusedError:  # the server is not up yet
            self.answer = 0, {}, {}
        (self.acknowledged if self.answer[0] == 200 else self.refused).extend(ids)
        return self.answer[0]

    def _posted(self, ids: list[str]) -> tuple[int, dict[str, str], dict[str, object]]:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = {"Authorization": "Basic " + base64.b64encode(f"{self._key}:".encode()).decode()}
        connection.request("POST", "/v1/batch", json.dumps({"batch": [_used(each) for each in ids]}), headers)
        answer = connection.getresponse()
        told = answer.status, {name.lower(): value for name, value in answer.getheaders()}, json.loads(answer.read())
        connection.close()
        return told


def _used(number: str) -> dict[str, object]:
    return {
        "type": "track",
        "event": "Report Run",
        "userId": "u1",
        "messageId": number,
        "context": {"groupId": "HF-1"},
        # Something that gzip cannot shorten much, lest the batch fit into the room that is left.
        "properties": {"noise": base64.b64encode(random.Random(number).randbytes(600)).decode()},
    }


@pytest.fixture
def sender(disk: Disk, founded_with_key: tuple[Path, str], processes: Processes) -> Sender:
    """Of the running Toprung's key, once that answers and its loader loads."""
    sending = Sender(processes.port, founded_with_key[1])
    assert until(lambda: sending.send() == 200, 60)
    assert until(lambda: _loaded(sending, founded_with_key[0]), 60)
    return sending


def _loaded(sender: Sender, home: Path) -> bool:
    told = lake_of(home)
    return told["waiting"] == 0 and told["events"] == len(sender.acknowledged)


def _everything_once(sender: Sender, home: Path) -> None:
    assert until(lambda: _loaded(sender, home), 120), lake_of(home)
    assert sorted(message_ids(home)) == sorted(sender.acknowledged), "what was acknowledged, once, and nothing else"


def test_a_full_disk_is_answered_503_and_loses_nothing(
    disk: Disk, founded_with_key: tuple[Path, str], processes: Processes, sender: Sender
) -> None:
    before = _ids(processes)
    disk.fill()

    # What fits into files that are there already is still kept and acknowledged; then nothing is.
    assert until(lambda: sender.send() == 503, 60)
    status, headers, told = sender.answer
    assert (status, headers["retry-after"], told["success"], told["code"]) == (503, "5", False, "unavailable")
    assert "nothing of this request was kept: send it again in 5 seconds" in str(told["message"])
    answers = [sender.send() for _ in range(200)]
    assert set(answers) <= {200, 503}, "no other answer, and never none"
    assert answers.count(503) > 100

    disk.free()

    assert until(lambda: sender.send() == 200, 10), "it goes on by itself"
    _everything_once(sender, founded_with_key[0])
    assert _ids(processes) == before, "nobody was started again"


class TestUnderTheLake:
    """The inbox has room, the lake has none: messages are taken, and wait."""

    @pytest.fixture
    def where(self) -> str:
        """The lake's folder."""
        return LAKE

    def test_the_loader_waits_and_goes_on(
        self, disk: Disk, founded_with_key: tuple[Path, str], processes: Processes, sender: Sender
    ) -> None:
        home, before = founded_with_key[0], _ids(processes)
        loaded = len(sender.acknowledged)
        disk.fill()

        for _ in range(10):
            assert sender.send() == 200
        assert until(lambda: "loading events failed" in processes.log(LOADER).read_text(), 30)
        told = lake_of(home)
        assert told["events"] == loaded
        assert told["waiting"] == 10 * BATCH

        disk.free()

        _everything_once(sender, home)
        assert _ids(processes) == before, "nobody was started again"


def _ids(processes: Processes) -> list[int]:
    return sorted(pid for name in (WEB, LOADER) for pid in family(processes.running[name].pid))
