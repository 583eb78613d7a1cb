"""What the page of one account's hand-offs shows: its sentence, its checklist, and where each piece is supplied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse

from toprung.doctrine.handoff import Piece, PieceName
from toprung.doctrine.reasons import worded
from toprung.doors.web.visits import Visit
from toprung.kernel.changing_hands import HandOffKind, HandOffState, HandOffStepKind
from toprung.kernel.vocabulary import Lifecycle
from toprung.motion.handoffs.desk import Desk, Side
from toprung.records.handoffs.models import HandOffStep
from toprung.records.outcomes.models import Outcome
from toprung.records.tenancy.permissions import Verb

_OF_OUTCOME = frozenset(
    {
        *(PieceName.PRIMARY_OUTCOME, PieceName.METRIC, PieceName.BASELINE, PieceName.TARGET, PieceName.DUE_DATE),
        *(PieceName.CATEGORY, PieceName.MECHANISM, PieceName.FIRST_VALUE, PieceName.PROMISE, PieceName.VALIDATOR),
        *(PieceName.OUTCOME_OWNER, PieceName.AGREEMENT, PieceName.BASELINE_MEASURED),
    }
)
_BACK = "?back=account_handoff"


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of the checklist; `href` leads to the form that supplies it, "" where this member may not."""

    piece: Piece
    href: str = ""


@dataclass(frozen=True, slots=True)
class SideShown:
    """One hand-off on the page. `current`: the one that the page is about today."""

    side: Side
    asked: tuple[Asked, ...]
    current: bool


def current_side(desk: Desk) -> Side:
    """The sale until it is accepted (or was before hand-offs were in use), then the go-live."""
    sale, live = (desk.side(kind) for kind in HandOffKind)
    past = sale.is_over or (sale.day is not None and sale.began_on is None)
    return live if past and not (live.is_over and not sale.is_over) else sale


def sides_shown(visit: Visit, desk: Desk) -> tuple[SideShown, ...]:
    """Both sides, with the way to supply each piece."""
    links, current = _links(visit, desk), current_side(desk)
    return tuple(SideShown(side, tuple(_asked(visit, desk, side, links)), side is current) for side in desk.sides)


def _asked(visit: Visit, desk: Desk, side: Side, links: Mapping[str, str]) -> Iterator[Asked]:
    for piece in side.gate.pieces:
        yield Asked(piece, "" if side.is_over else _supplied(visit, desk, side, piece, links))


def _links(visit: Visit, desk: Desk) -> dict[str, str]:
    """Where the primary outcome is edited, or the first one written."""
    keys = [visit.workspace.pk, desk.account.pk]
    primary = (
        Outcome.objects.filter(account=desk.account, account__workspace=visit.workspace, versions__primary=True)
        .order_by("-versions__number")
        .values_list("pk", flat=True)
        .first()
    )
    outcome = reverse("outcome_edit", args=[*keys, primary]) if primary else reverse("outcome_new", args=keys)
    return {"outcome": outcome + _BACK, "person": reverse("stakeholder_new", args=keys) + _BACK}


def said(desk: Desk) -> str:
    """The page's answer in one sentence."""
    side = current_side(desk)
    name, missing = desk.account.name, len(side.gate.missing)
    lacks = f"{missing} of {len(side.gate.pieces)} pieces {'is' if missing == 1 else 'are'} missing" if missing else ""
    if desk.lifecycle is Lifecycle.PROSPECT:
        return f"{name} has not signed yet: {lacks or 'everything that the hand-off will ask for is there'}."
    if side.state is HandOffState.OPEN:
        return _still_open(desk, side, lacks)
    last = next(s for s in reversed(side.steps) if s.step != HandOffStepKind.COMMITMENTS)
    return f"{name} is {side.state.label} from {side.kind.label}: {_by(last)}{_and_then(side, lacks)}"


def _still_open(desk: Desk, side: Side, lacks: str) -> str:
    name, of = desk.account.name, f"from {side.kind.label}"
    if side.day is None:
        what = "signed" if side.kind is HandOffKind.SALE else "gone live"
        return f"{name} has not {what} yet{f': {lacks}' if lacks else ''}."
    if side.began_on is None:
        return f"{name} changed hands before hand-offs were in use here ({worded(desk.used_from)}): nobody is asked."
    due = f"to be accepted by {worded(side.accept_by)}"
    return f"{name} is to be handed over {of}, {due}{f': {lacks}' if lacks else ''}."


def _and_then(side: Side, lacks: str) -> str:
    if side.waits and side.accept_by is not None:
        return f"; it waits to be accepted by {worded(side.accept_by)}{f', and {lacks}' if lacks else ''}."
    return f"; {lacks}." if lacks and not side.is_over else "."


def _by(step: HandOffStep) -> str:
    return f"{step.by}, {worded(step.occurred_on)}"


def _supplied(visit: Visit, desk: Desk, side: Side, piece: Piece, links: Mapping[str, str]) -> str:
    """The form that supplies the piece, where the member may use it."""
    keys = [visit.workspace.pk, desk.account.pk]
    if piece.name in _OF_OUTCOME and visit.may(Verb.WRITE_OUTCOME):
        return links["outcome"]
    if piece.name is PieceName.STAKEHOLDERS and visit.may(Verb.EDIT_STAKEHOLDER):
        return links["person"]
    if piece.name is PieceName.COMMITMENTS and visit.may(Verb.HAND_OFF):
        return reverse("handoff_commitments", args=[*keys, side.kind.value])
    if piece.name in (PieceName.GO_LIVE, PieceName.CSM) and visit.may(Verb.EDIT_ACCOUNT):
        return reverse("account_edit", args=keys) + _BACK
    return ""
