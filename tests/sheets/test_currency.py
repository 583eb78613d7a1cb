"""An amount that names its currency."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from toprung.sheets.mapping import SheetMap
from toprung.sheets.numbers import currency_in
from toprung.sheets.problems import Reject, Row

Write = Callable[..., Path]
Read = Callable[..., tuple[list[Row], list[Reject]]]

HEADER = "account;started_on;mrr;currency\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("€ 5", "EUR"),
        ("5 €", "EUR"),
        ("usd 5k", "USD"),
        ("US$ 5", "USD"),
        ("5CHF", "CHF"),
        ("$5", None),
        ("5", None),
        ("5k", None),
    ],
)
def test_currencies_that_are_named_beyond_doubt(text: str, code: str | None) -> None:
    assert currency_in(text) == code


def test_it_fills_a_blank_goes_before_a_default_and_must_not_contradict(text_file: Write, read: Read) -> None:
    lines = ("A;2025-01-01;€ 5;\n", "B;2025-01-01;5;USD\n", "C;2025-01-01;5;\n", "D;2025-01-01;USD 5;EUR\n")
    rows, rejects = read(text_file(HEADER + "".join(lines)), "subscriptions", SheetMap(defaults={"currency": "CHF"}))
    assert [row.values["currency"] for row in rows] == ["EUR", "USD", "CHF"]
    assert "“USD 5” is in USD, and the row's currency is EUR" in rejects[0].problems[0].reason
