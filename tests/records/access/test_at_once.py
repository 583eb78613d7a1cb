"""Two at once, on a real file with the product's settings: one link lets in one, one form is accepted once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import django

django.setup()
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

from django.core.management import call_command
from django.db import connections

from toprung.kernel.errors import Refused
from toprung.records.access.actions import accept, add_user, claim_mail, ask_for_mail, make_login_link, use_login_link
from toprung.records.access.models import AccessMail
from toprung.records.tenancy.actors import OPERATOR

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
call_command("migrate", verbosity=0, interactive=False)
user = add_user("ada@brightworks.example", "Ada", by=OPERATOR, now=NOW)


def at_once(do):
    gate = Barrier(4)

    def one(_):
        gate.wait()
        try:
            return do()
        except Refused:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        return sum(bool(answer) for answer in threads.map(one, range(4)))


told = []
for n in range(10):
    key = make_login_link(user, NOW, proves=True)
    told.append(at_once(lambda: use_login_link(key, NOW)))
    told.append(at_once(lambda: accept(f"form {n}", user, NOW)))
    told.append(at_once(lambda: add_user(f"{n}@x.example", "X", by=OPERATOR, now=NOW)))
    ask_for_mail("ada@brightworks.example", AccessMail.What.LINK, "http://x", now=NOW)
    told.append(at_once(lambda: claim_mail(NOW)))
print(set(told))
"""


def test_each_happens_once(tmp_path: Path) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "toprung.config.settings", "TOPRUNG_HOME": str(tmp_path), "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout.strip() == "{1}"
