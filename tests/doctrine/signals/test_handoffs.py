"""Signals about hand-offs."""

from __future__ import annotations

import dataclasses

from tests.doctrine.build import ago, found, sold

from toprung.doctrine.evidence import HandOff
from toprung.kernel.changing_hands import HandOffKind, HandOffState


def test_a_hand_off_that_lacks_something_is_found_at_once() -> None:
    (finding,) = found(sold(0, stakeholders=()), "handoff_incomplete")
    assert finding.subject == "handoff:sale"
    assert finding.reason.text == (
        "The hand-off from sales to customer success of 31 Mar 2026 lacks: stakeholders and validator."
    )


def test_a_complete_one_only_when_it_waits_too_long() -> None:
    assert not found(sold(14), "handoff_incomplete")
    (finding,) = found(sold(15), "handoff_incomplete")
    assert finding.reason.text == "The hand-off from sales to customer success was to be accepted by 30 Mar 2026."


def test_accepting_closes_it_and_sending_back_does_not() -> None:
    late = sold(15)
    for state, findings in ((HandOffState.SENT_BACK, 1), (HandOffState.HANDED_OVER, 1), (HandOffState.ACCEPTED, 0)):
        handed = dataclasses.replace(late, handoffs=(HandOff(HandOffKind.SALE, state, ago(1)),))
        assert len(found(handed, "handoff_incomplete")) == findings


def test_each_kind_is_a_subject_of_its_own() -> None:
    live = dataclasses.replace(sold(60), go_live_on=ago(20))
    assert [f.subject for f in found(live, "handoff_incomplete")] == ["handoff:sale", "handoff:go_live"]


def test_accounts_of_before_hand_offs_were_in_use_are_left_alone() -> None:
    assert not found(dataclasses.replace(sold(100), handoffs_from=ago(99)), "handoff_incomplete")
    assert not found(dataclasses.replace(sold(100), handoffs_from=None), "handoff_incomplete")
