"""Prospects: accounts before their signature, which a seller adds, and edits until it is there."""

from __future__ import annotations

from datetime import datetime

from toprung.kernel.errors import Refused
from toprung.records.book.actions.accounts import write_accounts
from toprung.records.book.actions.segments import is_unassigned, segment_key
from toprung.records.book.drafts import AccountDraft, ProspectDraft
from toprung.records.book.models import Account
from toprung.records.book.queries import is_prospect, segments
from toprung.records.journal.upsert import Problem, Status, Upserted
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import ALLOWED, Verb, require
from toprung.records.tenancy.turns import turn


def write_prospect(
    workspace: Workspace, draft: ProspectDraft, *, new: bool = False, by: Actor, now: datetime
) -> Upserted:
    """Add the prospect of that external id, or change it. `new`: only add; an id on file is refused.

    A segment is one of the workspace's: none is made for it. Raises NotAllowed; Refused for an
    account that is no prospect any more: a seller may not edit customers.
    """
    require(by, Verb.WRITE_PROSPECT, workspace)
    with turn(workspace):
        held = Account.objects.filter(workspace=workspace, external_id=draft.account).first()
        if problem := _problem(workspace, draft, held, new):
            return Upserted(Status.REFUSED, problem)
        if held is not None and not is_prospect(held, workspace.day_of(now)):
            roles = ", ".join(sorted(role.label for role in ALLOWED[Verb.EDIT_ACCOUNT]))
            raise Refused(f"{held.name} is no prospect any more: ask one who is {roles} to edit it as a customer.")
        written = AccountDraft(
            draft.account,
            name=" ".join((draft.name or "").split()) or None,
            segment=draft.segment,
            seller=draft.seller,
            signature_expected_on=draft.signature_expected_on,
            clear=draft.clear,
        )
        (result,) = write_accounts(workspace, [written], by=by, now=now)
    return result


def _problem(workspace: Workspace, draft: ProspectDraft, held: Account | None, new: bool) -> Problem | None:
    if held is not None and new:
        reason = f"“{draft.account}” is on file already, as {held.name}."
        return Problem("account", draft.account, reason, "Edit that one, or give another id.")
    if held is None and not (draft.name or "").strip():
        return Problem("name", "", "A prospect needs a name.", "Write what the company is called.")
    if is_unassigned(draft.segment):
        return None
    known = list(segments(workspace).values_list("name", flat=True))
    if segment_key(draft.segment or "") not in {segment_key(name) for name in known}:
        reason = f"There is no segment “{(draft.segment or '')[:80]}”."
        return Problem("segment", draft.segment or "", reason, f"Choose one of: {', '.join(known) or 'none yet'}.")
    return None
