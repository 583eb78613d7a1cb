"""Whose yes counts, and what becomes of a no (DOMAIN section 2)."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

import pytest
from tests.doctrine.build import (
    BEA,
    BUYER,
    CHRIS,
    LEAD,
    LEO,
    MANAGER,
    MIA,
    PEOPLE,
    SAM,
    SPONSOR,
    UNA,
    account,
    ago,
    codes,
    no,
    numeric_outcome,
    outcome,
    result_of,
    withdraws,
    worded,
    yes,
)

from toprung.doctrine.evidence import Attestation, Stakeholder
from toprung.doctrine.policy import DEFAULTS
from toprung.doctrine.results import ResultState, ResultTest
from toprung.doctrine.testimony import first_confirmed, hear, is_accepted
from toprung.kernel.vocabulary import Grade, StakeholderRole


def state_of(segment: str, *words: Attestation, people: tuple[Stakeholder, ...] = PEOPLE) -> ResultState:
    return result_of(account(segment, stakeholders=people, outcomes=(outcome(*words),))).state


def asked(segment: str, *words: Attestation, people: tuple[Stakeholder, ...] = PEOPLE, **terms: Any) -> str:
    return result_of(account(segment, stakeholders=people, outcomes=(outcome(*words, **terms),))).ask


@pytest.mark.parametrize(
    ("segment", "accepted"),
    [("SMB", {BUYER, SPONSOR}), ("Mid-Market", {LEAD, MANAGER, SPONSOR}), ("Enterprise", {SPONSOR})],
)
def test_accepted_roles(segment: str, accepted: set[StakeholderRole]) -> None:
    assert {role for role in StakeholderRole if is_accepted(role, DEFAULTS[segment])} == accepted
    assert not is_accepted(None, DEFAULTS[segment])


def test_mid_market_needs_team_lead_and_manager() -> None:
    assert state_of("Mid-Market", yes(LEO, 5)) is ResultState.HALF_VALIDATED
    assert asked("Mid-Market", yes(LEO, 5)) == "Mia (manager)"
    assert state_of("Mid-Market", yes(LEO, 5), yes(MIA, 4)) is ResultState.FRESH
    assert state_of("Mid-Market", yes(SAM, 5)) is ResultState.FRESH, "the sponsor alone will do"


def test_the_validator_named_is_asked_before_another_of_the_same_role() -> None:
    ben = Stakeholder("Ben", BUYER)
    assert asked("SMB", people=(ben, BEA)) == "Bea (buyer)"
    assert asked("SMB", people=(ben, BEA), validator="Una") == "Ben (buyer)"
    assert asked("SMB", people=()) == "a buyer"
    assert asked("SMB", people=(dataclasses.replace(BEA, left_on=ago(3)),)) == "a buyer"


def test_a_later_no_disputes_until_they_say_yes() -> None:
    words = (yes(BEA, 50), no(BEA, 20))
    assert state_of("SMB", *words) is ResultState.DISPUTED
    assert state_of("SMB", *words, yes(UNA, 10)) is ResultState.DISPUTED
    assert state_of("SMB", *words, yes(BEA, 10)) is ResultState.FRESH


def test_a_dispute_ends_with_a_higher_role() -> None:
    assert state_of("SMB", yes(BEA, 50), no(BEA, 20), yes(SAM, 10)) is ResultState.FRESH
    sponsor_says_no = (yes(SAM, 50), no(SAM, 20))
    assert state_of("Mid-Market", *sponsor_says_no, yes(LEO, 10), yes(MIA, 10)) is ResultState.DISPUTED


def test_a_dispute_ends_with_the_successor_of_one_who_left() -> None:
    ben = Stakeholder("Ben", BUYER, joined_on=ago(15))
    words = (yes(BEA, 50), no(BEA, 20), yes(ben, 10))
    assert state_of("SMB", *words, people=(BEA, ben)) is ResultState.DISPUTED
    left = dataclasses.replace(BEA, left_on=ago(15))
    assert state_of("SMB", *words, people=(left, ben)) is ResultState.FRESH


def test_a_no_before_any_yes_is_no_dispute() -> None:
    assert state_of("SMB", no(BEA, 20)) is ResultState.PROMISED


def test_a_no_of_someone_not_accepted_disputes_nothing() -> None:
    assert state_of("SMB", yes(BEA, 50), no(CHRIS, 20)) is ResultState.FRESH


def test_a_withdrawn_yes_no_longer_stands() -> None:
    assert state_of("SMB", yes(BEA, 50), withdraws(BEA, 20)) is ResultState.WITHDRAWN
    assert state_of("SMB", yes(BEA, 50), withdraws(BEA, 20), yes(BEA, 3)) is ResultState.FRESH
    assert state_of("SMB", yes(BEA, 50), yes(SAM, 40), withdraws(BEA, 20)) is ResultState.FRESH


def test_a_withdrawn_no_disputes_no_more() -> None:
    assert state_of("SMB", yes(SAM, 50), yes(BEA, 45), no(BEA, 20), withdraws(BEA, 10)) is ResultState.FRESH


def test_what_a_departed_person_attested_stands() -> None:
    left = dataclasses.replace(BEA, left_on=ago(10))
    assert state_of("SMB", yes(BEA, 50), people=(left,)) is ResultState.FRESH


def test_a_person_is_known_by_name_whatever_the_case() -> None:
    shouting = dataclasses.replace(BEA, name="BEA")
    assert state_of("SMB", yes(BEA, 50), no(shouting, 20), yes(BEA, 3)) is ResultState.FRESH


def test_a_person_is_known_by_their_key_when_names_are_erased() -> None:
    """Two buyers without names: the one's no is not the other's, and the one's later yes settles it."""
    bea, ben = {"stakeholder": "", "person": "1"}, {"stakeholder": "", "person": "2"}
    words = (yes(BEA, 50), no(BEA, 20))
    erased = [dataclasses.replace(word, **bea) for word in words]  # type: ignore[arg-type]
    assert state_of("SMB", *erased) is ResultState.DISPUTED
    other, own = (dataclasses.replace(yes(BEA, 10), **who) for who in (ben, bea))  # type: ignore[arg-type]
    assert state_of("SMB", *erased, other) is ResultState.DISPUTED
    assert state_of("SMB", *erased, own) is ResultState.FRESH
    confirmed = numeric_outcome(dataclasses.replace(yes(BEA, 10, value=Decimal(5)), **bea))  # type: ignore[arg-type]
    assert result_of(account(go_live_on=ago(60), outcomes=(confirmed,))).measured_on is None, "a yes is no measurement"


