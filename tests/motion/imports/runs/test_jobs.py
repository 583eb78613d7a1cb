"""What workers do: one run in one hand, taken up again where a worker died, given up where it breaks them all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.cast import NOW, Cast
from tests.motion.imports.runs import worker_process
from tests.motion.imports.runs.running import Importing

from toprung.kernel.errors import Refused
from toprung.motion.imports.jobs import work_at_once, work_once
from toprung.motion.imports.models import ImportRun, RunState
from toprung.motion.imports.runs.choosing import Choice, choose
from toprung.motion.imports.runs.claiming import DEAD_AFTER, MOST_ATTEMPTS, Lost, take
from toprung.motion.imports.runs.starting import discard, start
from toprung.motion.imports.runs.storing import path_of, rejects_path_of
from toprung.records.book.models import Account

Run = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def process(tmp_path: Path) -> Run:
    """Begin a phase of `worker_process` over a store of its own in files."""
    own = {"DJANGO_SETTINGS_MODULE": "toprung.config.settings", "TOPRUNG_HOME": str(tmp_path / "real")}
    (tmp_path / "real").mkdir()

    def begin(*words: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(Path(worker_process.__file__)), *words]
        env = {**os.environ, **own, "DATABASE_URL": ""}
        return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    return begin


def told(begun: subprocess.Popen[str]) -> Any:
    out, errors = begun.communicate(timeout=240)
    assert begun.returncode == 0, errors
    return json.loads(out)


@pytest.mark.slow
@pytest.mark.parametrize("where", ["between", "within"])
def test_a_worker_that_is_killed_loses_nothing_and_the_next_one_goes_on(process: Run, where: str) -> None:
    before = told(process("prepare"))["before"]
    dying = process("die", where)
    dying.communicate(timeout=240)
    assert dying.returncode == -signal.SIGKILL

    after = told(process("finish"))

    assert 500 < after["kept"] < 2 * worker_process.ROWS, "some batches were kept, and not all"
    assert (after["at_once"], after["later"]) == (False, True)
    assert (after["state"], after["error"]) == (RunState.DONE, "")
    report = after["report"]
    counted = {name: report[name] for name in ("read", "created", "updated", "unchanged", "rejected")}
    assert counted == {
        "read": worker_process.ROWS,
        "created": worker_process.ROWS - 1,
        "updated": 1,
        "unchanged": 0,
        "rejected": 0,
    }, "as if nothing had happened in between"
    assert after["undone"] == RunState.UNDONE
    assert after["after"] == before


@pytest.mark.slow
def test_two_people_import_at_once(process: Run) -> None:
    told(process("prepare"))
    both = [told(begun) for begun in [process("bring", "B"), process("bring", "C")]]
    assert [one["state"] for one in both] == [RunState.DONE, RunState.DONE], both
    counts = [(one["report"]["created"], one["report"]["unchanged"]) for one in both]
    half = worker_process.ROWS // 2
    assert sum(created for created, _ in counts) == 3 * half, "each account is created once"
    assert sum(unchanged for _, unchanged in counts) == half


def test_one_run_is_in_one_hand(importing: Importing) -> None:
    run = importing.preview(importing.upload("account\nNile\n"), "accounts")
    start(run, by=importing.cast.leader)
    now = importing.later()
    hand = take(now)
    assert hand is not None
    assert take(now + DEAD_AFTER) is None, "its worker is alive"
    other = take(now + DEAD_AFTER + timedelta(seconds=1))
    assert other is not None, "no sign of life for two minutes"
    with pytest.raises(Lost):
        hand.save(bytes_read=1)
    other.save(bytes_read=2)
    assert ImportRun.objects.get(pk=run.pk).bytes_read == 2


def test_a_sign_of_life_keeps_it(importing: Importing) -> None:
    start(importing.preview(importing.upload("account\nNile\n"), "accounts"), by=importing.cast.leader)
    now = importing.later()
    hand = take(now)
    assert hand is not None
    hand.taken_at = now + timedelta(minutes=5)
    hand.tell(1, 1)
    assert take(now + timedelta(minutes=6)) is None
    hand._told = 0.0
    ImportRun.objects.all().delete()
    with pytest.raises(Lost):
        hand.tell(2, 2)


def test_a_run_that_breaks_its_workers_is_given_up(importing: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    run = importing.preview(importing.upload("account\nNile\n"), "accounts")
    start(run, by=importing.cast.leader)

    def breaks(job: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("toprung.motion.imports.jobs.carry_out", breaks)
    now = importing.later()
    for attempt in range(MOST_ATTEMPTS):
        with pytest.raises(RuntimeError):
            work_once(now + attempt * timedelta(minutes=3))
    assert work_once(now + timedelta(hours=1))
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert f"broke off {MOST_ATTEMPTS} times" in run.error
    assert not work_once(now + timedelta(hours=2))


def test_the_oldest_goes_first_and_previews_do_not_wait_for_the_worker(importing: Importing) -> None:
    first = importing.preview(importing.upload("account\nNile\n", "1.csv"), "accounts")
    second = importing.preview(importing.upload("account\nFjord\n", "2.csv"), "accounts")
    start(second, by=importing.cast.leader)
    start(first, by=importing.cast.leader)
    third = importing.upload("account\nOak\n", "3.csv")
    assert ImportRun.objects.filter(state=RunState.DONE).count() == 2, "uploading settled them"
    assert third.state == RunState.RECEIVED
    assert Account.objects.filter(external_id__in=["Nile", "Fjord"]).count() == 2


def test_a_file_that_is_gone_is_told(importing: Importing) -> None:
    run = importing.preview(importing.upload("account\nNile\n"), "accounts")
    path_of(run).unlink()
    run = importing.settle(start(run, by=importing.cast.leader))
    assert run.state == RunState.FAILED
    assert "is no longer here" in run.error
    assert str(settings.HOME) not in run.error


def test_what_was_discarded_meanwhile_is_let_go(importing: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    run = importing.upload("account\nNile\n")
    run = choose(run, Choice("accounts", {"account": "account"}), by=importing.cast.leader, now=NOW)

    def discarded(held: ImportRun, *given: object) -> dict[str, Any]:
        discard(held, by=importing.cast.leader)
        return {}

    monkeypatch.setattr("toprung.motion.imports.jobs.preview", discarded)
    assert work_once(importing.later())
    assert not ImportRun.objects.exists()


def test_rejects_of_a_preview_that_was_killed_go_with_their_file(importing: Importing) -> None:
    run = importing.upload("account\nNile\n")
    rejects = rejects_path_of(run)
    rejects.write_text("what a killed worker had no time to note")

    discard(run, by=importing.cast.leader)

    assert not rejects.exists()


def test_a_choice_comes_too_late_once_somebody_has_begun(importing: Importing) -> None:
    run = importing.preview(importing.upload("account\nNile\n"), "accounts")
    opened = ImportRun.objects.select_related("workspace").get(pk=run.pk)
    start(run, by=importing.cast.leader)

    with pytest.raises(Refused, match="has gone on meanwhile"):
        choose(opened, Choice("accounts", {"account": "account"}), by=importing.cast.leader, now=NOW)

    run.refresh_from_db()
    assert run.state == RunState.WAITING


def test_imports_of_one_moment_are_told_apart(importing: Importing, cast: Cast) -> None:
    runs = [importing.preview(importing.upload(f"account\nA{n}\n"), "accounts") for n in range(2)]
    for run in runs:
        start(run, by=cast.leader)
    moment = importing.later()
    while work_once(moment):
        pass
    begun = ImportRun.objects.order_by("pk").values_list("started_at", flat=True)
    assert len(set(begun)) == 2


def test_a_large_file_is_left_to_the_worker(importing: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toprung.motion.imports.jobs.SMALL", 10)
    run = importing.upload("account\n" + "A\n" * 20)
    run.state, run.seen = RunState.RECEIVED.value, None
    run.save()
    assert work_at_once(run, importing.later()).seen is None
    assert work_once(importing.later())
    run.refresh_from_db()
    assert run.seen is not None
