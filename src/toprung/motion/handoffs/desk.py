"""One account's hand-offs: both gates, what was done, by when it is to be accepted, and what was promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.handoff import Gate, Piece, accept_by, began_on, day_of, gate
from toprung.doctrine.lifecycle import lifecycle
from toprung.doctrine.promises import Fate, Promised, fate
from toprung.kernel.changing_hands import HandOffKind, HandOffState, HandOffStepKind, Owes
from toprung.kernel.errors import NotFound
from toprung.kernel.vocabulary import Lifecycle
from toprung.motion.evaluation.gathering import gather
from toprung.motion.handoffs.thawing import promises_of
from toprung.records.book.models import Account
from toprung.records.handoffs import queries
from toprung.records.handoffs.models import FrozenPromise, HandOffStep
from toprung.records.outcomes.templates import statements, template_told
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Side:
    """One kind of hand-off of one account.

    `began_on` None: it has not opened, or was before hand-offs were in use; then nobody is asked. `day` is the
    signature or the go-live, whenever it was.
    """

    kind: HandOffKind
    gate: Gate
    state: HandOffState
    day: date | None
    began_on: date | None
    accept_by: date | None
    commitments: tuple[str, ...] | None
    steps: tuple[HandOffStep, ...]

    @property
    def is_over(self) -> bool:
        return self.state is HandOffState.ACCEPTED

    @property
    def can_hand_over(self) -> bool:
        """Has its day come, and does it lie with those who hand over?"""
        return self.day is not None and self.state in (HandOffState.OPEN, HandOffState.SENT_BACK)

    @property
    def waits(self) -> bool:
        """Has it been handed over and not been answered?"""
        return self.state is HandOffState.HANDED_OVER

    @property
    def owed(self) -> tuple[tuple[Owes, tuple[Piece, ...]], ...]:
        """The missing pieces by who owes them."""
        missing = self.gate.missing
        owes = [who for who in Owes if any(piece.owed_by is who for piece in missing)]
        return tuple((who, tuple(p for p in missing if p.owed_by is who)) for who in owes)

    @property
    def sent_back(self) -> HandOffStep | None:
        """Why it lies with those who hand over again; None where it does not."""
        if self.state is not HandOffState.SENT_BACK:
            return None
        return next((s for s in reversed(self.steps) if s.step == HandOffStepKind.SENT_BACK), None)


@dataclass(frozen=True, slots=True)
class Kept:
    """One promise of the sale, and what became of it. `changed`: its outcome has other terms by now.

    `template`: what the template says today from which it was started, or that it was written without one.
    """

    promised: Promised
    fate: Fate
    changed: bool
    template: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything about one account's hand-offs as of a day."""

    account: Account
    lifecycle: Lifecycle
    used_from: date
    sides: tuple[Side, ...]
    frozen: FrozenPromise | None
    promises: tuple[Kept, ...]

    def side(self, kind: HandOffKind) -> Side:
        """The hand-off of that kind."""
        return next(side for side in self.sides if side.kind is kind)


def desk(workspace: Workspace, account: Account, today: date) -> Desk:
    """The account's hand-offs. The same few queries whatever is on file, one more where
    a promise was started from a template. Raises NotFound before it is on the book."""
    e = evidence_of(workspace, account, today)
    steps = tuple(queries.steps(workspace).filter(handoff__account=account).select_related("handoff"))
    held = queries.frozen(workspace).filter(account=account).first()
    promises = promises_of(e, held)
    templates = statements(workspace) if any(promised.terms.template for promised in promises) else {}
    return Desk(
        account=account,
        lifecycle=lifecycle(e),
        used_from=e.handoffs_from or today,
        sides=tuple(_side(e, kind, steps) for kind in HandOffKind),
        frozen=held,
        promises=tuple(_kept(e, promised, templates) for promised in promises),
    )


def evidence_of(workspace: Workspace, account: Account, today: date) -> Evidence:
    """What is known of the account on the day; use is not looked at. Raises NotFound before it is on the book."""
    for chunk in gather(workspace, today, [account.external_id]):
        for e in chunk:
            return e
    raise NotFound(f"{account.name} is not on the book on {today} yet.")


def _side(e: Evidence, kind: HandOffKind, steps: tuple[HandOffStep, ...]) -> Side:
    held = e.handoff(kind)
    return Side(
        kind=kind,
        gate=gate(e, kind),
        state=held.state,
        day=day_of(e, kind),
        began_on=began_on(e, kind),
        accept_by=accept_by(e, kind),
        commitments=held.commitments,
        steps=tuple(step for step in steps if step.handoff.kind == kind),
    )


def _kept(e: Evidence, promised: Promised, templates: Mapping[str, str]) -> Kept:
    now = next((o.terms for o in e.outcomes if o.reference == promised.outcome), None)
    changed = now is None or _essence(now) != _essence(promised.terms)
    return Kept(promised, fate(e, promised), changed, template_told(promised.terms.template, templates))


def _essence(terms: object) -> tuple[object, ...]:
    return tuple(getattr(terms, name) for name in _ESSENCE)


#: what makes a promise another one
_ESSENCE = ("statement", "metric", "baseline", "target", "state_before", "state_after", "due_days", "validator")
