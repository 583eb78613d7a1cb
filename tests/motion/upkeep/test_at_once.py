"""Several workers and a writer over one real file: nobody fails, nothing is overlooked, nothing is told twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BEGIN = """
import django

django.setup()
import json
import sys
from datetime import UTC, datetime

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
from toprung.records.tenancy.actors import OPERATOR
from toprung.records.tenancy.models import Workspace
"""
SET_UP = (
    BEGIN
    + """
from django.core.management import call_command

from toprung.motion.workspaces import found_workspace
from toprung.records.book.actions import upsert_accounts
from toprung.records.book.drafts import AccountDraft

call_command("migrate", verbosity=0, interactive=False)
workspace = found_workspace("Brightworks", "UTC", "EUR", by=OPERATOR, now=NOW)
drafts = [AccountDraft(f"A-{n:03}", segment="SMB", go_live_on=datetime(2025, 6, 1).date()) for n in range(300)]
upsert_accounts(workspace, drafts, by=OPERATOR, now=NOW)
"""
)
WORKER = (
    BEGIN
    + """
from toprung.motion.upkeep import bring_up_to_date

workspace = Workspace.objects.get()
print("ready", flush=True)
sys.stdin.readline()
print(json.dumps([bring_up_to_date(workspace, NOW).extent for _ in range(12)]))
"""
)
WRITER = (
    BEGIN
    + """
from toprung.motion.upkeep import refresh
from toprung.records.book.queries import accounts
from toprung.records.outcomes.actions import answer_check

workspace = Workspace.objects.get()
chosen = list(accounts(workspace)[:25])
print("ready", flush=True)
sys.stdin.readline()
for account in chosen:
    answer_check(account, yes=False, by=OPERATOR, now=NOW)
    refresh(workspace, [account.external_id], NOW)
print("[]")
"""
)
LOOK = (
    BEGIN
    + """
from toprung.motion.evaluation.models import AccountState, StateChange
from toprung.motion.evaluation.running import judged_accounts
from toprung.motion.evaluation.standing import is_current
from toprung.motion.upkeep import bring_up_to_date

workspace = Workspace.objects.get()
last = [bring_up_to_date(workspace, NOW).extent for _ in range(2)]
kept = dict(AccountState.objects.values_list("account__external_id", "inputs_fingerprint"))
anew = {j.verdict.account: j.inputs for chunk in judged_accounts(workspace, NOW.date()) for j in chunk}
failed = AccountState.objects.filter(check_state="failed").count()
print(json.dumps([last[1], is_current(workspace, NOW.date()), kept == anew, failed, StateChange.objects.count()]))
"""
)


@pytest.mark.slow
def test_workers_and_a_writer_at_once(tmp_path: Path) -> None:
    finished(started(SET_UP, tmp_path))
    together = [started(script, tmp_path) for script in (WORKER, WORKER, WRITER)]
    for process in together:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in together:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()

    for process in together:
        finished(process)

    assert json.loads(finished(started(LOOK, tmp_path))) == ["nothing", True, True, 25, 300]


def started(script: str, home: Path) -> subprocess.Popen[str]:
    settings = {"DJANGO_SETTINGS_MODULE": "toprung.config.settings", "TOPRUNG_HOME": str(home), "DATABASE_URL": ""}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    environment = {**os.environ, **settings}
    return subprocess.Popen([sys.executable, "-c", script], env=environment, text=True, **pipes)  # type: ignore[call-overload,no-any-return]


def finished(process: subprocess.Popen[str]) -> str:
    told, complaints = process.communicate(timeout=120)
    assert (process.returncode, complaints) == (0, "")
    return told
