"""Many who keep and some who seal at the same time, on both databases: every request enters one load, none is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.with_postgres import cluster, programs

BEGIN = """
import django

django.setup()
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from django.core.management import call_command
from django.db import connections, transaction

from toprung.doors.api.writing import Writer, commit
from toprung.records.inbox.actions import arrival, forget, seal, the_inbox
from toprung.records.inbox.models import Accepted
from toprung.records.inbox.queries import waiting
from toprung.records.inbox.routing import alias

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
for name in {"default", alias()}:
    call_command("migrate", database=name, verbosity=0, interactive=False)


def request(number):
    return arrival(number, 1, "track", b"{}", "", 1, NOW)
"""

MANY = """
SENDERS, EACH, SEALERS = 12, 40, 3
taken, over, lock = {}, threading.Event(), threading.Lock()
writers = [Writer(commit), Writer(commit)]


def keep(sender):
    for number in range(EACH):
        writers[sender % 2].keep(request(sender * EACH + number))


def empty(sealer):
    while True:
        finished = over.is_set()
        sealed = seal(25)
        if sealed is None:
            if finished:
                connections.close_all()
                return
            continue
        with lock:
            # Two who seal at once may be handed the same load: then it is the same to the row, or partly forgotten.
            found = {row.source_id for row in sealed.rows}
            assert found <= taken.setdefault(sealed.number, found), sealed.number
        forget(sealed.number)


with ThreadPoolExecutor(SENDERS + SEALERS) as threads:
    sealing = [threads.submit(empty, n) for n in range(SEALERS)]
    for one in [threads.submit(keep, n) for n in range(SENDERS)]:
        one.result(60)
    over.set()
    for one in sealing:
        one.result(60)
numbers = [number for rows in taken.values() for number in rows]
print(sorted(numbers) == list(range(SENDERS * EACH)), waiting().requests, the_inbox().sealed == max(taken))
"""

LATER = """
begun, go_on = threading.Event(), threading.Event()


def slow():
    with transaction.atomic(using=alias()):
        row = request(1)
        row.save()
        begun.set()
        assert go_on.wait(20)
    connections.close_all()
    return row.pk


with ThreadPoolExecutor(1) as threads:
    lower = threads.submit(slow)
    assert begun.wait(20)
    Writer(commit).keep(request(2))
    first = seal(10)
    forget(first.number)
    go_on.set()
    lower.result(20)
second = seal(10)
(high,), (low,) = first.rows, second.rows
print(low.pk < high.pk, low.source_id, high.source_id, second.number == first.number + 1)
"""


@pytest.fixture(scope="module")
def socket() -> Iterator[Path]:
    """A PostgreSQL of our own; skipped, by name, where none is installed."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL is not installed")
    with cluster(found) as running:
        yield running


def told(script: str, home: Path, url: str) -> str:
    settings = {"DJANGO_SETTINGS_MODULE": "toprung.config.settings", "TOPRUNG_HOME": str(home), "DATABASE_URL": url}
    words = [sys.executable, "-c", BEGIN + script]
    done = subprocess.run(
        words, env={**os.environ, **settings}, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stderr == ""
    return done.stdout.strip()


def test_every_request_is_in_one_load_on_sqlite(tmp_path: Path) -> None:
    assert told(MANY, tmp_path, "") == "True 0 True"


@pytest.mark.slow
def test_every_request_is_in_one_load_on_postgresql(tmp_path: Path, socket: Path) -> None:
    assert told(MANY, tmp_path, f"postgresql://postgres@/postgres?host={socket}") == "True 0 True"


@pytest.mark.slow
def test_a_lower_number_that_commits_later_is_in_the_next_load_on_postgresql(tmp_path: Path, socket: Path) -> None:
    assert told(LATER, tmp_path, f"postgresql://postgres@/postgres?host={socket}") == "True 1 2 True"
