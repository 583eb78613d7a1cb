"""Every number of the policy changes some verdict; a new one without a case here fails."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

import pytest
from tests.doctrine.build import (
    BEA,
    CHRIS,
    MONDAYS,
    SAM,
    SPONSOR,
    TODAY,
    account,
    ago,
    changed,
    contract,
    four_tests_met,
    numeric_outcome,
    outcome,
    review,
    silent,
    sold,
    successful,
    value,
    weeks,
    worded,
    yes,
)

from toprung.doctrine.checks import stage_backlog
from toprung.doctrine.evidence import CheckAnswer, Evidence
from toprung.doctrine.policy import Policy
from toprung.kernel.days import OffSeason, Rhythm
from toprung.kernel.vocabulary import StakeholderRole

LIVE = account(go_live_on=ago(300))


def used(*users: int, **facts: Any) -> Evidence:
    return account(**{"go_live_on": ago(300), "usage": weeks(*users), **facts})


def promising(*outcomes: Any, live_for: int = 300, **facts: Any) -> Evidence:
    return account(go_live_on=ago(live_for), outcomes=outcomes, **facts)


def ending(days: int, began: int | None = None) -> Evidence:
    return account(go_live_on=ago(190), contracts=(contract(365 - days if began is None else began, -days),))


def middling() -> Evidence:
    """A ninth of the use, 40% of the change, an executive gone quiet, a renewal in 150 days."""
    return account(
        "Mid-Market",
        go_live_on=ago(210),
        contracts=(contract(215, -150),),
        stakeholders=(SAM, CHRIS),
        touches=(review(250, SPONSOR),),
        usage=weeks(1, 0, 0, 0),
        outcomes=(numeric_outcome(readings=(value(60, 9), value(10, 8)), due_on=ago(5)),),
    )


def asked(answered: int | None = None) -> Evidence:
    checks = () if answered is None else (CheckAnswer(ago(answered), yes=False),)
    return account(contracts=(contract(95),), checks=checks)


THREE = (value(30, 10), value(20, "9.5"), value(10, 9))
#: number -> (an account, another value, by which its verdict changes)
CASES: dict[str, tuple[Evidence, Any]] = {
    "activity_days": (dataclasses.replace(LIVE, usage=silent(25)), 20),
    "adoption_periods": (used(2, 2, 2, 0, 0), 5),
    "adoption_periods_needed": (used(2, 2, 0, 0), 2),
    "adoption_users": (used(2, 2, 2, 2), 3),
    "adoption_seat_share": (
        account("Mid-Market", go_live_on=ago(300), seats=100, usage=weeks(*[5] * 4)),
        Decimal("0.05"),
    ),
    "outcome_days": (promising(numeric_outcome(readings=(value(100, 7),))), 99),
    "outcome_share": (promising(numeric_outcome(readings=(value(10, "8.5"),))), Decimal("0.5")),
    "rhythm": (used(2, 2, 2, 2), Rhythm.MONTH),
    "off_season": (used(2, 2, 2, 2, 0, 0), (OffSeason.parse("03-16..04-30"),)),
    "validators": (promising(outcome(yes(BEA, 5))), (StakeholderRole.MANAGER,)),
    "mechanism_share": (four_tests_met(feature_periods=frozenset(MONDAYS[:4])), Decimal("0.4")),
    "stands_days": (promising(outcome(yes(BEA, 300)), live_for=500), 299),
    "fresh_days": (promising(outcome(yes(BEA, 80))), 79),
    "oar_days": (promising(numeric_outcome(), live_for=85), 80),
    "ttfv_goal_days": (account(contracts=(contract(20, signed_on=ago(20)),)), 10),
    "middle_cohort_days": (ending(121), 121),
    "health_product": (middling(), 0),
    "health_outcome": (middling(), 0),
    "health_executive": (middling(), 0),
    "health_forward": (middling(), 0),
    "anchor_day": (used(2, 2, 2, 2, go_live_on=ago(85)), 80),
    "anchor_cap": (successful(outcomes=(numeric_outcome(readings=(value(5, 5),)),)), 50),
    "silent_days": (successful(usage=silent(25)), 20),
    "silent_cap": (successful(usage=silent(60)), 50),
    "green_from": (successful(usage=weeks(1, 1, 1, 1)), 95),
    "amber_from": (middling(), 50),
    "notice_days": (ending(125), 60),
    "short_term_days": (ending(100, began=100), 201),
    "review_days": (account(contracts=(contract(100, -20),)), 101),
    "renewal_watch_days": (ending(125), 95),
    "intervention_days": (ending(60), 31),
    "handoff_days": (sold(15), 15),
    "check_days": (asked(), 96),
    "check_again_days": (asked(answered=2), 1),
    "check_silence_days": (asked(), 4),
    "executive_days": (
        account("Enterprise", go_live_on=ago(300), stakeholders=(SAM,), touches=(review(95, SPONSOR),)),
        None,
    ),
    "measurement_days": (promising(numeric_outcome(readings=(value(80, 7),))), 79),
    "stalled_days": (promising(numeric_outcome(readings=(value(30, 9), value(5, 9)))), 25),
    "off_track_readings": (promising(numeric_outcome(readings=THREE, due_on=ago(-100)), live_for=50), 4),
    "falling_share": (used(10, 10, 10, 10, 8, 8), Decimal("0.2")),
    "falling_periods": (used(20, 20, 10, 10, 10, 10, 8, 8), 6),
    "falling_users": (used(4, 4, 4, 4, 1, 1), 4),
    "falling_readings": (used(10, 10, 10, 10, 10, 7), 1),
    "adopted_days": (used(*[3] * 11), 58),
}
#: numbers that no verdict reads, with who does
ELSEWHERE = {
    "attestation_grace_days": "OAR validated, an arithmetic over accounts: tests of measures",
    "backlog_days": "the staging of a first import: below",
}


def essence(e: Evidence) -> tuple[Any, ...]:
    """What the verdict says without the numbers that its sentences mention."""
    verdict = worded(e)
    findings = [(f.signal, f.subject, f.reason.code) for f in verdict.findings]
    return verdict.standing(), findings, verdict.next_step.code


def test_every_number_has_a_case() -> None:
    assert {field.name for field in dataclasses.fields(Policy)} == set(CASES) | set(ELSEWHERE)


@pytest.mark.parametrize("number", CASES)
def test_changing_it_changes_a_verdict(number: str) -> None:
    e, other = CASES[number]
    assert getattr(e.policy, number) != other
    assert essence(e) != essence(changed(e, **{number: other}))


def test_backlog_days_stage_the_first_imports_checks() -> None:
    overdue = [("a", None), ("b", ago(-10))]
    assert stage_backlog(overdue, TODAY, 90) != stage_backlog(overdue, TODAY, 30)
