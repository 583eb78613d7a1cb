"""Verifying the chain on the record: what was found, when, and who asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from toprung.records.journal import actions as journal
from toprung.records.journal.actions import Note
from toprung.records.journal.queries import entries
from toprung.records.outcomes import chain
from toprung.records.outcomes.chain import ChainReport
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require

#: as the journal calls it: whoever may read may ask whether what they read was altered
_VERB = "verify_chain"


@dataclass(frozen=True, slots=True)
class Verified:
    """What the last verification found; `head` noted elsewhere proves later that nothing before it was altered."""

    at: datetime
    by: str
    report: ChainReport

    @property
    def holds(self) -> bool:
        return self.report.broken_at is None


def verify_chain(workspace: Workspace, *, by: Actor, now: datetime) -> ChainReport:
    """Walk the chain up to the first broken link, and note what was found. Raises NotAllowed."""
    require(by, Verb.READ, workspace)
    report = chain.verify(workspace)
    found = {"length": report.length, "head": report.head, "broken_at": report.broken_at, "why": report.why}
    changes = {name: [None, value] for name, value in found.items() if value not in (None, "")}
    journal.write(workspace, [Note(_VERB, subject="attestations", changes=changes)], by=by, at=now)
    return report


def last_verified(workspace: Workspace) -> Verified | None:
    """The last verification on the record; None where there was none. One query."""
    entry = entries(workspace).filter(verb=_VERB).last()
    if entry is None:
        return None
    told = {name: after for name, (_, after) in entry.changes.items()}
    report = ChainReport(int(told["length"]), str(told["head"]), told.get("broken_at"), str(told.get("why", "")))
    return Verified(entry.at, entry.actor_name, report)
