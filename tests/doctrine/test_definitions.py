"""What a figure means, pinned, and the refusal to compare unlike definitions (DOMAIN section 4)."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal

import pytest

from toprung.doctrine.definitions import (
    MEASURES,
    Definition,
    define,
    rates_text,
    read_rates,
    require_comparable,
    why_incomparable,
)
from toprung.kernel.days import Window
from toprung.kernel.errors import BadInput, Refused

YEAR = Window(date(2025, 1, 1), date(2026, 1, 1))
NEXT_YEAR = Window(date(2026, 1, 1), date(2027, 1, 1))


def nrr(window: Window = YEAR, segment: str | None = None, **options: str) -> Definition:
    return define("nrr", window, segment, options)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_definition_is_read_back_from_its_json(measure: str) -> None:
    definition = define(measure, YEAR, "SMB", {})
    assert Definition.from_json(definition.as_json()) == definition
    assert len(definition.id) == 16


def test_options_left_out_are_pinned_to_their_default() -> None:
    assert nrr() == nrr(basis="mrr", reactivation="include")
    assert nrr().id != nrr(basis="arr").id


def test_comparable_in_all_but_position_and_segment() -> None:
    assert why_incomparable(nrr(), nrr(NEXT_YEAR)) is None
    assert why_incomparable(nrr(segment="SMB"), nrr(segment="Enterprise")) is None
    require_comparable(nrr(), nrr(NEXT_YEAR))


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (define("grr", YEAR, None, {}), "one is Net revenue retention, the other Gross revenue retention"),
        (nrr(Window(date(2025, 1, 1), date(2025, 7, 1))), "one window is 12 months long, the other 6 months"),
        (nrr(basis="arr"), "their basis differs: mrr against arr"),
        (nrr(currency="EUR"), "their currency differs: default against EUR"),
        (dataclasses.replace(nrr(), version=2), "they were computed by versions 1 and 2 of the measure"),
    ],
)
def test_unlike_definitions_are_refused_with_the_reason(other: Definition, why: str) -> None:
    assert why_incomparable(nrr(), other) == why
    with pytest.raises(Refused, match="These figures cannot be compared: "):
        require_comparable(nrr(), other)


@pytest.mark.parametrize(
    ("name", "options", "says"),
    [
        ("churn", {}, "There is no measure “churn”. There is: nrr, grr, logo_retention, oar, ttfv."),
        ("nrr", {"cap": "account"}, "Net revenue retention has no option “cap”. It has: basis"),
        ("nrr", {"basis": "weekly"}, "“weekly” does not fit basis of Net revenue retention .*: choose mrr or arr"),
    ],
)
def test_what_there_is_not_is_refused(name: str, options: dict[str, str], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        define(name, YEAR, None, options)


def test_rates() -> None:
    rates = read_rates("usd:0.92, GBP:1.17", "EUR")
    assert rates == {"EUR": Decimal(1), "USD": Decimal("0.92"), "GBP": Decimal("1.17")}
    assert rates_text(rates.items()) == "EUR:1,GBP:1.17,USD:0.92"
    assert read_rates("", "EUR") == {"EUR": Decimal(1)}


@pytest.mark.parametrize("text", ["USD", "USD:0", "USD:-1", "USD:nan", "USD:much", "dollar:1"])
def test_bad_rates_are_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_rates(text, "EUR")
