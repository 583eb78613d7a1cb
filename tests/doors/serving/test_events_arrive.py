"""Events sent to a served Toprung reach the lake once, also when the loader is killed in between."""

from __future__ import annotations

import base64
import json
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest
from tests.doors.serving.conftest import Server, message_ids, run, started, until

pytestmark = pytest.mark.slow

ACCOUNTS = "account,name\nHF-1,Harbor Foods\n"


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A server of Harbor Foods' vendor, and the write key of its web app."""
    folder = tmp_path_factory.mktemp("fed")
    home, sheet = folder / "home", folder / "accounts.csv"
    sheet.write_text(ACCOUNTS)
    assert run(home, "init", "--workspace", "Brightworks").returncode == 0
    assert run(home, "import", "accounts", str(sheet)).returncode == 0
    key = json.loads(run(home, "source", "add", "Web app", "--json").stdout)["write_key"]
    running = started(home)
    yield running, str(key)
    running.ended(signal.SIGTERM)


def send(server: Server, key: str, *messages: dict[str, object]) -> tuple[int, dict[str, object]]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {
        "Content-Type": "application/json",
        "Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode(),
    }
    connection.request("POST", "/v1/batch", json.dumps({"batch": list(messages)}), headers)
    answer = connection.getresponse()
    told = answer.status, json.loads(answer.read())
    connection.close()
    return told


def used(number: int) -> dict[str, object]:
    return {
        "type": "track",
        "event": "Report Run",
        "userId": f"u{number % 5}",
        "messageId": f"m{number}",
        "context": {"groupId": "HF-1"},
    }


def events(home: Path) -> int:
    return int(json.loads(run(home, "lake", "--json").stdout)["events"])


def test_what_is_acknowledged_is_counted_once(fed: tuple[Server, str]) -> None:
    server, key = fed
    assert send(server, key, *(used(n) for n in range(50)))[0] == 200
    os.kill(server.children()["toprung.doors.serving.loader"], signal.SIGKILL)
    assert send(server, key, *(used(n) for n in range(25, 100)))[0] == 200
    assert until(lambda: events(server.home) == 100)
    told = json.loads(run(server.home, "lake", "--json").stdout)
    assert (told["waiting"], told["unmatched"]) == (0, 0)


def test_a_refused_message_is_told_and_the_others_count(fed: tuple[Server, str]) -> None:
    server, key = fed
    nameless = {"type": "track", "userId": "u1", "messageId": "bad"}
    before = events(server.home)
    assert send(server, key, used(1000), nameless)[0] == 200
    assert until(lambda: events(server.home) == before + 1)
    (told,) = json.loads(run(server.home, "source", "messages", "Web app", "--refused", "--json").stdout)
    assert not told["accepted"]
    assert "event" in told["why"]


def test_a_wrong_key_is_refused(fed: tuple[Server, str]) -> None:
    status, told = send(fed[0], "0" * 32, used(1))
    assert status == 401
    assert told["success"] is False


def test_the_events_of_a_person_are_erased_from_every_file(fed: tuple[Server, str]) -> None:
    server, key = fed
    told = {"type": "identify", "userId": "u-gone", "messageId": "m-gone", "traits": {"email": "gone@harbor.example"}}
    assert send(server, key, told, {**used(2000), "userId": "u-gone"})[0] == 200
    assert until(lambda: json.loads(run(server.home, "lake", "--json").stdout)["waiting"] == 0)
    assert traces(server.home)
    assert send(server, key, {**used(2001), "userId": "gone@harbor.example"})[0] == 200

    # While it is served; what may still wait is loaded by the command itself.
    erased = json.loads(run(server.home, "lake", "erase", "--user", "gone@harbor.example", "--json").stdout)

    # Two events; the two ids that the person had; the three messages that were shown.
    assert erased == {"erase": 2, "records": 5}
    assert traces(server.home) == []
    assert send(server, key, used(3000))[0] == 200
    assert until(lambda: "m3000" in message_ids(server.home)), "the others' events go on"
    assert traces(server.home) == []


def test_the_days_follow_the_workspaces_zone_while_it_is_served(fed: tuple[Server, str]) -> None:
    server, key = fed
    late = datetime.now(UTC).replace(hour=0, minute=30) - timedelta(days=40)
    assert send(server, key, {**used(4000), "timestamp": late.isoformat()})[0] == 200
    assert until(lambda: first_on(server.home) == str(late.date()))
    # As the page leaves it; and the loader dies before, while or after it takes it up.
    with closing(sqlite3.connect(server.home / "toprung.sqlite3", timeout=30)) as records, records:
        records.execute("UPDATE tenancy_workspace SET timezone = 'Pacific/Honolulu'")
    os.kill(server.children()["toprung.doors.serving.loader"], signal.SIGKILL)
    assert send(server, key, {**used(4001), "timestamp": late.isoformat()})[0] == 200

    assert until(lambda: first_on(server.home) == str(late.date() - timedelta(days=1)))
    assert until(lambda: "m4001" in message_ids(server.home))
    told = json.loads(run(server.home, "workspace", "--timezone", "UTC", "--json").stdout)
    assert told["events_zone"] == "UTC"
    assert first_on(server.home) == str(late.date())
    ids = message_ids(server.home)
    assert len(ids) == len(set(ids))


def first_on(home: Path) -> str:
    return str(json.loads(run(home, "lake", "--json").stdout)["first_on"])


def traces(home: Path) -> list[Path]:
    """The files under the home, databases and their journals among them, that hold the person's words."""
    words = (b"gone@harbor.example", b"u-gone", b"m-gone")
    files = [path for path in home.rglob("*") if path.is_file()]
    return [path for path in files if any(word in path.read_bytes() for word in words)]
