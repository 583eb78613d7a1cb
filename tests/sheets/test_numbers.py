from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toprung.sheets.numbers import (
    NumberEvidence,
    NumberStyle,
    native_money,
    parse_money,
    parse_number,
    parse_whole,
)
from toprung.sheets.problems import CellError

POINT, COMMA = NumberStyle("."), NumberStyle(",")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1'234.56", "1234.56"),
        ("1’234’567", "1234567"),
        ("1\u00a0234,56", "1234.56"),
        ("1\u202f234,56", "1234.56"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("€ 1200", "1200"),
        ("1200 €", "1200"),
        ("$1.2M", "1200000"),
        ("USD 5k", "5000"),
        ("5k USD", "5000"),
        ("CHF 1'200.50", "1200.50"),
        ("1,5 Mio", "1500000"),
        ("US$ 12", "12"),
        ("(300)", "-300"),
        ("(€300)", "-300"),
        ("300-", "-300"),
        ("-€300", "-300"),
        ("€-300", "-300"),
        ("−12", "-12"),
        ("+7", "7"),
        ("40%", "40"),
        ("40 %", "40"),
        ("12,5 %", "12.5"),
        ("0.500", "0.500"),
        (".5", "0.5"),
    ],
)
def test_ways_to_write_a_number(text: str, value: str) -> None:
    assert parse_number(text, POINT) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["abc", "12 34", "1,23,4", "1.2.3", "NaN", "inf", "-inf", "1e5", "12abc", "--", "1,234.5.6", "5 kg", "٣,٤,٥"],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_number(text, POINT)
    assert caught.value.remedy


def test_three_digits_after_one_sign_are_read_as_the_column_is() -> None:
    assert parse_number("1.234", POINT) == Decimal("1.234")
    assert parse_number("1.234", COMMA) == Decimal(1234)
    assert parse_number("1,234", POINT) == Decimal(1234)
    assert parse_number("1,234", COMMA) == Decimal("1.234")


@pytest.mark.parametrize(
    ("texts", "money", "decimal", "guessed"),
    [
        (["1.234,56"], True, ",", False),
        (["1,234.56"], True, ".", False),
        (["12,5", "1.234"], False, ",", False),
        (["1.200", "12.000"], True, ",", True),
        (["1,200"], True, ".", True),
        (["1.234"], False, ".", True),
        (["1200"], True, ".", False),
        (["1.200.000"], True, ",", False),
    ],
)
def test_a_column_decides_its_decimal_sign(texts: list[str], money: bool, decimal: str, guessed: bool) -> None:
    evidence = NumberEvidence(money)
    for text in texts:
        evidence.see(text)
    style, was_guessed = evidence.decide(None, "")
    assert (style.decimal, was_guessed) == (decimal, guessed)
    assert evidence.decide(".", "the mapping file says so")[0].decimal == "."


def test_a_number_that_contradicts_its_column_is_refused() -> None:
    with pytest.raises(CellError, match="a comma as decimal sign, because it holds “1,5”"):
        parse_number("2.5", NumberStyle(",", "it holds “1,5”"))


def test_money_has_four_places_and_eighteen_digits_and_is_no_percentage() -> None:
    assert parse_money("0.1234", POINT) == Decimal("0.1234")
    assert parse_money("99999999999999.9999", POINT) == Decimal("99999999999999.9999")
    for text in ("0.12345", "100000000000000", "40%"):
        with pytest.raises(CellError):
            parse_money(text, POINT)
    # A third of 1,000 as a spreadsheet calculates it.
    assert native_money(Decimal("333.333333333333")) == Decimal("333.3333")


def test_whole_numbers_take_thousands_and_point_zero_only() -> None:
    assert parse_whole("1.234", POINT) == parse_whole("1,234", POINT) == 1234
    assert parse_whole("12.0", POINT) == 12
    for text in ("12.5", "40%"):
        with pytest.raises(CellError):
            parse_whole(text, POINT)


@given(st.decimals(-(10**9), 10**9, places=2))
def test_every_amount_reads_back_in_every_dress(value: Decimal) -> None:
    assert parse_number(f"{value:,.2f}", POINT) == value
    european = f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
    assert parse_number(european, COMMA) == value
    assert parse_number(f"€ {value:,.2f}".replace(",", "\u202f"), POINT) == value
    assert parse_number(f"({abs(value):.2f})", POINT) == -abs(value)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(CellError):
        assert parse_number(text, POINT).is_finite()
