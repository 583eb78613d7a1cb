"""Taking back an import: every record as it was before, in one transaction, where nothing was built on it since.

Refused, with what to do instead, where it added to the chain of attestations or to the lake, which never forget; where
a later import stands on the book; and where anyone has since touched what it touched.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet

from toprung.kernel.errors import Refused
from toprung.motion.imports.models import ImportRun, ImportTrace, RunState
from toprung.motion.imports.runs.restoring import Undoing, by_others_since, created_accounts
from toprung.records.book.models import Account
from toprung.records.journal import actions as journal
from toprung.records.journal.actions import Note
from toprung.records.journal.models import Entry
from toprung.records.journal.queries import entries
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

UNDO = "undo_import"
#: what others did since, told one by one
_TOLD = 3


def ask_to_undo(run: ImportRun, *, by: Actor) -> ImportRun:
    """Put the run forward for a worker to take it back. Raises NotAllowed, and Refused with what to do instead."""
    require(by, Verb.IMPORT, run.workspace)
    if why := why_not(run):
        raise Refused(why)
    asked = ImportRun.objects.filter(workspace=run.workspace, pk=run.pk, state=run.state)
    if not asked.update(state=RunState.UNDOING, undone_by=int(by.id), error=""):
        raise Refused(_IN_WORK.format(file=run.file_name))
    run.refresh_from_db()
    return run


def undo(run: ImportRun, *, by: Actor, now: datetime) -> ImportRun:
    """Take the import back: created records go, changed ones are as they were. Journalled for each account.

    Raises NotAllowed, and Refused with the reason and what to do instead; then nothing is changed.
    """
    workspace = run.workspace
    require(by, Verb.IMPORT, workspace)
    with turn(workspace):
        run.refresh_from_db()
        if why := why_not(run):
            raise Refused(why)
        undoing = Undoing.of(run)
        undoing.restore()
        told = [Note(UNDO, account, f"import of {run.file_name}") for account in _accounts(run)]
        told.append(Note(UNDO, subject=run.file_name, changes={"records": [undoing.records, None]}))
        journal.write(workspace, told, by=replace(by, through=run.mark), at=now)
        run.state, run.undone_at = RunState.UNDONE.value, now
        run.save(update_fields=["state", "undone_at"])
        run.traces.all().delete()
    return run


def why_not(run: ImportRun) -> str:
    """Why the import cannot be taken back, and what to do instead; nothing where it can."""
    checks = (_not_over, _not_last, _attested, _loaded, _nothing_noted, _built_on)
    return next((why for check in checks if (why := check(run))), "")


def attested_by(run: ImportRun) -> list[int]:
    """Sequences of the links that the import added to the chain of attestations."""
    found = _own(run).filter(verb=Verb.RECORD_ATTESTATION.value).order_by("pk")
    return [entry.changes["sequence"][1] for entry in found]


def _own(run: ImportRun) -> QuerySet[Entry]:
    return entries(run.workspace).filter(through=run.mark)


def _accounts(run: ImportRun) -> list[str]:
    """The accounts that the import touched, in order."""
    return list(_own(run).exclude(account="").order_by("account").values_list("account", flat=True).distinct())


def _not_over(run: ImportRun) -> str:
    if run.state == RunState.UNDONE:
        return f"The import of “{run.file_name}” was undone already."
    over = run.is_over or run.state == RunState.UNDOING
    return "" if over and run.started_at is not None else _IN_WORK.format(file=run.file_name)


_IN_WORK = "The import of “{file}” is not done yet: wait for it, then undo it."


def _not_last(run: ImportRun) -> str:
    later = ImportRun.objects.filter(workspace=run.workspace, started_at__gt=run.started_at)
    standing = [other for other in later.exclude(state=RunState.UNDONE) if not other.is_over or _own(other).exists()]
    if not standing:
        return ""
    return f"“{standing[0].file_name}” was imported after it: undo that first, or mend the rows and import them again."


def _attested(run: ImportRun) -> str:
    if not _own(run).filter(verb=Verb.RECORD_ATTESTATION.value).exists():
        return ""
    return (
        "It added confirmations to the chain of attestations, and what a person has said is never deleted. "
        "Withdraw those that are wrong, and correct the other rows by importing them again."
    )


def _loaded(run: ImportRun) -> str:
    if not _own(run).filter(verb="load_events").exists():
        return ""
    return (
        "It loaded events into the lake, which are never taken out one by one. "
        "Events that should not count can be left out by user or name in the settings."
    )


def _nothing_noted(run: ImportRun) -> str:
    if ImportTrace.objects.filter(run__workspace=run.workspace, run=run).exists() or _own(run).exists():
        return "" if run.stored else _too_old(run)
    return "It changed nothing, so there is nothing to undo."


def _too_old(run: ImportRun) -> str:
    return "The way back is kept for a few days only, and these are over. Correct the rows and import them again."


def _built_on(run: ImportRun) -> str:
    """What anyone else did since to the same accounts."""
    since = by_others_since(run).filter(account__in=_own(run).exclude(account="").values("account"))
    if not since.exists():
        return _moved_below(run)
    some = [f"{e.actor_name} on “{e.account}” ({e.verb.replace('_', ' ')})" for e in since[:_TOLD]]
    more = since.count() - len(some)
    told = "; ".join(some) + (f"; and {more:,} more" if more else "")
    return (
        f"Something was built on it since: {told}. Correct what is wrong by hand, or in the file and import it again."
    )


def _moved_below(run: ImportRun) -> str:
    """Accounts of others that were put under one that would go."""
    created = created_accounts(run)
    # Told apart here: an import creates more accounts than a statement takes values.
    under = Account.objects.filter(workspace=run.workspace, parent__isnull=False).values_list("pk", "parent_id", "name")
    below = next((name for pk, parent, name in under if parent in created and pk not in created), None)
    if below is None:
        return ""
    return f"“{below}” belongs to an account that would go. Give it another parent, then undo."
