"""A backup taken while events come in, and restored after more have come: each event of that moment is there, once."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from tests.doors.serving.conftest import (
    LOADER,
    WORKER,
    Processes,
    counted,
    environment,
    found_home,
    lake_of,
    message_ids,
    post_batch,
    run,
    serving,
    until,
)
from tests.with_postgres import cluster, programs

pytestmark = pytest.mark.slow

_DIES_BEFORE_IT_FORGETS = """
import django
django.setup()
from toprung.doors.clock import now
from toprung.motion.intake import loading
def die(number):
    raise SystemExit(9)
loading.inbox.forget = die
loading.load_once(now())
"""


_ACCEPTED = """
import django
django.setup()
from django.db.models import Sum
from toprung.records.matching.models import SourceHour
print(SourceHour.objects.aggregate(sum=Sum("accepted"))["sum"])
"""


def python(home: Path, code: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run it with the settings of the home."""
    env = environment(home, DJANGO_SETTINGS_MODULE="toprung.config.settings", **more)
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, encoding="utf-8", check=False)


def send(processes: Processes, key: str, name: str, count: int) -> list[str]:
    """So many events, accepted; their ids."""
    ids = [f"{name}{number}" for number in range(count)]
    assert post_batch(processes.port, key, ids)
    return ids


def all_loaded(home: Path, **more: str) -> bool:
    return until(lambda: lake_of(home, **more)["waiting"] == 0, 60)


def accepted(home: Path, **more: str) -> int:
    """How many messages its source has sent, as they were counted when they were loaded."""
    return int(python(home, _ACCEPTED, **more).stdout)


def test_every_event_of_that_moment_is_there_once(tmp_path: Path) -> None:
    there_and_back(tmp_path)


def test_the_same_with_the_records_on_postgresql(tmp_path: Path) -> None:
    installed = programs()
    if installed is None:
        pytest.skip("PostgreSQL is not installed")
    with cluster(installed) as socket:
        url = {"DATABASE_URL": f"postgresql://postgres@/postgres?host={socket}"}
        with psycopg.connect(f"dbname=postgres user=postgres host={socket}") as others:
            others.execute("CREATE TABLE theirs (number integer)")
            others.execute("CREATE SCHEMA theirs")
            others.execute("INSERT INTO theirs VALUES (1)")
        there_and_back(tmp_path, **url)
        with psycopg.connect(f"dbname=postgres user=postgres host={socket}") as others:
            assert others.execute("SELECT number FROM theirs").fetchall() == [(1,)], "what is not Toprung's is left"
            in_use = run(tmp_path / "home", "restore", str(tmp_path / "backup"), "--yes", **url)
        assert (in_use.returncode, "Others use the database postgres" in in_use.stderr) == (2, True)
        without = url | {"PATH": str(_programs_without_psql(tmp_path))}
        refused = run(tmp_path / "home", "restore", str(tmp_path / "backup"), "--yes", **without)
        assert (refused.returncode, "psql is not on the PATH" in refused.stderr) == (2, True)
        with psycopg.connect(f"dbname=postgres user=postgres host={socket}") as others:
            others.execute("CREATE ROLE reader LOGIN IN ROLE pg_read_all_data")
            others.execute("CREATE VIEW accounts_of_theirs AS SELECT name FROM book_account")
        for user, why in (("postgres", "other objects depend on"), ("reader", "must be owner of")):
            role = {"DATABASE_URL": f"postgresql://{user}@/postgres?host={socket}"}
            refused = run(tmp_path / "home", "restore", str(tmp_path / "backup"), "--yes", **role)
            assert (refused.returncode, why in refused.stderr) == (2, True), refused.stderr
        nobody = {"DATABASE_URL": f"postgresql://nobody@/postgres?host={socket}"}
        silent = run(tmp_path / "home", "restore", str(tmp_path / "backup"), "--yes", **nobody)
        assert (silent.returncode, "Nothing was changed." in silent.stderr) == (2, True), silent.stderr
        assert run(tmp_path / "home", "accounts", **url).returncode == 0, "none of them has begun"


def _programs_without_psql(folder: Path) -> Path:
    """A folder of PATH with PostgreSQL's other two."""
    found = folder / "programs"
    found.mkdir()
    for name in ("pg_dump", "pg_restore"):
        path = shutil.which(name)
        assert path, "the server's package brings its clients"
        (found / name).symlink_to(path)
    return found


def there_and_back(folder: Path, **more: str) -> None:
    home, key = folder / "home", found_home(folder, **more)
    with serving(home, **more) as processes:
        assert until(lambda: processes.log("web").exists())
        first = send_once_up(processes, key)
        assert all_loaded(home, **more)
        # A load that the lake holds and the inbox does not know of, and messages that are in no load.
        processes.kill(LOADER)
        half = send(processes, key, "half", 5)
        assert python(home, _DIES_BEFORE_IT_FORGETS, **more).returncode == 9
        waits = send(processes, key, "waits", 7)
        backup = folder / "backup"
        told = json.loads(run(home, "backup", str(backup), "--json", **more).stdout)
        assert (told["events"], told["with_events"]) == (len(first) + len(half), True)
        processes.start(LOADER)
        assert all_loaded(home, **more)
        for number in range(3):
            send(processes, key, f"later{number}-", 4)
            assert all_loaded(home, **more)
        refused = run(home, "restore", str(backup), "--yes", **more)
        assert (refused.returncode, "Toprung is in use in" in refused.stderr) == (2, True)
        # The web server alone would go on writing into what was set aside.
        processes.kill(LOADER)
        del processes.running[LOADER]
        refused = run(home, "restore", str(backup), "--yes", **more)
        assert (refused.returncode, "Toprung is in use in" in refused.stderr) == (2, True)
    assert len(message_ids(home)) == len(first + half + waits) + 12

    looked = run(home, "restore", str(backup), **more)
    assert (looked.returncode, "Nothing was changed" in looked.stdout) == (0, True)
    done = run(home, "restore", str(backup), "--yes", **more)
    assert done.returncode == 0, done.stderr
    assert "Restored: everything stands as on" in done.stdout

    then = lake_of(home, **more)
    assert (then["events"], then["waiting"]) == (len(first + half), len(half + waits))
    with serving(home, **more) as processes:
        processes.start(WORKER)
        assert all_loaded(home, **more)
        assert sorted(message_ids(home)) == sorted(first + half + waits)
        # Loads get the numbers again that those after the backup had.
        new = send_once_up(processes, key, "new") + send(processes, key, "newer", 3)
        assert all_loaded(home, **more)
        assert sorted(message_ids(home)) == sorted(first + half + waits + new)
        assert accepted(home, **more) == len(first + half + waits + new), "the half load was counted once"
        assert until(lambda: counted(home, **more) == len(first + half + waits + new), 120)
    assert run(home, "verify", **more).returncode == 0
    assert run(home, "doctor", **more).returncode == 0


def send_once_up(processes: Processes, key: str, name: str = "first") -> list[str]:
    """Ten events, as soon as somebody takes them."""
    sent: list[str] = []

    def could() -> bool:
        try:
            sent[:] = send(processes, key, name, 10)
        except OSError:
            return False
        return True

    assert until(could, 60), processes.log("web").read_text()
    return sent
