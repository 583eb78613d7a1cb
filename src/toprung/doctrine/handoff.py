"""The gate of a hand-off: what must be known before an account changes hands, and who owes what is missing.

From sales to customer success at signature, and from implementation to the CSM at go-live (DOMAIN section 7). A gate
reports; it forbids nothing: what is handed over with a piece missing is handed over so, on the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from toprung.doctrine import clocks
from toprung.doctrine.evidence import Evidence, Outcome, Stakeholder, Terms
from toprung.doctrine.linter import Label, lint_terms
from toprung.doctrine.reasons import Reason, because
from toprung.doctrine.testimony import is_accepted
from toprung.kernel.canon import decimal_text
from toprung.kernel.changing_hands import HandOffKind, HandOffState, Owes
from toprung.kernel.vocabulary import OutcomeKind, StakeholderRole, Word


class PieceName(Word):
    """What a gate asks for."""

    PRIMARY_OUTCOME = "primary_outcome"
    METRIC = "metric"
    BASELINE = "baseline"
    TARGET = "target"
    DUE_DATE = "due_date"
    CATEGORY = "category"
    MECHANISM = "mechanism"
    FIRST_VALUE = "first_value"
    PROMISE = "who_promised_it"
    OUTCOME_OWNER = "owner_of_the_outcome"
    STAKEHOLDERS = "stakeholders"
    VALIDATOR = "validator"
    AGREEMENT = "agreement_to_the_outcomes"
    BASELINE_MEASURED = "measured_baseline"
    COMMITMENTS = "commitments"
    GO_LIVE = "day_of_go_live"
    CSM = "name_of_the_CSM"


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing asked for: there or missing, in a sentence; and who owes it while it is missing."""

    name: PieceName
    there: bool
    owed_by: Owes
    reason: Reason


@dataclass(frozen=True, slots=True)
class Gate:
    """Everything that is asked for before one kind of hand-off."""

    kind: HandOffKind
    pieces: tuple[Piece, ...]

    @property
    def missing(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if not piece.there)


def gate(e: Evidence, kind: HandOffKind) -> Gate:
    """What is there and what is missing on the day."""
    asked = _SALE if kind is HandOffKind.SALE else _GO_LIVE
    return Gate(kind, tuple(ask(e) for ask in asked))


def day_of(e: Evidence, kind: HandOffKind) -> date | None:
    """The signature or the go-live, whenever it was."""
    return clocks.signed_on(e) if kind is HandOffKind.SALE else e.go_live_on


def began_on(e: Evidence, kind: HandOffKind) -> date | None:
    """The day on which this hand-off opened by itself: signature, or go-live.

    None before it, and where it was before the vendor began to use hand-offs.
    """
    day = day_of(e, kind)
    return day if day is not None and e.handoffs_from is not None and day >= e.handoffs_from else None


def accept_by(e: Evidence, kind: HandOffKind) -> date | None:
    """The last day on which it is accepted in time; None where it has not opened."""
    began = began_on(e, kind)
    return began + timedelta(days=e.policy.handoff_days) if began else None


def outstanding(e: Evidence) -> Iterator[HandOffKind]:
    """The kinds that have opened and have not been accepted."""
    for kind in HandOffKind:
        if began_on(e, kind) is not None and e.handoff(kind).state is not HandOffState.ACCEPTED:
            yield kind


def _piece(name: PieceName, owed_by: Owes, there: bool, code: str, **params: object) -> Piece:
    return Piece(name, there, owed_by, because(code, **params))


def _primary_outcome(e: Evidence) -> Piece:
    name, terms = PieceName.PRIMARY_OUTCOME, _primary(e)
    if terms is None:
        return _piece(name, Owes.SELLER, False, "gate_no_primary")
    if lint_terms(terms).label is Label.PRODUCT_MILESTONE:
        return _piece(name, Owes.SELLER, False, "gate_milestone", statement=terms.statement)
    if lint_terms(terms).label is Label.VAGUE:
        return _piece(name, Owes.SELLER, False, "gate_vague", statement=terms.statement)
    return _piece(name, Owes.SELLER, True, "gate_primary", statement=terms.statement)


def _metric(e: Evidence) -> Piece:
    terms = _primary(e)
    if terms is not None and terms.metric:
        return _piece(PieceName.METRIC, Owes.SELLER, True, "gate_metric", metric=terms.metric)
    if terms is not None and terms.kind is OutcomeKind.STATUS and terms.state_after:
        return _piece(PieceName.METRIC, Owes.SELLER, True, "gate_state", state=terms.state_after)
    return _piece(PieceName.METRIC, Owes.SELLER, False, "gate_no_metric")


