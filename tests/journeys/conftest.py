"""A served demo book and a real browser for the journeys."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

#: the day on which every journey happens
MOMENT = "2026-03-31T10:00:00+00:00"
DAY = MOMENT[:10]
#: the demo's admin
DEMO = "demo@toprung.example"
_STARTING_SECONDS = 60
#: the browser is slow on a machine that runs other tests as well
expect.set_options(timeout=15_000)

ROOT = Path(__file__).parent.parent.parent
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every journey is slow, and all share one process: they use one server and one browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.xdist_group("browser"))


@dataclass(frozen=True, slots=True)
class Served:
    """A running Toprung: where it answers, and its command line."""

    address: str
    environment: dict[str, str]

    def run(self, *arguments: str) -> str:
        """Run a command on the same data and return what it printed."""
        command = [sys.executable, "-m", "toprung.doors.cli", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def send(self, key: str, *messages: dict[str, Any]) -> None:
        """Send a batch with a source's write key, as a program would."""
        authorization = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
        headers = {"Authorization": authorization, "Content-Type": "application/json"}
        body = json.dumps({"batch": list(messages)}).encode()
        with urlopen(Request(f"{self.address}/v1/batch", body, headers), timeout=30) as answer:
            assert answer.status == 200

    def sign_in_link(self, email: str) -> str:
        """A one-time log-in link for that person, on this server."""
        printed = self.run("user", "link", email)
        found = next(word for word in printed.split() if "/enter/" in word)
        return self.address + found[found.index("/", len("http://")) :]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo book of 40 accounts, served on a free port; stopped at the end."""
    yield from _serving(tmp_path_factory.mktemp("served"), demo=True)


@pytest.fixture(scope="session")
def fed(served: Served) -> Served:
    """The demo book with a source that has sent: an account's event, a group's that has none, and what is refused."""
    key = json.loads(served.run("source", "add", "Screens", "--json"))["write_key"]
    served.run("matching", "link", "linked-eu", "LL-0002")
    clicked = {"type": "track", "event": "Clicked", "userId": "s1", "timestamp": MOMENT}
    groups = ("LL-0001", "linked-eu", "screens-eu")
    sent = [clicked | {"context": {"groupId": group}} for group in groups]
    served.send(key, *sent, clicked | {"userId": "s2"}, {"type": "track", "userId": "s1"})
    until = time.monotonic() + _STARTING_SECONDS
    while len(json.loads(served.run("source", "messages", "Screens", "--json"))) < 5:
        assert time.monotonic() < until, "what was sent is not loaded"
        time.sleep(0.2)
    return served


@pytest.fixture
def served_empty(tmp_path: Path) -> Iterator[Served]:
    """A workspace with one admin and nothing in it, served on a free port; stopped at the end."""
    yield from _serving(tmp_path, demo=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; journeys are skipped, by name, where there is none.

    Closed at the end of each module: its event loop counts as running, and Django refuses a database beside one to
    whatever test comes next in the process.
    """
    program = os.environ.get("TOPRUNG_BROWSER") or shutil.which("chromium")
    if program is None:
        pytest.skip("no Chromium: name one in TOPRUNG_BROWSER")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=list(_QUIET))
        yield launched
        launched.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browser contexts; each is closed at the end, and none may have broken the content policy."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def opening(**options: object) -> BrowserContext:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        context.on("console", lambda message: complaints.append(message.text))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        opened.append(context)
        return context

    yield opening
    for context in opened:
        context.close()
    assert [text for text in complaints if "Content Security Policy" in text or "Error" in text] == []


@pytest.fixture
def signed_in(visitor: Callable[..., BrowserContext], served: Served) -> Page:
    """The demo's admin, at home."""
    page = visitor(viewport={"width": 1440, "height": 900}).new_page()
    sign_in(page, served, DEMO)
    return page


def sign_in(page: Page, served: Served, email: str) -> None:
    """Use a one-time link, as a person would."""
    page.goto(served.sign_in_link(email))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/w/*/")


def _serving(home: Path, *, demo: bool) -> Iterator[Served]:
    port = _free_port()
    # With the product's own settings, not the tests': mails are written, and log-in attempts counted.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    environment |= {"TOPRUNG_HOME": str(home), "TOPRUNG_CLOCK": MOMENT, "DATABASE_URL": ""}
    if demo:
        _command(environment, "demo", "--accounts", "40", "--as-of", DAY, "--no-serve")
        environment["TOPRUNG_HOME"] = str(home / "demo")
        _command(environment, "user", "add", DEMO, "--name", "Dana Demo", "--role", "admin")
    else:
        _command(environment, "init", "--workspace", "Brightworks")
        _command(environment, "user", "add", "ada@brightworks.example", "--name", "Ada Osei", "--role", "admin")
    served = Served(f"http://127.0.0.1:{port}", environment)
    log = (home / "serve.log").open("w")
    command = [sys.executable, "-m", "toprung.doors.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait_until_it_answers(served.address, process, home / "serve.log")
        yield served
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def _command(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "-m", "toprung.doors.cli", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _wait_until_it_answers(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _STARTING_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            urlopen(f"{address}/enter/login/", timeout=5).close()
            return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"the server does not answer: {log.read_text()}")
