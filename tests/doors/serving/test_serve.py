"""`toprung serve`: answers, keeps answering, stops cleanly, and refuses with a sentence what it cannot do."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, build_opener

import pytest
from tests.doors.serving.conftest import Server, run, started, until


def test_it_asks_who_comes(server: Server) -> None:
    status, headers, _ = server.get("/")

    assert (status, headers["location"]) == (302, "/enter/login/?next=/")
    status, headers, page = server.get("/enter/login/")
    assert status == 200
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    cookie = SimpleCookie(headers["set-cookie"])["csrftoken"]
    assert (cookie["samesite"], bool(cookie["secure"])) == ("Lax", False), "http: a secure cookie would not come back"
    assert "Sign in" in page


def test_static_files_may_be_kept_for_ever_and_come_compressed(server: Server) -> None:
    (sheet,) = re.findall(r'href="(/static/toprung/toprung\.\w+\.css)"', server.get("/enter/login/")[2])

    status, headers, _ = server.get(sheet, **{"Accept-Encoding": "identity"})
    assert status == 200
    assert "immutable" in headers["cache-control"]
    connection_headers = _head(server, sheet, "gzip")
    assert connection_headers["content-encoding"] == "gzip"


def _head(server: Server, path: str, encoding: str) -> dict[str, str]:
    from http.client import HTTPConnection

    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("HEAD", path, headers={"Accept-Encoding": encoding})
    headers = {name.lower(): value for name, value in connection.getresponse().getheaders()}
    connection.close()
    return headers


def test_a_link_lets_in_over_the_wire(server: Server, link_of: Callable[[], str]) -> None:
    opener = build_opener(HTTPCookieProcessor(), HTTPRedirectHandler())
    here = f"http://127.0.0.1:{server.port}{link_of()}"
    page = opener.open(here).read().decode()
    (token,) = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page)

    arrived = opener.open(here, urlencode({"csrfmiddlewaretoken": token}).encode())

    assert arrived.geturl().endswith("/w/1/")
    assert "Brightworks" in arrived.read().decode()


def test_a_host_that_is_not_ours_is_refused(server: Server) -> None:
    status, _, page = server.get("/enter/login/", Host="elsewhere.example")

    assert status == 400
    assert "Traceback" not in page


def test_slow_senders_hold_nobody_else(server: Server) -> None:
    """Eight who send a form a byte at a time; everybody else is answered at once."""
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(8)]
    for connection in slow:
        connection.sendall(
            b"POST /enter/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin="
        )
    begun = time.monotonic()
    for _ in range(10):
        assert server.get("/enter/login/")[0] == 200
    assert time.monotonic() - begun < 5
    for connection in slow:
        connection.close()


def test_the_key_is_the_owners_alone(server: Server) -> None:
    secret = server.home / "secret"

    assert secret.stat().st_mode & 0o777 == 0o600
    assert len(secret.read_text()) >= 43


def test_a_second_one_on_the_port_is_told(server: Server) -> None:
    second = run(server.home, "serve", "--port", str(server.port))

    assert second.returncode == 1
    assert f"127.0.0.1:{server.port} cannot be served" in second.stderr
    assert "--port" in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.slow
def test_what_dies_is_started_again(server: Server) -> None:
    for module in ("toprung.doors.serving.worker", "toprung.doors.serving.web"):
        before = server.children()[module]
        os.kill(before, signal.SIGKILL)
        assert until(lambda m=module, b=before: server.children().get(m, b) != b)  # type: ignore[misc]
        assert until(lambda: _answers(server))
    assert "is started again" in "".join(server.lines)


def _answers(server: Server) -> bool:
    try:
        return server.get("/enter/login/")[0] == 200
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_it_stops_when_told(number: int, founded: Path) -> None:
    server = started(founded)
    children = list(server.children().values())

    assert server.ended(number) == 0
    assert "Toprung has stopped.\n" in server.lines
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)
    assert "Traceback" not in "".join(server.lines)
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", server.port))


@pytest.mark.slow
def test_nothing_stays_behind_a_supervisor_that_was_killed(founded: Path) -> None:
    server = started(founded)
    children = list(server.children().values())

    server.ended(signal.SIGKILL)

    assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), 20)
    assert until(lambda: not _answers(server))


def test_an_old_schema_is_refused(founded: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    source, target = sqlite3.connect(founded / "toprung.sqlite3"), sqlite3.connect(home / "toprung.sqlite3")
    with closing(source), closing(target), target:
        source.backup(target)
        target.execute("DELETE FROM django_migrations WHERE app = 'access' AND name LIKE '0003%'")
    source, target = sqlite3.connect(founded / "inbox.sqlite3"), sqlite3.connect(home / "inbox.sqlite3")
    with closing(source), closing(target):
        source.backup(target)

    refused = run(home, "serve", "--port", "0")

    assert refused.returncode == 2
    assert "run “toprung upgrade”" in refused.stderr


def test_nothing_there_yet(tmp_path: Path) -> None:
    refused = run(tmp_path / "home", "serve", "--port", "0")

    assert refused.returncode == 2
    assert "begin with “toprung init" in refused.stderr
    assert not (tmp_path / "home").exists()
