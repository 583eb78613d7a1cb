"""A policy's values between screen and record: every one goes there and back."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from tests.motion.preview.proposals import settings

from toprung.doctrine.policy import DEFAULTS, Policy, policy_for
from toprung.doors.web.settings.policy_form import Typed, fields_of, texts_of, value_of
from toprung.doors.web.settings.policy_groups import BESIDE_TODAY, GROUPS, LABELS
from toprung.doors.web.settings.policy_seasons import SeasonRow
from toprung.doors.web.settings.policy_values import told
from toprung.kernel.days import OffSeason
from toprung.kernel.vocabulary import StakeholderRole


def sent(fields: dict[str, Any]) -> QueryDict:
    """What a browser sends of these inputs."""
    query = QueryDict(mutable=True)
    for name, held in fields.items():
        if name == "off_season":
            for row in [*held, SeasonRow()]:
                for part in dataclasses.fields(row):
                    query.appendlist(_SEASON[part.name], getattr(row, part.name))
        else:
            query.setlist(name, held if isinstance(held, list) else [held])
    return query


_SEASON = {
    "first_day": "season_first_day",
    "first_month": "season_first_month",
    "last_day": "season_last_day",
    "last_month": "season_last_month",
}


def test_every_number_of_a_policy_has_its_place() -> None:
    named = [name for group in GROUPS for name, _ in group.labels]
    assert sorted(named) == sorted(field.name for field in dataclasses.fields(Policy))
    assert len(set(LABELS.values())) == len(LABELS)
    assert set(BESIDE_TODAY) <= set(LABELS)


@given(settings)
def test_there_and_back(typed: dict[str, str]) -> None:
    for segment in DEFAULTS:
        policy = policy_for(segment, typed)
        read = Typed.of(sent(fields_of(policy)))
        assert read.errors == {}
        assert read.texts == texts_of(policy)
        assert {name: value_of(name, text) for name, text in read.texts.items()} == {
            name: _in_order(getattr(policy, name)) for name in LABELS
        }


def _in_order(value: Any) -> Any:
    """Roles are a set, and come back in the order of the word list."""
    roles = [role for role in StakeholderRole if isinstance(value, tuple) and role in value]
    return tuple(roles) if roles else value


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("oar_days", 1, "1 day"),
        ("oar_days", 1200, "1,200 days"),
        ("outcome_share", Decimal("0.125"), "12.5%"),
        ("executive_days", None, "off"),
        ("off_season", (), "none"),
        ("off_season", (OffSeason(12, 15, 1, 10),), "15 Dec to 10 Jan"),
    ],
)
def test_values_in_sentences(name: str, value: Any, said: str) -> None:
    assert told(name, value) == said
