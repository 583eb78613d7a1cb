"""What can be done about a hand-off: one function per business verb. Each is a step that stays on the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from toprung.kernel.changing_hands import HandOffKind, HandOffState, HandOffStepKind
from toprung.kernel.errors import BadInput, Refused
from toprung.records.book.models import Account, Contract
from toprung.records.handoffs.freezing import as_it_stood, hash_of
from toprung.records.handoffs.models import FrozenPromise, HandOff, HandOffStart, HandOffStep
from toprung.records.journal import actions as journal
from toprung.records.journal.actions import Note, changes_between
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

#: what one commitment, and what one step's words, may come to
LONGEST = 2_000
_MOST = 50


def begin_handoffs(workspace: Workspace, since: date, *, by: Actor, now: datetime) -> HandOffStart:
    """Use hand-offs from that day on: accounts signed or gone live since are asked about, earlier ones are not."""
    require(by, Verb.CHANGE_POLICY, workspace)
    with turn(workspace):
        held = HandOffStart.objects.filter(workspace=workspace).first()
        before = {"since": held.since} if held else None
        start, _ = HandOffStart.objects.update_or_create(workspace=workspace, defaults={"since": since})
        if changes := changes_between(before, {"since": since}):
            journal.write(workspace, [Note("begin_handoffs", changes=changes)], by=by, at=now)
    return start


def state_commitments(
    account: Account, kind: HandOffKind, commitments: Sequence[str], *, by: Actor, now: datetime
) -> HandOff:
    """Say what was promised beyond the outcomes; nothing is an answer too. The whole list takes the place of the last.

    Raises BadInput for too many or too long texts.
    """
    workspace = account.workspace
    require(by, Verb.HAND_OFF, workspace)
    told = _readable(commitments)
    with turn(workspace):
        held = _held(account, kind)
        if held.commitments == told:
            return held
        held.commitments = told
        _step(held, HandOffStepKind.COMMITMENTS, by=by, now=now, commitments=told)
        held.save()
    return held


def hand_over(
    account: Account, kind: HandOffKind, *, missing: Sequence[str] = (), words: str = "", by: Actor, now: datetime
) -> HandOff:
    """Hand the account over, for the first time or again after it was sent back. At a sale the promise freezes.

    `missing` are the gate's pieces that are not there: then `words` say why it is handed over all the same.
    Raises Refused before the signature (or go-live), and where it has been handed over or accepted already.
    """
    workspace = account.workspace
    require(by, Verb.HAND_OFF, workspace)
    with turn(workspace):
        began = _require_begun(account, kind, workspace.day_of(now))
        held = _held(account, kind)
        _require_state(held, HandOffState.OPEN, HandOffState.SENT_BACK)
        if missing and not words.strip():
            raise Refused("Pieces are missing: say why it is handed over all the same, or supply them first.")
        if kind is HandOffKind.SALE:
            freeze_promise(account, began, by=by, now=now)
        _move(held, HandOffState.HANDED_OVER, HandOffStepKind.HANDED_OVER, words, missing, by=by, now=now)
    return held


def accept_handoff(account: Account, kind: HandOffKind, *, words: str = "", by: Actor, now: datetime) -> HandOff:
    """Take the account over. Raises Refused where it has not been handed over."""
    workspace = account.workspace
    require(by, Verb.ACCEPT_HANDOFF, workspace)
    with turn(workspace):
        held = _held(account, kind)
        _require_state(held, HandOffState.HANDED_OVER)
        _move(held, HandOffState.ACCEPTED, HandOffStepKind.ACCEPTED, words, (), by=by, now=now)
    return held


def send_back_handoff(
    account: Account, kind: HandOffKind, *, reasons: str, missing: Sequence[str] = (), by: Actor, now: datetime
) -> HandOff:
    """Send it back, with reasons. Raises Refused without them, and where it has not been handed over."""
    workspace = account.workspace
    require(by, Verb.ACCEPT_HANDOFF, workspace)
    if not reasons.strip():
        raise Refused("Sending back needs a reason: say what is missing, so that it can be mended.")
    with turn(workspace):
        held = _held(account, kind)
        _require_state(held, HandOffState.HANDED_OVER)
        _move(held, HandOffState.SENT_BACK, HandOffStepKind.SENT_BACK, reasons, missing, by=by, now=now)
    return held


def freeze_promise(account: Account, signed_on: date, *, by: Actor, now: datetime) -> FrozenPromise:
    """Keep what the account was promised by its signature as it stands; what is frozen already is left alone."""
    workspace = account.workspace
    require(by, Verb.HAND_OFF, workspace)
    with turn(workspace):
        held: FrozenPromise | None = FrozenPromise.objects.filter(account=account).first()
        if held is not None:
            return held
        content = as_it_stood(account, signed_on)
        mark = hash_of(content)
        frozen: FrozenPromise = FrozenPromise.objects.create(
            account=account,
            signed_on=signed_on,
            frozen_at=now,
            frozen_by=by.name,
            content=content.decode(),
            hash=mark,
        )
        changes = changes_between(None, {"signed_on": signed_on, "hash": mark})
        journal.write(workspace, [Note("freeze_promise", account.external_id, changes=changes)], by=by, at=now)
    return frozen


def _readable(commitments: Sequence[str]) -> list[str]:
    told = [text for line in commitments if (text := " ".join(line.split()))]
    if len(told) > _MOST or any(len(text) > LONGEST for text in told):
        raise BadInput(f"That is too much: at most {_MOST} commitments of {LONGEST:,} characters each.")
    return told


def _held(account: Account, kind: HandOffKind) -> HandOff:
    held, _ = HandOff.objects.get_or_create(account=account, kind=kind.value)
    return held


def _require_begun(account: Account, kind: HandOffKind, today: date) -> date:
    """The day of the signature or go-live. Raises Refused before it."""
    if kind is HandOffKind.GO_LIVE:
        if account.go_live_on is None or account.go_live_on > today:
            raise Refused(f"{account.name} is not live yet: enter its day of go-live, then hand it over.")
        return account.go_live_on
    signed = Contract.objects.filter(account=account, signed_on__lte=today).order_by("signed_on").first()
    if signed is None or signed.signed_on is None:
        raise Refused(f"{account.name} has not signed yet: record the signature, then hand it over.")
    return signed.signed_on


def _require_state(held: HandOff, *states: HandOffState) -> None:
    if held.state not in states:
        last = held.steps.exclude(step=HandOffStepKind.COMMITMENTS.value).order_by("-pk").first()
        told = f"{last.by} did that on {last.occurred_on}" if last else "nobody has handed it over"
        raise Refused(f"This hand-off is {HandOffState(held.state).label}: {told}. Nothing was changed.")


def _move(
    held: HandOff,
    state: HandOffState,
    step: HandOffStepKind,
    words: str,
    missing: Sequence[str],
    *,
    by: Actor,
    now: datetime,
) -> None:
    if len(words) > LONGEST:
        raise BadInput(f"That is too long: at most {LONGEST:,} characters.")
    held.state = state.value
    held.save(update_fields=["state"])
    _step(held, step, by=by, now=now, words=words.strip(), missing=list(missing))


def _step(held: HandOff, step: HandOffStepKind, *, by: Actor, now: datetime, **said: Any) -> None:
    workspace = held.account.workspace
    HandOffStep.objects.create(
        handoff=held, step=step.value, by=by.name, occurred_on=workspace.day_of(now), recorded_at=now, **said
    )
    note = Note(_VERBS[step], held.account.external_id, held.kind, changes_between(None, said))
    journal.write(workspace, [note], by=by, at=now)


#: as the journal calls each step
_VERBS = {
    HandOffStepKind.COMMITMENTS: "state_commitments",
    HandOffStepKind.HANDED_OVER: Verb.HAND_OFF.value,
    HandOffStepKind.SENT_BACK: "send_back_handoff",
    HandOffStepKind.ACCEPTED: Verb.ACCEPT_HANDOFF.value,
}
