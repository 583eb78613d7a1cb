"""The gate of a hand-off: what it asks for, who owes what is missing, and when a hand-off opens."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from tests.doctrine.build import BEA, SAM, UNA, account, ago, contract, numeric_outcome, outcome, sold, value

from toprung.doctrine.evidence import Evidence, HandOff, Outcome, Stakeholder
from toprung.doctrine.handoff import Gate, PieceName, accept_by, began_on, gate, outstanding
from toprung.kernel.changing_hands import HandOffKind, HandOffState, Owes
from toprung.kernel.vocabulary import OutcomeKind

SALE, GO_LIVE = HandOffKind.SALE, HandOffKind.GO_LIVE


def without(**terms: Any) -> Evidence:
    """The account sold, with other terms of its primary outcome."""
    e = sold()
    (promise,) = e.outcomes
    changed = dataclasses.replace(promise.terms, **terms)
    return dataclasses.replace(e, outcomes=(Outcome(promise.reference, (changed,)),))


def lacks(e: Evidence, kind: HandOffKind = SALE) -> dict[str, str]:
    """Piece -> who owes it, of what is missing; every sentence is worded on the way."""
    found = gate(e, kind)
    assert all(piece.reason.text for piece in found.pieces)
    return {piece.name.value: piece.owed_by.value for piece in found.missing}


def says(found: Gate, name: PieceName) -> str:
    """The sentence of one piece."""
    return next(piece.reason.text for piece in found.pieces if piece.name is name)


def test_an_account_sold_well_lacks_nothing() -> None:
    found = gate(sold(), SALE)
    assert not found.missing
    assert says(found, PieceName.BASELINE) == "It starts at 10."
    assert says(found, PieceName.VALIDATOR) == "Bea (buyer) will confirm it."
    assert says(found, PieceName.PROMISE) == "Promised by Sel; it is the seller’s reading of what the customer wants."
    assert says(gate(without(customer_confirmed=True), SALE), PieceName.PROMISE) == (
        "Promised by Sel, and confirmed by the customer."
    )


def test_an_empty_account_lacks_everything_and_says_who_owes_it() -> None:
    assert lacks(account()) == {
        "primary_outcome": "seller",
        "metric": "seller",
        "baseline": "customer",
        "target": "seller",
        "due_date": "seller",
        "category": "seller",
        "mechanism": "seller",
        "first_value": "seller",
        "stakeholders": "seller",
        "validator": "seller",
        "who_promised_it": "seller",
        "owner_of_the_outcome": "csm",
    }


@pytest.mark.parametrize(
    ("changes", "piece"),
    [
        ({"metric": ""}, "metric"),
        ({"baseline": None}, "baseline"),
        ({"target": None}, "target"),
        ({"due_days": None}, "due_date"),
        ({"category": None}, "category"),
        ({"mechanism": ""}, "mechanism"),
        ({"first_value": False}, "first_value"),
        ({"promised_by": ""}, "who_promised_it"),
        ({"validator": ""}, "validator"),
        ({"validator": "Zoe"}, "validator"),
        ({"validator": "Una"}, "validator"),
    ],
)
def test_each_piece_is_missed(changes: dict[str, Any], piece: str) -> None:
    assert list(lacks(without(**changes))) == [piece]


def test_a_task_or_a_vague_wish_is_no_primary_outcome() -> None:
    assert "primary_outcome" in lacks(without(statement="Train 40 users by May", metric="users trained"))
    vague = outcome(statement="Be more efficient", first_value=True)
    assert "primary_outcome" in lacks(dataclasses.replace(sold(), outcomes=(vague,)))


def test_a_status_is_told_by_its_states_and_a_hold_starts_where_it_stays() -> None:
    status = without(
        kind=OutcomeKind.STATUS, metric="", baseline=None, target=None, state_before="none", state_after="certified"
    )
    assert lacks(status) == {}
    assert lacks(without(kind=OutcomeKind.HOLD, baseline=None)) == {}


def test_the_validator_must_be_there_and_of_a_role_that_counts() -> None:
    gone = dataclasses.replace(BEA, left_on=ago(1))
    assert lacks(dataclasses.replace(sold(), stakeholders=(gone, UNA))) == {"validator": "customer"}
    assert "this segment accepts buyer and executive sponsor" in says(
        gate(without(validator="Una"), SALE), PieceName.VALIDATOR
    )
    assert lacks(without(validator="Sam")) == {}, "an executive sponsor is accepted everywhere"
    noted = Stakeholder("Bea")
    assert "no role on file" in says(
        gate(dataclasses.replace(sold(), stakeholders=(noted,)), SALE), PieceName.VALIDATOR
    )


def test_the_second_gate_asks_for_agreement_commitments_and_a_csm() -> None:
    live = dataclasses.replace(sold(60), go_live_on=ago(3))
    assert lacks(live, GO_LIVE) == {"commitments": "seller"}
    said = HandOff(SALE, HandOffState.ACCEPTED, ago(50), ())
    assert lacks(dataclasses.replace(live, handoffs=(said,)), GO_LIVE) == {}
    assert lacks(dataclasses.replace(sold(), owner="", handoffs=(said,)), GO_LIVE) == {
        "day_of_go_live": "implementation",
        "name_of_the_CSM": "csm",
    }
    assert lacks(dataclasses.replace(without(agreed_on=None), go_live_on=ago(1), handoffs=(said,)), GO_LIVE) == {
        "agreement_to_the_outcomes": "customer"
    }


def test_a_baseline_is_on_file_or_has_been_read() -> None:
    said = HandOff(GO_LIVE, HandOffState.OPEN, None, ("A dashboard in Dutch",))
    blank = numeric_outcome(baseline=None)
    live = account(go_live_on=ago(3), owner="Cleo", stakeholders=(BEA, SAM), handoffs=(said,), outcomes=(blank,))
    assert lacks(live, GO_LIVE) == {"measured_baseline": "customer"}
    read = dataclasses.replace(live, outcomes=(numeric_outcome(baseline=None, readings=(value(2, 10),)),))
    assert "measured_baseline" not in lacks(read, GO_LIVE)
    assert says(gate(read, GO_LIVE), PieceName.COMMITMENTS) == "Promised beyond the outcomes: “A dashboard in Dutch”."


def test_it_opens_by_itself_and_never_for_what_was_before() -> None:
    assert began_on(sold(5), SALE) == ago(5)
    assert accept_by(sold(5), SALE) == ago(5 - 14)
    assert began_on(dataclasses.replace(sold(5), handoffs_from=ago(5)), SALE) == ago(5)
    assert began_on(dataclasses.replace(sold(5), handoffs_from=ago(4)), SALE) is None
    assert began_on(dataclasses.replace(sold(5), handoffs_from=None), SALE) is None
    assert began_on(sold(contracts=(contract(5),)), SALE) is None, "nobody knows when it was signed"
    live = dataclasses.replace(sold(60), go_live_on=ago(3))
    assert list(outstanding(live)) == [SALE, GO_LIVE]
    accepted = dataclasses.replace(live, handoffs=(HandOff(SALE, HandOffState.ACCEPTED, ago(50)),))
    assert list(outstanding(accepted)) == [GO_LIVE]


def test_every_piece_can_be_owed_by_somebody_who_exists() -> None:
    owed = {piece.owed_by for kind in HandOffKind for piece in gate(account(), kind).pieces}
    assert owed == set(Owes)
