"""Signals about the customer's people."""

from __future__ import annotations

import dataclasses

from tests.doctrine.build import (
    BEA,
    CHRIS,
    LEO,
    MIA,
    SAM,
    SPONSOR,
    UNA,
    account,
    ago,
    codes,
    contract,
    found,
    numeric_outcome,
    outcome,
    review,
    yes,
)

from toprung.doctrine.evidence import Evidence, Stakeholder
from toprung.kernel.vocabulary import StakeholderRole


def live(segment: str = "SMB", **facts: object) -> Evidence:
    return account(segment, **{"go_live_on": ago(50), "stakeholders": (UNA, BEA, SAM), **facts})


def gone(person: Stakeholder, days: int) -> Stakeholder:
    return dataclasses.replace(person, left_on=ago(days))


def test_no_validator_names_whom_to_take() -> None:
    (finding,) = found(live(outcomes=(outcome(validator=""),)), "no_validator")
    assert finding.reason.text == "“Pass the ISO 27001 audit” names nobody who would confirm it: name Bea (buyer)."
    assert not found(live(outcomes=(outcome(),)), "no_validator")


def test_validator_mismatch_when_the_wrong_person_confirmed() -> None:
    (finding,) = found(live(outcomes=(outcome(yes(UNA, 3)),)), "validator_mismatch")
    assert finding.reason.text == "Confirmed by Una (user), whose role this segment does not accept: ask Bea (buyer)."
    assert not found(live(outcomes=(outcome(yes(UNA, 3), yes(BEA, 2)),)), "validator_mismatch")


def test_validator_mismatch_when_the_wrong_person_is_named() -> None:
    (finding,) = found(live(outcomes=(outcome(validator="Una"),)), "validator_mismatch")
    assert "Una (user) is to confirm" in finding.reason.text
    assert "ask Bea (buyer)" in finding.reason.text
    assert not found(live(outcomes=(outcome(validator="Bea"),)), "validator_mismatch")
    assert not found(live(outcomes=(outcome(validator="Sam"),)), "validator_mismatch"), (
        "a sponsor is accepted everywhere"
    )
    assert not found(live(outcomes=(outcome(validator="Zoe"),)), "validator_mismatch"), "nobody of that name is on file"


def test_validator_mismatch_where_no_role_is_on_file() -> None:
    people = (Stakeholder("Zoe"), BEA)
    (finding,) = found(live(stakeholders=people, outcomes=(outcome(validator="Zoe"),)), "validator_mismatch")
    assert "Zoe (no role)" in finding.reason.text


def test_validator_departed_though_what_they_attested_stands() -> None:
    said = outcome(yes(BEA, 30))
    e = live(stakeholders=(gone(BEA, 10), SAM), outcomes=(said,))
    (finding,) = found(e, "validator_departed")
    assert (
        finding.reason.text
        == "Bea, who was to confirm “Pass the ISO 27001 audit”, left on 21 Mar 2026: name someone else."
    )
    assert found(e, "result_validated")
    assert not found(live(stakeholders=(gone(BEA, -10), SAM), outcomes=(said,)), "validator_departed"), "leaves later"


def test_champion_departed_until_there_is_one_again() -> None:
    left = gone(CHRIS, 10)
    (finding,) = found(live(stakeholders=(left, BEA)), "champion_departed")
    assert finding.subject == "stakeholder:Chris"
    successor = Stakeholder("Cleo", StakeholderRole.CHAMPION, joined_on=ago(2))
    assert not found(live(stakeholders=(left, successor)), "champion_departed")
    assert not found(live(stakeholders=(CHRIS,)), "champion_departed")
    assert not found(live(), "champion_departed"), "there never was one"


def test_executive_absent_by_segment() -> None:
    def after(segment: str, days: int) -> list[str]:
        e = account(segment, go_live_on=ago(400), stakeholders=(SAM,), touches=(review(days, SPONSOR),))
        return codes(e, "executive_absent")

    assert after("Enterprise", 90) == []
    assert after("Enterprise", 91) == ["signal_executive_absent"]
    assert after("Mid-Market", 180) == []
    assert after("Mid-Market", 181) == ["signal_executive_absent"]
    assert after("SMB", 399) == []


def test_executive_absent_counts_what_they_did_not_what_the_vendor_did() -> None:
    e = account("Enterprise", go_live_on=ago(91), stakeholders=(SAM,), touches=(review(2, StakeholderRole.USER),))
    assert codes(e, "executive_absent") == ["signal_executive_never"]
    attested = dataclasses.replace(e, outcomes=(outcome(yes(SAM, 30)),))
    assert not found(attested, "executive_absent")
    unknown = account("Enterprise", go_live_on=ago(91))
    assert not found(unknown, "executive_absent"), "nobody and nothing is on file"


def test_half_validated_is_no_mismatch() -> None:
    e = account(
        "Mid-Market",
        go_live_on=ago(50),
        contracts=(contract(),),
        stakeholders=(LEO, MIA),
        outcomes=(numeric_outcome(yes(LEO, 3), validator="Leo"),),
    )
    assert not found(e, "validator_mismatch")
