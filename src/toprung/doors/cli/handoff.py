"""`toprung handoff`: an account's hand-offs on a terminal, and each step that can be taken about them."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toprung.doors.cli.options import Json, Workspace
from toprung.kernel.changing_hands import HandOffKind
from toprung.kernel.days import parse_day
from toprung.kernel.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from toprung.doors.cli.booting import Session
    from toprung.motion.handoffs.desk import Desk, Kept, Side

HELP = """How an account changes hands: from sales to customer success, and from implementation to the CSM.

**show** says what the gate asks for, what is missing and who owes it, and what became of each promise with its seller,
category and template. **submit** hands the account over, **accept** takes it over, **send-back** returns it with
reasons, **commit** says what was promised beyond the outcomes (none given: nothing was), **sign** records the signature
and freezes the promise. **list** shows what waits for whom; **begin** sets the day from which hand-offs are used, by
itself that of the first import.

Examples: **toprung handoff show HF-1**, **toprung handoff send-back HF-1 --words "No target"**
"""


class Doing(enum.StrEnum):
    """What to do."""

    LIST = "list"
    SHOW = "show"
    SUBMIT = "submit"
    ACCEPT = "accept"
    SEND_BACK = "send-back"
    COMMIT = "commit"
    SIGN = "sign"
    BEGIN = "begin"


class Kind(enum.StrEnum):
    """Which of the two hand-offs."""

    SALE = "sale"
    GO_LIVE = "go-live"


def handoff(
    doing: Annotated[
        Doing, typer.Argument(metavar="list|show|submit|accept|send-back|commit|sign|begin", help="What to do.")
    ],
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's id.")] = "",
    kind: Annotated[Kind, typer.Option("--kind", metavar="sale|go-live", help="Which hand-off.")] = Kind.SALE,
    words: Annotated[str, typer.Option("--words", metavar="TEXT", help="Reasons, or what else is said.")] = "",
    commitment: Annotated[
        list[str] | None, typer.Option("--commitment", metavar="TEXT", help="With commit; may be repeated.")
    ] = None,
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="With sign and begin: the day (YYYY-MM-DD).")] = "",
    contract: Annotated[str, typer.Option("--contract", metavar="ID", help="With sign: the contract's id.")] = "",
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Do it, then say how it stands."""
    if not account and doing not in (Doing.LIST, Doing.BEGIN):
        raise BadInput(f"Say which account: toprung handoff {doing.value} ACCOUNT.")
    if doing in (Doing.SIGN, Doing.BEGIN) and not on:
        raise BadInput(f"Say on which day: toprung handoff {doing.value} --on 2026-03-31.")
    if doing is Doing.SIGN and not contract:
        raise BadInput("Say which contract was signed: --contract ID.")
    from toprung.doors.cli.booting import begin

    session = begin(workspace)
    if doing is Doing.BEGIN:
        _begin(session, on)
    elif doing is Doing.LIST:
        _list(session, json)
    else:
        _about(
            session, doing, account, HandOffKind(kind.value.replace("-", "_")), words, commitment or [], on, contract
        )
        _show(session, account, json)


def _begin(session: Session, on: str) -> None:
    from toprung.doors.cli.terminal import say
    from toprung.records.handoffs.actions import begin_handoffs
    from toprung.records.tenancy.actors import OPERATOR

    start = begin_handoffs(session.workspace, parse_day(on), by=OPERATOR, now=session.now)
    say(f"Hand-offs are used since {start.since}: accounts signed or gone live before are asked of nobody.")


def _about(
    session: Session,
    doing: Doing,
    account: str,
    kind: HandOffKind,
    words: str,
    commitments: list[str],
    on: str,
    contract: str,
) -> None:
    """Take the step; showing takes none."""
    from toprung.kernel.errors import Refused
    from toprung.motion.handoffs import acting
    from toprung.motion.upkeep import refresh
    from toprung.records.book.drafts import ContractDraft
    from toprung.records.book.queries import account as account_named
    from toprung.records.handoffs import actions
    from toprung.records.tenancy.actors import OPERATOR

    found = account_named(session.workspace, account)
    who: dict[str, Any] = {"by": OPERATOR, "now": session.now}
    if doing is Doing.SUBMIT:
        acting.hand_over(found, kind, words=words, **who)
    elif doing is Doing.ACCEPT:
        actions.accept_handoff(found, kind, words=words, **who)
    elif doing is Doing.SEND_BACK:
        acting.send_back(found, kind, reasons=words, **who)
    elif doing is Doing.COMMIT:
        actions.state_commitments(found, kind, commitments, **who)
    elif doing is Doing.SIGN:
        draft = ContractDraft(account, contract, signed_on=session.day(on))
        result = acting.record_signature(found, draft, **who)
        if result.problem:
            raise Refused(f"{result.problem.reason} {result.problem.remedy}")
    if doing is not Doing.SHOW:
        refresh(session.workspace, [account], session.now)


