"""A worker in a process of its own, over a real file: `python worker_process.py PHASE [ARGUMENT]`; tells JSON.

Phases: `prepare` puts a workspace and a file that waits on file; `die` works until it kills itself there; `finish` is
the next worker; `bring` imports a file of one prefix from first to last.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import django

NOW = datetime(2026, 3, 31, 10, tzinfo=UTC)
ROWS = 2_000


def main(phase: str, *arguments: str) -> None:
    """Run one phase and say what came of it."""
    django.setup()
    sys.stdout.write(json.dumps(PHASES[phase](*arguments)))


def prepare() -> dict[str, Any]:
    """A book with one account, and a file of many that waits for a worker."""
    from django.core.management import call_command

    from toprung.motion.workspaces import found_workspace
    from toprung.records.book.actions import upsert_accounts
    from toprung.records.book.drafts import AccountDraft
    from toprung.records.tenancy.actors import OPERATOR
    from toprung.records.tenancy.models import Member

    call_command("migrate", verbosity=0, interactive=False)
    workspace = found_workspace("Brightworks", "UTC", "EUR", by=OPERATOR, now=NOW)
    member = {"name": "Lena Vogt", "email": "l@x.example", "role": "leader", "joined_on": NOW.date()}
    Member.objects.create(workspace=workspace, **member)
    upsert_accounts(workspace, [AccountDraft("A1", seats=7)], by=OPERATOR, now=NOW)
    before = _accounts()
    _waiting("A", NOW)
    return {"before": before}


def die(where: str) -> None:
    """Work, and be killed between two batches, or within the third one's transaction."""
    from toprung.motion.imports import rows
    from toprung.motion.imports.jobs import work_once
    from toprung.motion.imports.tracing import Trace

    calls = iter(range(100))

    def killing(original: Any) -> Any:
        def wrapped(*given: Any) -> Any:
            if next(calls) == 2:
                os.kill(os.getpid(), signal.SIGKILL)
            return original(*given)

        return wrapped

    if where == "between":
        rows._Rows._let_others_write = killing(rows._Rows._let_others_write)  # type: ignore[method-assign]
    else:
        Trace.after = killing(Trace.after)  # type: ignore[method-assign]
    work_once(NOW + timedelta(minutes=1))


def finish() -> dict[str, Any]:
    """Nobody takes it up at once; after two minutes the next worker does. Then it is undone."""
    from toprung.motion.imports.jobs import work_once
    from toprung.motion.imports.models import ImportRun
    from toprung.motion.imports.runs.undoing import ask_to_undo
    from toprung.records.tenancy.actors import acting

    kept = len(_accounts())
    at_once = work_once(NOW + timedelta(minutes=2))
    later = work_once(NOW + timedelta(minutes=4))
    run = ImportRun.objects.select_related("member", "workspace").get()
    told = {"kept": kept, "at_once": at_once, "later": later, "state": run.state, "error": run.error}
    told |= {"report": run.report, "accounts": len(_accounts()), "attempts": run.attempts}
    assert run.member is not None
    ask_to_undo(run, by=acting(run.member))
    work_once(NOW + timedelta(minutes=5))
    run.refresh_from_db()
    return told | {"undone": run.state, "after": _accounts()}


def bring(prefix: str) -> dict[str, Any]:
    """Import a file of accounts of that prefix, and of some that every such file names."""
    from toprung.motion.imports.jobs import work
    from toprung.motion.imports.runs.claiming import take_this

    now = datetime.now(UTC)
    run = _waiting(prefix, now)
    hand = take_this(run.workspace_id, run.pk, now)
    assert hand is not None
    work(hand)
    run.refresh_from_db()
    return {"state": run.state, "error": run.error, "report": run.report}


def _waiting(prefix: str, now: datetime) -> Any:
    from toprung.motion.imports.models import ImportRun, RunState
    from toprung.motion.imports.runs.choosing import Choice, choose
    from toprung.motion.imports.runs.looking import look
    from toprung.motion.imports.runs.receiving import begin_upload, take_piece
    from toprung.motion.imports.runs.starting import start
    from toprung.records.tenancy.actors import acting
    from toprung.records.tenancy.models import Member

    member = Member.objects.select_related("workspace").get()
    by = acting(member)
    text = "account,segment,seats\n" + "".join(f"{prefix}{n},SMB,{n}\nShared{n},SMB,{n}\n" for n in range(ROWS // 2))
    run = begin_upload(member.workspace, f"{prefix}.csv", len(text), by=by, now=now)
    run = look(take_piece(run, 0, text.encode(), by=by))
    run.save()
    columns = {name: name for name in ("account", "segment", "seats")}
    run = choose(run, Choice("accounts", columns), by=by, now=now)
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.PREVIEWED)
    return start(run, by=by)


def _accounts() -> list[Any]:
    from toprung.records.book.models import Account, SegmentMembership

    rows = [*Account.objects.order_by("pk").values_list(), *SegmentMembership.objects.order_by("pk").values_list()]
    return json.loads(json.dumps(rows, default=str))  # type: ignore[no-any-return]


PHASES: dict[str, Any] = {"prepare": prepare, "die": die, "finish": finish, "bring": bring}

if __name__ == "__main__":
    main(*sys.argv[1:])
