"""Hand-offs step by step: who may, in which order, and what stays on the record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cast import NOW, TODAY, Cast

from toprung.kernel.changing_hands import HandOffKind, HandOffState
from toprung.kernel.errors import BadInput, NotAllowed, Refused
from toprung.records.book.actions import upsert_contracts
from toprung.records.book.drafts import ContractDraft
from toprung.records.handoffs.actions import (
    accept_handoff,
    begin_handoffs,
    hand_over,
    send_back_handoff,
    state_commitments,
)
from toprung.records.handoffs.models import HandOff, HandOffStep
from toprung.records.handoffs.queries import live_since, signed_since, used_from
from toprung.records.journal.models import Entry
from toprung.records.tenancy.actors import ANONYMOUS

SALE, GO_LIVE = HandOffKind.SALE, HandOffKind.GO_LIVE
LATER = NOW + timedelta(hours=1)


def signed(cast: Cast, day: date = TODAY, contract: str = "C-1") -> None:
    draft = ContractDraft("HF-1", contract, signed_on=day, starts_on=day, ends_on=day + timedelta(days=365))
    upsert_contracts(cast.workspace, [draft], by=cast.seller, now=NOW)


def test_anonymous_and_strangers_may_do_nothing(cast: Cast) -> None:
    signed(cast)
    for actor in (ANONYMOUS, cast.stranger, cast.viewer):
        with pytest.raises(NotAllowed):
            hand_over(cast.harbor, SALE, by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            accept_handoff(cast.harbor, SALE, by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            state_commitments(cast.harbor, SALE, [], by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            begin_handoffs(cast.workspace, TODAY, by=actor, now=NOW)
    assert not HandOff.objects.exists()


def test_a_seller_hands_over_and_may_not_accept(cast: Cast) -> None:
    signed(cast)
    hand_over(cast.harbor, SALE, by=cast.seller, now=NOW)
    with pytest.raises(NotAllowed, match="may not accept handoff"):
        accept_handoff(cast.harbor, SALE, by=cast.seller, now=LATER)
    held = accept_handoff(cast.harbor, SALE, by=cast.csm, now=LATER)
    assert held.state == HandOffState.ACCEPTED


def test_sent_back_with_reasons_mended_and_accepted(cast: Cast) -> None:
    signed(cast)
    hand_over(cast.harbor, SALE, missing=["target"], words="They decide in May.", by=cast.seller, now=NOW)
    with pytest.raises(Refused, match="needs a reason"):
        send_back_handoff(cast.harbor, SALE, reasons="  ", by=cast.csm, now=NOW)
    send_back_handoff(cast.harbor, SALE, reasons="No target: what is 100%?", by=cast.csm, now=NOW)
    hand_over(cast.harbor, SALE, by=cast.seller, now=LATER)
    accept_handoff(cast.harbor, SALE, words="Thanks", by=cast.csm, now=LATER)
    told = [(s.step, s.by, s.words, s.missing) for s in HandOffStep.objects.order_by("pk")]
    assert told == [
        ("handed_over", "Sam Keller", "They decide in May.", ["target"]),
        ("sent_back", "Chidi Mensah", "No target: what is 100%?", []),
        ("handed_over", "Sam Keller", "", []),
        ("accepted", "Chidi Mensah", "Thanks", []),
    ]
    verbs = list(Entry.objects.filter(account="HF-1").order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        *("create_contract", "freeze_promise", "hand_off", "send_back_handoff", "hand_off", "accept_handoff"),
    ]


def test_nothing_is_handed_over_before_its_day(cast: Cast) -> None:
    with pytest.raises(Refused, match="has not signed yet: record the signature"):
        hand_over(cast.harbor, SALE, by=cast.seller, now=NOW)
    cast.harbor.go_live_on = None
    cast.harbor.save()
    with pytest.raises(Refused, match="is not live yet"):
        hand_over(cast.harbor, GO_LIVE, by=cast.csm, now=NOW)


def test_steps_out_of_order_are_refused_and_change_nothing(cast: Cast) -> None:
    signed(cast)
    with pytest.raises(Refused, match="is open: nobody has handed it over"):
        accept_handoff(cast.harbor, SALE, by=cast.csm, now=NOW)
    hand_over(cast.harbor, SALE, by=cast.seller, now=NOW)
    with pytest.raises(Refused, match="handed over: Sam Keller did that on 2026-03-31"):
        hand_over(cast.harbor, SALE, by=cast.csm, now=LATER)
    accept_handoff(cast.harbor, SALE, by=cast.csm, now=LATER)
    with pytest.raises(Refused, match="accepted: Chidi Mensah did that"):
        send_back_handoff(cast.harbor, SALE, reasons="Too late", by=cast.leader, now=LATER)
    assert HandOffStep.objects.count() == 2


def test_missing_pieces_are_handed_over_only_with_a_word(cast: Cast) -> None:
    signed(cast)
    with pytest.raises(Refused, match="say why"):
        hand_over(cast.harbor, SALE, missing=["target"], by=cast.seller, now=NOW)
    assert not HandOffStep.objects.exists()


def test_commitments_are_a_list_or_said_to_be_none(cast: Cast) -> None:
    held = state_commitments(cast.harbor, SALE, ["  A dashboard   in Dutch ", ""], by=cast.seller, now=NOW)
    assert held.commitments == ["A dashboard in Dutch"]
    state_commitments(cast.harbor, SALE, ["A dashboard in Dutch"], by=cast.seller, now=LATER)
    assert HandOffStep.objects.count() == 1, "the same list again is no news"
    assert state_commitments(cast.harbor, SALE, [], by=cast.csm, now=LATER).commitments == []
    with pytest.raises(BadInput, match="at most 50"):
        state_commitments(cast.harbor, SALE, ["x"] * 51, by=cast.csm, now=LATER)
    with pytest.raises(BadInput, match="at most 2,000"):
        hand_over(cast.harbor, GO_LIVE, words="x" * 2_001, by=cast.csm, now=NOW)


def test_what_is_on_the_record_stays(cast: Cast) -> None:
    state_commitments(cast.harbor, SALE, ["x"], by=cast.seller, now=NOW)
    step = HandOffStep.objects.get()
    step.words = "altered"
    for wrong in (
        step.save,
        step.delete,
        HandOffStep.objects.all().delete,
        lambda: HandOffStep.objects.update(words=""),
    ):
        with pytest.raises(Refused, match="stays on the record"):
            wrong()


def test_from_when_hand_offs_are_used(cast: Cast) -> None:
    assert used_from(cast.workspace) == TODAY, "its first day"
    cast.workspace.first_import_on = date(2026, 4, 2)
    assert used_from(cast.workspace) == date(2026, 4, 2)
    begin_handoffs(cast.workspace, date(2026, 1, 1), by=cast.leader, now=NOW)
    begin_handoffs(cast.workspace, date(2026, 1, 1), by=cast.leader, now=LATER)
    assert used_from(cast.workspace) == date(2026, 1, 1)
    assert Entry.objects.filter(verb="begin_handoffs").count() == 1


def test_who_signed_or_went_live_since(cast: Cast) -> None:
    january = date(2026, 1, 1)
    signed(cast, date(2026, 2, 1))
    signed(cast, date(2026, 3, 1), "C-2")
    assert signed_since(cast.workspace, january, TODAY) == {cast.harbor.pk: date(2026, 2, 1)}
    assert not signed_since(cast.workspace, date(2026, 2, 2), TODAY), "the first signature counts"
    older = ContractDraft("HF-1", "C-0", starts_on=date(2025, 1, 1), ends_on=date(2026, 1, 1))
    upsert_contracts(cast.workspace, [older], by=cast.seller, now=NOW)
    assert not signed_since(cast.workspace, january, TODAY), "an earlier contract names no signature"
    assert live_since(cast.workspace, date(2025, 10, 1), TODAY) == {cast.harbor.pk: date(2025, 10, 1)}
    assert not live_since(cast.workspace, date(2025, 10, 2), TODAY)
