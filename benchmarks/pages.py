"""Pages at 100 and at 10,000 accounts: the same page of the same server over loopback, and the queries behind it.

DESIGN “Speed to hold”: home, a list of 50 rows and an account's page take at 10,000 accounts at most twice as long as
at 100, 60 ms at the 95th percentile, and at most 12 queries.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DAY = "2026-11-22"
SIZES = (100, 10_000)
#: what is asked for, with the workspace's only account list and an account in the middle of the book
PAGES = {
    "home": "/w/{workspace}/",
    "accounts, 50 rows": "/w/{workspace}/accounts/",
    "accounts, 50 rows, filtered and sorted": "/w/{workspace}/accounts/?rung=3&sort=-health",
    "triage": "/w/{workspace}/triage/",
    "checks": "/w/{workspace}/checks/",
    "account": "/w/{workspace}/accounts/{account}/",
    "results": "/w/{workspace}/results/",
    "hand-offs": "/w/{workspace}/handoffs/",
    "ROI": "/w/{workspace}/roi/",
}
_TURNS = 60
_PROGRAM = (sys.executable, "-m", "toprung.doors.cli")


def rows(folder: Path) -> list[tuple[str, str, str, str, str]]:
    """For each page: median and 95th percentile at both sizes in milliseconds, their ratio, and the queries."""
    homes = {size: _book(folder / str(size), size) for size in SIZES}
    seconds: dict[tuple[str, int], list[float]] = {(page, size): [] for page in PAGES for size in SIZES}
    with _served(homes[SIZES[0]]) as small, _served(homes[SIZES[1]]) as large:
        for _ in range(_TURNS):
            for page in PAGES:
                seconds[page, SIZES[0]].append(small.seconds(page))
                seconds[page, SIZES[1]].append(large.seconds(page))
    queries = {size: _queries(home) for size, home in homes.items()}
    return [_row(page, seconds, queries) for page in PAGES]


def _row(
    page: str, seconds: dict[tuple[str, int], list[float]], queries: dict[int, dict[str, int]]
) -> tuple[str, str, str, str, str]:
    times = [seconds[page, size] for size in SIZES]
    told = [f"{statistics.median(t) * 1000:.0f} / {_p95(t) * 1000:.0f}" for t in times]
    ratio = statistics.median(times[1]) / statistics.median(times[0])
    counts = " / ".join(str(queries[size][page]) for size in SIZES)
    return page, told[0], told[1], f"{ratio:.2f}x", counts


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _book(home: Path, size: int) -> Path:
    """A demo book of that size, built once and kept for further runs; returns its home."""
    if not (home / "demo" / "toprung.sqlite3").exists():
        home.mkdir(parents=True, exist_ok=True)
        command = [*_PROGRAM, "demo", "--accounts", str(size), "--as-of", DAY, "--no-serve"]
        subprocess.run(command, env=_environment(home), check=True, stdout=subprocess.DEVNULL)
    environment = _environment(home / "demo")
    # A book that was built before follows the schema.
    subprocess.run([*_PROGRAM, "upgrade"], env=environment, check=True, stdout=subprocess.DEVNULL)
    email = "bench@toprung.example"
    command = [*_PROGRAM, "user", "add", email, "--name", "Bench", "--role", "admin", "--json"]
    subprocess.run(command, env=environment, check=False, capture_output=True)
    return home / "demo"


class _Site:
    """A keep-alive connection of a signed-in member."""

    def __init__(self, port: int, cookie: str, ids: dict[str, str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._cookie, self._ids = cookie, ids

    def seconds(self, page: str) -> float:
        """How long the page takes, from the request's first byte to the answer's last."""
        path = PAGES[page].format(**self._ids)
        started = time.perf_counter()
        self._connection.request("GET", path, headers={"Cookie": self._cookie, "Accept-Encoding": "identity"})
        answer = self._connection.getresponse()
        body = answer.read()
        taken = time.perf_counter() - started
        if answer.status != 200 or b"</html>" not in body:
            raise SystemExit(f"{path} answered {answer.status}.")
        return taken


@contextmanager
def _served(home: Path) -> Iterator[_Site]:
    """The book served on a free port by one process of `toprung serve`; stopped at the end."""
    port = _free_port()
    told = json.loads(_inside(home, "session"))
    process = subprocess.Popen([*_PROGRAM, "serve", "--port", str(port), "--workers", "1"], env=_environment(home))
    try:
        _wait(port)
        yield _Site(port, f"sessionid={told['session']}", told["ids"])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _queries(home: Path) -> dict[str, int]:
    """Page -> how many queries its second visit makes."""
    return dict(json.loads(_inside(home, "queries")))


def _inside(home: Path, what: str) -> str:
    """What a process of the product's own settings says of the book."""
    command = [sys.executable, "-m", "benchmarks.pages", what]
    return subprocess.run(command, env=_environment(home), check=True, capture_output=True, text=True).stdout


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "TOPRUNG_HOME": str(home), "TOPRUNG_CLOCK": f"{DAY}T10:00:00+00:00", "DATABASE_URL": ""}


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server does not answer.")


def _main() -> None:
    """Run inside a home's own process: make a session, or count queries."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toprung.config.settings")
    import django

    django.setup()
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connections
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from toprung.records.access.models import User
    from toprung.records.tenancy.queries import the_workspace

    user, workspace = User.objects.get(email="bench@toprung.example"), the_workspace()
    accounts = list(workspace.accounts.order_by("name").values_list("pk", flat=True))
    ids = {"workspace": str(workspace.pk), "account": str(accounts[len(accounts) // 2])}
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    if sys.argv[1] == "session":
        store = SessionStore(client.cookies["sessionid"].value)
        sys.stdout.write(json.dumps({"session": store.session_key, "ids": ids}))
        return
    counts = {}
    for page, path in PAGES.items():
        client.get(path.format(**ids))
        with (
            CaptureQueriesContext(connections["default"]) as here,
            CaptureQueriesContext(connections["snapshot"]) as there,
        ):
            client.get(path.format(**ids))
        counts[page] = len(here) + len(there)
    sys.stdout.write(json.dumps(counts))


if __name__ == "__main__":
    _main()
