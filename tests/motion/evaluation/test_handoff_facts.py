"""Hand-offs as evidence: as they stood on a day, and only from when they are used."""

from __future__ import annotations

from datetime import date, timedelta

from tests.cast import NOW, TODAY, Cast

from toprung.doctrine.evidence import Evidence, HandOff
from toprung.kernel.changing_hands import HandOffKind, HandOffState
from toprung.motion.evaluation.gathering import gather
from toprung.motion.evaluation.running import judged_accounts
from toprung.records.book.actions import upsert_contracts
from toprung.records.book.drafts import ContractDraft
from toprung.records.handoffs.actions import (
    accept_handoff,
    begin_handoffs,
    hand_over,
    send_back_handoff,
    state_commitments,
)

SALE = HandOffKind.SALE
DAY = timedelta(days=1)


def seen(cast: Cast, day: date = TODAY) -> Evidence:
    ((evidence,),) = gather(cast.workspace, day)
    return evidence


def test_each_day_tells_what_had_been_done_by_then(cast: Cast) -> None:
    draft = ContractDraft("HF-1", "C-1", signed_on=TODAY, starts_on=TODAY)
    upsert_contracts(cast.workspace, [draft], by=cast.seller, now=NOW)
    hand_over(cast.harbor, SALE, by=cast.seller, now=NOW)
    state_commitments(cast.harbor, SALE, ["A dashboard"], by=cast.seller, now=NOW + DAY)
    send_back_handoff(cast.harbor, SALE, reasons="No target", by=cast.csm, now=NOW + 2 * DAY)
    hand_over(cast.harbor, SALE, by=cast.seller, now=NOW + 3 * DAY)
    accept_handoff(cast.harbor, SALE, by=cast.csm, now=NOW + 4 * DAY)

    states = [seen(cast, TODAY + n * DAY).handoff(SALE) for n in range(-1, 5)]

    assert states == [
        HandOff(SALE, HandOffState.OPEN),
        HandOff(SALE, HandOffState.HANDED_OVER, TODAY),
        HandOff(SALE, HandOffState.HANDED_OVER, TODAY, ("A dashboard",)),
        HandOff(SALE, HandOffState.SENT_BACK, TODAY + 2 * DAY, ("A dashboard",)),
        HandOff(SALE, HandOffState.HANDED_OVER, TODAY + 3 * DAY, ("A dashboard",)),
        HandOff(SALE, HandOffState.ACCEPTED, TODAY + 4 * DAY, ("A dashboard",)),
    ]


def test_the_signal_opens_with_the_signature_and_spares_what_was_before(cast: Cast) -> None:
    begin_handoffs(cast.workspace, TODAY, by=cast.leader, now=NOW)
    draft = ContractDraft("HF-1", "C-1", signed_on=TODAY - DAY, starts_on=TODAY - DAY, ends_on=TODAY + 300 * DAY)
    upsert_contracts(cast.workspace, [draft], by=cast.seller, now=NOW)
    assert "handoff_incomplete" not in signals(cast)
    begin_handoffs(cast.workspace, TODAY - DAY, by=cast.leader, now=NOW)
    assert "handoff_incomplete" in signals(cast)


def signals(cast: Cast) -> set[str]:
    ((judged,),) = judged_accounts(cast.workspace, TODAY)
    return {finding.signal for finding in judged.verdict.findings}