def _baseline(e: Evidence) -> Piece:
    terms = _primary(e)
    if terms is not None and (level := _baseline_of(terms)):
        return _piece(PieceName.BASELINE, Owes.CUSTOMER, True, "gate_baseline", level=level)
    return _piece(PieceName.BASELINE, Owes.CUSTOMER, False, "gate_no_baseline")


def _target(e: Evidence) -> Piece:
    terms = _primary(e)
    if terms is not None and (level := _level(terms, terms.target, terms.state_after)):
        return _piece(PieceName.TARGET, Owes.SELLER, True, "gate_target", level=level)
    return _piece(PieceName.TARGET, Owes.SELLER, False, "gate_no_target")


def _due_date(e: Evidence) -> Piece:
    terms = _primary(e)
    if terms is not None and terms.due_on is not None:
        return _piece(PieceName.DUE_DATE, Owes.SELLER, True, "gate_due_on", day=terms.due_on)
    if terms is not None and terms.due_days is not None:
        return _piece(PieceName.DUE_DATE, Owes.SELLER, True, "gate_due_days", days=terms.due_days)
    return _piece(PieceName.DUE_DATE, Owes.SELLER, False, "gate_no_due")


def _category(e: Evidence) -> Piece:
    terms = _primary(e)
    if terms is not None and terms.category is not None:
        return _piece(PieceName.CATEGORY, Owes.SELLER, True, "gate_category", category=terms.category)
    return _piece(PieceName.CATEGORY, Owes.SELLER, False, "gate_no_category")


def _mechanism(e: Evidence) -> Piece:
    terms = _primary(e)
    if terms is not None and terms.mechanism:
        return _piece(PieceName.MECHANISM, Owes.SELLER, True, "gate_mechanism", mechanism=terms.mechanism)
    return _piece(PieceName.MECHANISM, Owes.SELLER, False, "gate_no_mechanism")


def _first_value(e: Evidence) -> Piece:
    """First value is defined before implementation begins."""
    name = PieceName.FIRST_VALUE
    if e.first_value is None:
        return _piece(name, Owes.SELLER, False, "gate_no_first_value")
    terms = e.first_value.terms
    if lint_terms(terms).label is Label.PRODUCT_MILESTONE:
        return _piece(name, Owes.SELLER, False, "gate_milestone", statement=terms.statement)
    return _piece(name, Owes.SELLER, True, "gate_first_value", statement=terms.statement)


def _promise(e: Evidence) -> Piece:
    terms = _primary(e)
    if terms is None or not terms.promised_by:
        return _piece(PieceName.PROMISE, Owes.SELLER, False, "gate_no_promise")
    code = "gate_promise_confirmed" if terms.customer_confirmed else "gate_promise_reading"
    return _piece(PieceName.PROMISE, Owes.SELLER, True, code, who=terms.promised_by)


def _outcome_owner(e: Evidence) -> Piece:
    terms = _primary(e)
    who = (terms.owner if terms else "") or e.owner
    if who:
        return _piece(PieceName.OUTCOME_OWNER, Owes.CSM, True, "gate_owner", who=who)
    return _piece(PieceName.OUTCOME_OWNER, Owes.CSM, False, "gate_no_owner")


def _stakeholders(owed_by: Owes) -> Callable[[Evidence], Piece]:
    def ask(e: Evidence) -> Piece:
        present = tuple(person.name for person in _present(e))
        if present:
            return _piece(PieceName.STAKEHOLDERS, owed_by, True, "gate_people", who=present)
        return _piece(PieceName.STAKEHOLDERS, owed_by, False, "gate_no_people")

    return ask


def _validator(e: Evidence) -> Piece:
    """Named, still there, and of a role that the segment accepts."""
    name, terms = PieceName.VALIDATOR, _primary(e)
    wanted = tuple(_accepted(e))
    if terms is None or not terms.validator:
        return _piece(name, Owes.SELLER, False, "gate_no_validator", roles=wanted)
    person = e.stakeholder(terms.validator)
    if person is None:
        return _piece(name, Owes.SELLER, False, "gate_validator_unknown", who=terms.validator)
    if not person.present(e.as_of):
        return _piece(name, Owes.CUSTOMER, False, "gate_validator_left", who=person.name)
    if not is_accepted(person.role, e.policy):
        role = person.role or "no role on file"
        return _piece(name, Owes.SELLER, False, "gate_validator_mismatch", who=person.name, role=role, roles=wanted)
    return _piece(name, Owes.SELLER, True, "gate_validator", who=person.name, role=person.role)


