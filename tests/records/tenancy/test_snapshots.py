"""A long read sees one state of the records, and nobody waits for it: on a real file, with the product's settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import django

django.setup()
from datetime import UTC, datetime

from django.core.management import call_command

from toprung.motion.evaluation import gathering
from toprung.motion.workspaces import found_workspace
from toprung.records.book.actions import upsert_accounts
from toprung.records.book.drafts import AccountDraft
from toprung.records.tenancy.actors import OPERATOR

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
call_command("migrate", verbosity=0, interactive=False)
workspace = found_workspace("Brightworks", "UTC", "EUR", by=OPERATOR, now=NOW)


def owned_by(owner):
    upsert_accounts(workspace, [AccountDraft("A", owner=owner), AccountDraft("B", owner=owner)], by=OPERATOR, now=NOW)


def owners(chunks):
    return [e.owner for chunk in chunks for e in chunk]


owned_by("Ana")
gathering.CHUNK = 1
chunks = gathering.gather(workspace, NOW.date())
first = next(chunks)
owned_by("Ben")
print([e.owner for e in first], owners(chunks), owners(gathering.gather(workspace, NOW.date())))
"""


def test_an_evaluation_reads_one_state_while_others_write(tmp_path: Path) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "toprung.config.settings", "TOPRUNG_HOME": str(tmp_path), "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout.strip() == "['Ana'] ['Ana'] ['Ben', 'Ben']"
