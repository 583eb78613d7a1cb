"""Acting on a hand-off with its gate as it stands: what is missing is put on the record with the step."""

from __future__ import annotations

from datetime import datetime

from toprung.doctrine.handoff import gate
from toprung.kernel.changing_hands import HandOffKind
from toprung.motion.handoffs.desk import evidence_of
from toprung.records.book.actions import upsert_contracts
from toprung.records.book.drafts import ContractDraft
from toprung.records.book.models import Account
from toprung.records.handoffs import actions, queries
from toprung.records.handoffs.models import HandOff
from toprung.records.journal.upsert import Status, Upserted
from toprung.records.tenancy.actors import SYSTEM, Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.turns import turn


def record_signature(account: Account, draft: ContractDraft, *, by: Actor, now: datetime) -> Upserted:
    """Put the signed contract on file and freeze what was promised, in one turn.

    A promise freezes once, at the first signature since hand-offs are in use. Raises NotAllowed.
    """
    workspace = account.workspace
    with turn(workspace):
        (result,) = upsert_contracts(workspace, [draft], by=by, now=now)
        if result.status is not Status.REFUSED:
            # Evidence reads the last state that was committed: of what this turn has written it knows nothing yet.
            today, since = workspace.day_of(now), queries.used_from(workspace)
            for signed in queries.signed_since(workspace, since, today, account).values():
                actions.freeze_promise(account, signed, by=by, now=now)
    return result


def hand_over(account: Account, kind: HandOffKind, *, words: str = "", by: Actor, now: datetime) -> HandOff:
    """Hand the account over as it stands; with pieces missing, `words` say why. Raises Refused and NotAllowed."""
    with turn(account.workspace):
        return actions.hand_over(account, kind, missing=_missing(account, kind, now), words=words, by=by, now=now)


def send_back(account: Account, kind: HandOffKind, *, reasons: str, by: Actor, now: datetime) -> HandOff:
    """Send it back with reasons; what the gate lacks is noted beside them. Raises Refused and NotAllowed."""
    with turn(account.workspace):
        missing = _missing(account, kind, now)
        return actions.send_back_handoff(account, kind, reasons=reasons, missing=missing, by=by, now=now)


def freeze_due(workspace: Workspace, now: datetime) -> int:
    """Freeze the promises of accounts signed before today whose signature nobody recorded by hand; how many.

    The day of the signature is waited for: an import brings the contract first and the outcomes after it.
    """
    due = queries.unfrozen(workspace, workspace.day_of(now))
    for account in Account.objects.filter(workspace=workspace, pk__in=due).select_related("workspace"):
        actions.freeze_promise(account, due[account.pk], by=SYSTEM, now=now)
    return len(due)


def _missing(account: Account, kind: HandOffKind, now: datetime) -> list[str]:
    workspace = account.workspace
    found = gate(evidence_of(workspace, account, workspace.day_of(now)), kind)
    return [piece.name.value for piece in found.missing]
