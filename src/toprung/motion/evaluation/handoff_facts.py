"""The hand-offs' part of the evidence for a chunk of accounts, as of a day: two queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from toprung.doctrine.evidence import HandOff
from toprung.kernel.changing_hands import HandOffKind, HandOffState, HandOffStepKind
from toprung.motion.evaluation.reading import Chunk, rows_of
from toprung.records.handoffs import queries
from toprung.records.tenancy.models import Workspace

#: what each step makes of a hand-off; stating commitments leaves it where it is
_STATES = {
    HandOffStepKind.HANDED_OVER.value: HandOffState.HANDED_OVER,
    HandOffStepKind.SENT_BACK.value: HandOffState.SENT_BACK,
    HandOffStepKind.ACCEPTED.value: HandOffState.ACCEPTED,
}
_KINDS = {kind.value: kind for kind in HandOffKind}
_COLUMNS = ("handoff__account_id", "handoff__kind", "step", "occurred_on", "commitments")


@dataclass(frozen=True, slots=True)
class HandOffFacts:
    """What was done about the chunk's hand-offs, by account, and from when on they are asked for."""

    used_from: date
    held: dict[int, dict[HandOffKind, HandOff]]

    def of(self, account: int) -> tuple[HandOff, ...]:
        """The account's hand-offs about which something was done."""
        found = self.held.get(account)
        return tuple(found[kind] for kind in sorted(found)) if found else ()


def handoff_facts(workspace: Workspace, chunk: Chunk, as_of: date) -> HandOffFacts:
    """The chunk's hand-offs as they stood on the day, told by the steps taken by then."""
    taken = queries.steps(workspace).filter(chunk.holds("handoff__account"), occurred_on__lte=as_of)
    held: dict[int, dict[HandOffKind, HandOff]] = defaultdict(dict)
    for account, kind, step, day, commitments in rows_of(taken.values_list(*_COLUMNS)):
        known = _KINDS[kind]
        before = held[account].get(known) or HandOff(known, HandOffState.OPEN)
        held[account][known] = _after(before, step, day, commitments)
    return HandOffFacts(queries.used_from(workspace), held)


def _after(before: HandOff, step: str, day: date, commitments: list[str] | None) -> HandOff:
    if step not in _STATES:
        return replace(before, commitments=tuple(commitments or ()))
    return replace(before, state=_STATES[step], since=day)