def _agreement(e: Evidence) -> Piece:
    name, promised = PieceName.AGREEMENT, [o.terms for o in _promises(e)]
    if not promised:
        return _piece(name, Owes.SELLER, False, "gate_no_outcome")
    open_ = tuple(f"“{terms.statement}”" for terms in promised if terms.agreed_on is None)
    if open_:
        return _piece(name, Owes.CUSTOMER, False, "gate_not_agreed", statements=open_)
    day = max(terms.agreed_on for terms in promised if terms.agreed_on)
    return _piece(name, Owes.CUSTOMER, True, "gate_agreed", day=day)


def _baseline_measured(e: Evidence) -> Piece:
    """What it was before: on file as the baseline, or read at least once."""
    name = PieceName.BASELINE_MEASURED
    if e.primary is None or not (_baseline_of(e.primary.terms) or e.primary.readings):
        return _piece(name, Owes.CUSTOMER, False, "gate_baseline_unmeasured")
    if level := _baseline_of(e.primary.terms):
        return _piece(name, Owes.CUSTOMER, True, "gate_baseline", level=level)
    return _piece(name, Owes.CUSTOMER, True, "gate_baseline_read", day=e.primary.readings[0].occurred_on)


def _commitments(e: Evidence) -> Piece:
    """Said at either hand-off: a list, or that there are none."""
    said = [h.commitments for kind in HandOffKind if (h := e.handoff(kind)).commitments is not None]
    found = tuple(f"“{text}”" for commitments in said for text in commitments or ())
    if not said:
        return _piece(PieceName.COMMITMENTS, Owes.SELLER, False, "gate_no_commitments")
    if not found:
        return _piece(PieceName.COMMITMENTS, Owes.SELLER, True, "gate_nothing_beyond")
    return _piece(PieceName.COMMITMENTS, Owes.SELLER, True, "gate_commitments", what=found)


def _go_live(e: Evidence) -> Piece:
    if e.go_live_on is not None:
        return _piece(PieceName.GO_LIVE, Owes.IMPLEMENTATION, True, "gate_live", day=e.go_live_on)
    return _piece(PieceName.GO_LIVE, Owes.IMPLEMENTATION, False, "gate_not_live")


def _csm(e: Evidence) -> Piece:
    if e.owner:
        return _piece(PieceName.CSM, Owes.CSM, True, "gate_csm", who=e.owner)
    return _piece(PieceName.CSM, Owes.CSM, False, "gate_no_csm")


_SALE: tuple[Callable[[Evidence], Piece], ...] = (
    *(_primary_outcome, _metric, _baseline, _target, _due_date, _category, _mechanism, _first_value),
    *(_stakeholders(Owes.SELLER), _validator, _promise, _outcome_owner),
)
_GO_LIVE: tuple[Callable[[Evidence], Piece], ...] = (
    *(_go_live, _primary_outcome, _agreement, _baseline_measured, _stakeholders(Owes.IMPLEMENTATION)),
    *(_validator, _commitments, _csm),
)


def _primary(e: Evidence) -> Terms | None:
    return e.primary.terms if e.primary else None


def _promises(e: Evidence) -> list[Outcome]:
    return [o for o in e.outcomes if lint_terms(o.terms).label is not Label.PRODUCT_MILESTONE]


def _present(e: Evidence) -> list[Stakeholder]:
    return [person for person in e.stakeholders if person.present(e.as_of)]


def _accepted(e: Evidence) -> list[StakeholderRole]:
    """The roles that can validate here; an executive sponsor always can."""
    return list(dict.fromkeys((*e.policy.validators, StakeholderRole.EXECUTIVE_SPONSOR)))


def _baseline_of(terms: Terms) -> str:
    """What it starts from: a number, for a status the state before; a hold starts where it is to stay."""
    start = terms.target if terms.kind is OutcomeKind.HOLD and terms.baseline is None else terms.baseline
    return _level(terms, start, terms.state_before)


def _level(terms: Terms, number: Decimal | None, state: str) -> str:
    """A number with its unit, or a state; "" where there is none."""
    if terms.kind is OutcomeKind.STATUS:
        return state
    return "" if number is None else f"{decimal_text(number)} {terms.unit}".strip()
