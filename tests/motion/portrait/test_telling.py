"""Values and verbs in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from toprung.motion.portrait.changes import Change, changes_told, field_called, value_told
from toprung.motion.portrait.telling import money_told, number_told, verb_told
from toprung.records.tenancy.permissions import Verb


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, ""),
        ("", ""),
        ([], ""),
        (0, "0"),
        (False, "no"),
        (True, "yes"),
        ("2026-03-12", "12 Mar 2026"),
        ("2026-99-12", "2026-99-12"),
        ("0123456789", "0123456789"),
        ("team_lead", "team lead"),
        ("some_event", "some_event"),
        (["a", "b", "c"], "a, b and c"),
        ({"rhythm": "month"}, "rhythm: month"),
        ("<script>", "<script>"),
    ],
)
def test_values(value: Any, told: str) -> None:
    assert value_told(value) == told


def test_what_only_programs_read_is_left_out() -> None:
    changes = {"hash": [None, "ab"], "due_on": [None, "2026-03-12"], "unit": ["", ""]}
    assert changes_told(changes) == (Change("due on", "", "12 Mar 2026"),)


def test_fields() -> None:
    assert field_called("segment since 2026-03-12") == "segment since 12 Mar 2026"
    assert field_called("segment since the beginning") == "segment since the beginning"
    assert field_called("") == ""


@pytest.mark.parametrize(
    ("value", "told"),
    [("0", "0"), ("-0.5", "-0.5"), ("1234567.80", "1,234,567.8"), ("-1200", "-1,200"), ("1E+3", "1,000")],
)
def test_numbers(value: str, told: str) -> None:
    assert number_told(Decimal(value)) == told


def test_money() -> None:
    assert money_told(Decimal("-80.5"), "EUR") == "EUR −80.50"
    assert money_told(Decimal("1200.0000"), "USD") == "USD +1,200"
    assert money_told(Decimal(0), "USD") == "USD 0"


def test_every_verb_is_told() -> None:
    for verb in Verb:
        assert verb_told(verb.value, "it", "Harbor").strip()
    assert verb_told("stage_checks", "3 accounts", "Harbor") == "Stage checks: 3 accounts"
    assert verb_told("change_account", "Harbor", "Harbor") == "Changed the account"
    assert verb_told("change_touch", "business_review on 2026-03-01", "") == "Changed the business review on 2026-03-01"
