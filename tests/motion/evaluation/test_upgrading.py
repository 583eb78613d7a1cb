"""States of the first version are carried over: columns from verdicts, history from standings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tests.cast import NOW, TODAY

from toprung.motion.evaluation.models import AccountState, AccountVerdict, BookState, StateChange

STANDING = {"rung": 0, "band": None, "signals": []}
VERDICT: dict[str, Any] = {
    "hollow": True,
    "gaps": [1, 2],
    "unknown": [],
    "segment": "Mid-Market",
    "owner": "Chidi Mensah",
    "named_result": "Close the books in 5 days instead of 9",
    "validator": "Mina Sato",
    "renewal_on": "2026-09-14",
    "notice_on": None,
    "users_7": 4,
    "signals": [{"signal": "hollow_rung"}, {"signal": "no_validator"}, {"signal": "no_validator"}],
    "triage": None,
    "check": {"state": "due", "is_due": True, "due_on": "2026-03-30", "staged_on": None, "asked_on": "2026-03-31"},
    "results": [
        {"statement": "Something else", "state": "lost"},
        {"statement": "Close the books in 5 days instead of 9", "state": "half_validated"},
    ],
    "first_value_on": "2025-12-05",
    "arr": "28800",
    "currency": None,
}
SCRIPT = """
import django

django.setup()
from tests.motion.evaluation.test_upgrading import upgrade

upgrade()
"""


def upgrade() -> None:
    """Run on a fresh database of one's own: migrate to the first version, fill it, migrate on, and look."""
    before = _migrate([("evaluation", "0001_initial"), ("outcomes", "0001_initial")])
    workspace = before.get_model("tenancy", "Workspace").objects.create(name="Brightworks", created_at=NOW)
    account = before.get_model("book", "Account").objects.create(
        workspace=workspace, external_id="HF-1", name="Harbor Foods", currency="USD", created_on=TODAY
    )
    before.get_model("evaluation", "AccountState").objects.create(
        account=account, as_of=TODAY, inputs_fingerprint="1", lifecycle="live", rung=3, band="amber", verdict=VERDICT
    )
    change = before.get_model("evaluation", "StateChange")
    change.objects.create(account=account, since=TODAY.replace(day=1), standing=STANDING, fingerprint="a")
    change.objects.create(account=account, since=TODAY, standing={"rung": 3, "band": "amber"}, fingerprint="b")
    run = {"accounts": 1, "journal_position": 7, "lake_fingerprint": "l", "version": "0.1", "at": NOW}
    evaluation = before.get_model("evaluation", "Evaluation")
    evaluation.objects.create(workspace=workspace, as_of=TODAY, **run)
    evaluation.objects.create(workspace=workspace, as_of=TODAY, partial=True, **{**run, "journal_position": 9})
    _migrate(None)
    _look(workspace.pk)


def _migrate(targets: list[tuple[str, str]] | None) -> Any:
    executor = MigrationExecutor(connection)
    wanted = targets or executor.loader.graph.leaf_nodes()
    executor.migrate(wanted)
    return MigrationExecutor(connection).loader.project_state(wanted).apps


def _look(workspace: int) -> None:
    state = AccountState.objects.get(workspace=workspace)
    assert (state.hollow, state.gaps, state.unknown, state.currency) == (True, "12", "", "USD")
    assert (state.segment, state.owner, state.validator) == ("Mid-Market", "Chidi Mensah", "Mina Sato")
    assert (state.check_state, state.check_is_due, str(state.check_asked_on)) == ("due", True, "2026-03-31")
    assert (state.result_state, state.triage, state.users_7, state.users_28) == ("half_validated", "", 4, None)
    assert (state.events_28, state.signals) == (None, " hollow_rung no_validator ")
    assert (str(state.renewal_on), state.notice_on) == ("2026-09-14", None)
    assert (state.changed_on, state.inputs_fingerprint) == (TODAY, "")
    assert AccountVerdict.objects.get(account=state.account).verdict == VERDICT
    first, second = StateChange.objects.filter(workspace=workspace).order_by("since")
    assert (first.rung_before, first.rung, first.band) == (None, 0, "")
    assert (second.rung_before, second.rung, second.band_before, second.band) == (0, 3, "", "amber")
    assert (first.moved, second.moved) == (False, True)
    # Of no version, so that the next look evaluates the book anew.
    reached = BookState.objects.get(workspace=workspace)
    assert (reached.as_of, reached.journal_position, reached.version) == (TODAY, 7, "")


@pytest.mark.slow
def test_what_was_on_file_is_carried_over(tmp_path: Path) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "TOPRUNG_HOME": str(tmp_path), "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