def _show(session: Session, account: str, json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say
    from toprung.motion.handoffs.desk import desk
    from toprung.records.book.queries import account as account_named

    found = desk(session.workspace, account_named(session.workspace, account), session.today)
    if json:
        print_json(_told(found))
        return
    for side in found.sides:
        _say_side(found, side)
    _say_promises(found, session.today)
    if found.frozen:
        say(
            f"The promise was frozen for the signature of {found.frozen.signed_on}: SHA-256 {found.frozen.hash}.", "dim"
        )


def _say_side(desk: Desk, side: Side) -> None:
    from toprung.doors.cli.terminal import say, table

    due = f", to be accepted by {side.accept_by}" if side.accept_by and not side.is_over else ""
    missing = len(side.gate.missing)
    say(f"{desk.account.name}, from {side.kind.label}: {side.state.label}{due}; {missing} missing.", "bold")
    rows = [
        (p.name.label, "yes" if p.there else "missing", p.reason.text, "" if p.there else p.owed_by.label)
        for p in side.gate.pieces
    ]
    table(("asked for", "there", "on file", "owed by"), rows, flowing=("on file",))
    for step in side.steps:
        said = f" “{step.words}”" if step.words else ""
        say(f"  {step.occurred_on} {step.by}: {step.get_step_display()}{said}")
    say()


def _say_promises(desk: Desk, today: date) -> None:
    from toprung.doors.cli.terminal import say

    if not desk.promises:
        return
    say("What was promised at the sale:", "bold")
    for kept in desk.promises:
        say(f"  “{kept.promised.terms.statement}”")
        say(f"    {', '.join(_made(kept))}: {_became(kept, today)}.")
    say("  The rate of all: toprung measure promise-kept, --by seller, category or template.", "dim")


def _made(kept: Kept) -> Iterator[str]:
    terms = kept.promised.terms
    yield f"promised by {terms.promised_by}" if terms.promised_by else "promised by nobody named"
    if terms.category:
        yield terms.category.label
    yield f"from the template {terms.template} (“{kept.template}”)" if terms.template else kept.template
    if kept.fate.due_on:
        yield f"due on {kept.fate.due_on}"
    elif kept.fate.awaits_go_live:
        yield f"due {terms.due_days} days after go-live"


def _became(kept: Kept, today: date) -> str:
    reached, due = kept.fate.reached_on, kept.fate.due_on
    if reached is not None:
        return f"reached {reached}" + (", in time" if kept.fate.in_time else ", late" if due else "")
    return "not reached by its day" if due is not None and due < today else "not reached yet"


def _list(session: Session, json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say, table
    from toprung.motion.handoffs.listing import Show, handoff_book

    book = handoff_book(session.workspace, session.today)
    lines = [line for show in Show if show is not Show.ACCEPTED for line in book.lines(book.part(show))]
    told = [
        {
            "account": line.external_id,
            "name": line.name,
            "kind": line.place.kind.value,
            "part": line.place.show.value,
            "since": line.place.day.isoformat() if line.place.day else None,
            "signature_expected_on": line.place.expected_on.isoformat() if line.place.expected_on else None,
            "accept_by": line.accept_by.isoformat() if line.accept_by else None,
            "waits_for": line.waits_for or None,
            "missing": [piece.name.value for piece in line.gate.missing],
        }
        for line in lines
    ]
    if json:
        print_json(told)
    elif not told:
        say("No hand-off waits for anybody.")
    else:
        columns = ("account", "part", "kind", "since", "accept_by", "waits_for")
        rows = [(*(str(one[name] or "") for name in columns), str(len(one["missing"] or ()))) for one in told]
        table((*columns, "missing"), rows, numbers=("missing",))


def _told(desk: Desk) -> dict[str, Any]:
    from toprung.kernel.canon import plain

    return {
        "account": desk.account.external_id,
        "lifecycle": desk.lifecycle.value,
        "used_from": plain(desk.used_from),
        "handoffs": [_side_told(side) for side in desk.sides],
        "frozen": {"signed_on": plain(desk.frozen.signed_on), "hash": desk.frozen.hash} if desk.frozen else None,
        "promises": [_promise_told(kept) for kept in desk.promises],
    }


def _promise_told(kept: Kept) -> dict[str, Any]:
    from toprung.kernel.canon import plain

    terms, fate = kept.promised.terms, kept.fate
    return {
        "outcome": kept.promised.outcome,
        "statement": terms.statement,
        "seller": terms.promised_by or None,
        "category": terms.category.value if terms.category else None,
        "template": terms.template or None,
        "customer_confirmed": terms.customer_confirmed,
        "due_on": plain(fate.due_on),
        "reached_on": plain(fate.reached_on),
        "attested_on": plain(fate.attested_on),
        "in_time": fate.in_time,
        "changed": kept.changed,
    }


def _side_told(side: Side) -> dict[str, Any]:
    from toprung.kernel.canon import plain

    return {
        "kind": side.kind.value,
        "state": side.state.value,
        "began_on": plain(side.began_on),
        "accept_by": plain(side.accept_by),
        "commitments": plain(side.commitments),
        "pieces": [
            {"piece": p.name.value, "there": p.there, "owed_by": p.owed_by.value, "reason": p.reason.as_json()}
            for p in side.gate.pieces
        ],
        "steps": [
            {"step": s.step, "by": s.by, "on": plain(s.occurred_on), "words": s.words, "missing": s.missing}
            for s in side.steps
        ],
    }