def test_a_renamed_person_is_the_same_one_and_their_successor_settles() -> None:
    ben = Stakeholder("Ben", BUYER, joined_on=ago(15))
    said_no = (yes(BEA, 50, person="1"), dataclasses.replace(no(BEA, 20, person="1"), stakeholder="Beatrice"))
    people = (Stakeholder("Beatrice", BUYER, left_on=ago(15)), ben)
    assert state_of("SMB", *said_no, people=people) is ResultState.DISPUTED
    assert state_of("SMB", *said_no, yes(ben, 10, person="2"), people=people) is ResultState.FRESH
    assert state_of("SMB", *said_no, yes(BEA, 10, person="1"), people=people) is ResultState.FRESH


def test_a_yes_without_a_role_on_file_asks_for_the_role() -> None:
    bob = Stakeholder("Bob")
    e = account(stakeholders=(*PEOPLE, bob), go_live_on=ago(60), outcomes=(outcome(yes(UNA, 6), yes(bob, 5)),))
    assert result_of(e).test(ResultTest.VALUED).reason.text == "Record the role of Bob, who confirmed it."
    assert codes(e, "validator_mismatch") == ["valued_no_role"]
    assert worded(e).next_step.code == "valued_no_role"


def test_a_mismatch_names_who_and_whom_to_ask() -> None:
    result = result_of(account("Enterprise", stakeholders=PEOPLE, outcomes=(outcome(yes(BEA, 5)),)))
    assert result.mismatched == ("Bea (buyer)",)
    assert result.ask == "Sam (executive sponsor)"
    assert "Bea (buyer), whose role this segment does not accept" in result.test(ResultTest.VALUED).reason.text


def test_beside_a_yes_that_counts_another_one_is_no_mismatch() -> None:
    words = (yes(BEA, 5), yes(SAM, 4))
    result = result_of(account("Enterprise", stakeholders=PEOPLE, outcomes=(outcome(*words),)))
    assert (result.mismatched, result.state) == ((), ResultState.FRESH)


def test_the_grade_is_signed_only_if_every_accepted_yes_was() -> None:
    policy = DEFAULTS["Mid-Market"]
    signed = yes(LEO, 5, grade=Grade.SIGNED)
    assert hear((signed, yes(MIA, 4)), policy).grade is Grade.REPORTED
    assert hear((signed, yes(MIA, 4, grade=Grade.SIGNED)), policy).grade is Grade.SIGNED


def test_confirmed_on_is_the_latest_accepted_yes() -> None:
    heard = hear((yes(LEO, 30), yes(MIA, 20), yes(UNA, 1)), DEFAULTS["Mid-Market"])
    assert heard.confirmed_on == ago(20)
    assert hear((yes(UNA, 1),), DEFAULTS["Mid-Market"]).confirmed_on is None


def test_first_confirmed_is_when_the_last_one_needed_said_yes() -> None:
    policy = DEFAULTS["Mid-Market"]
    late = yes(LEO, 50, recorded_on=ago(1))
    assert first_confirmed((yes(LEO, 50),), policy) is None
    assert first_confirmed((late, yes(MIA, 40)), policy) == (ago(40), ago(1))
    withdrawn_since = (yes(LEO, 50), yes(MIA, 40), withdraws(MIA, 30))
    assert first_confirmed(withdrawn_since, policy) == (ago(40), ago(40)), "reached once stays reached"
    assert first_confirmed((yes(SAM, 60),), policy) == (ago(60), ago(60))


def test_who_says_yes_again_in_another_role_keeps_the_first() -> None:
    promoted = dataclasses.replace(yes(LEO, 45), role=MANAGER)
    words = (yes(LEO, 50), promoted, yes(MIA, 40))
    assert first_confirmed((yes(LEO, 50), yes(MIA, 40)), DEFAULTS["Mid-Market"]) is not None
    assert first_confirmed(words, DEFAULTS["Mid-Market"]) is not None
    assert first_confirmed((yes(LEO, 50), no(LEO, 45), yes(MIA, 40)), DEFAULTS["Mid-Market"]) is None
