"""Settings as a person types them, and their bounds."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest

from toprung.doctrine.policy import (
    DEFAULTS,
    ENTERPRISE,
    MID_MARKET,
    SMB,
    Policy,
    policy_for,
    read_setting,
    setting_text,
    with_settings,
)
from toprung.kernel.days import OffSeason, Rhythm
from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import StakeholderRole


@pytest.mark.parametrize("segment", DEFAULTS)
@pytest.mark.parametrize("name", [f.name for f in dataclasses.fields(Policy)])
def test_every_setting_is_read_back_from_its_text(segment: str, name: str) -> None:
    policy = DEFAULTS[segment]
    assert read_setting(name, setting_text(policy, name)) == getattr(policy, name)


@pytest.mark.parametrize("name", [f.name for f in dataclasses.fields(Policy)])
def test_every_setting_says_its_unit_and_meaning(name: str) -> None:
    about = next(f for f in dataclasses.fields(Policy) if f.name == name).metadata
    assert about["unit"]
    assert about["means"]


def test_the_defaults_of_the_three_segments() -> None:
    assert [p.adoption_users for p in (SMB, MID_MARKET, ENTERPRISE)] == [2, 3, 5]
    assert [p.ttfv_goal_days for p in (SMB, MID_MARKET, ENTERPRISE)] == [30, 45, 90]
    assert [p.notice_days for p in (SMB, MID_MARKET, ENTERPRISE)] == [30, 60, 90]
    assert [p.executive_days for p in (SMB, MID_MARKET, ENTERPRISE)] == [None, 180, 90]
    assert [p.health_product for p in (SMB, MID_MARKET, ENTERPRISE)] == [20, 20, 20]


def test_a_segment_of_the_vendors_own_copies_mid_market() -> None:
    assert policy_for("Startups") == MID_MARKET
    assert policy_for("Startups", {"adoption_users": "7"}).adoption_users == 7
    assert policy_for("SMB") == SMB


def test_settings_as_people_type_them() -> None:
    read = with_settings(
        SMB,
        {
            "falling_share": "25%",
            "mechanism_share": "0.4",
            "rhythm": "month",
            "off_season": "07-01..08-31, 12-20..01-06",
            "validators": "buyer, manager",
            "executive_days": "off",
        },
    )
    assert (read.falling_share, read.mechanism_share) == (Decimal("0.25"), Decimal("0.4"))
    assert read.rhythm is Rhythm.MONTH
    assert read.off_season == (OffSeason(7, 1, 8, 31), OffSeason(12, 20, 1, 6))
    assert read.validators == (StakeholderRole.BUYER, StakeholderRole.MANAGER)
    assert read.executive_days is None


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("adoption", "3", "“adoption” is not a policy setting"),
        ("adoption_users", "many", "“many” does not fit adoption_users"),
        ("adoption_users", "0", "0 is out of bounds"),
        ("falling_share", "130%", "is a share from 0 to 1"),
        ("outcome_share", "0", "is a share from 0.01 to 1, or 1% to 100%"),
        ("falling_share", "some", "“some” does not fit falling_share"),
        ("rhythm", "fortnight", "“fortnight” does not fit rhythm"),
        ("validators", "buyer, boss", "does not fit validators"),
        ("off_season", "July", "write MM-DD..MM-DD"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(name: str, text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says.replace(".", r"\.")):
        read_setting(name, text)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"adoption_periods_needed": "5"}, "adoption_periods_needed cannot exceed"),
        ({"amber_from": "71"}, "amber_from cannot exceed green_from"),
        ({"validators": ""}, "at least one role"),
        (
            {"health_product": "0", "health_outcome": "0", "health_executive": "0", "health_forward": "0"},
            "at least one of them points",
        ),
    ],
)
def test_settings_that_contradict_each_other(settings: dict[str, str], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        with_settings(SMB, settings)
