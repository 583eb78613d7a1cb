"""Every code has words and every word is used; parameters are worded for a reader."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from toprung import doctrine
from toprung.doctrine.reasons import Reason, because, listed, percent, worded
from toprung.doctrine.results import ResultState
from toprung.doctrine.wording import WORDS
from toprung.kernel.vocabulary import Grade, Rung

SOURCES = [path for path in Path(doctrine.__file__).parent.rglob("*.py") if path.name != "wording.py"]
SOURCE = "\n".join(path.read_text() for path in SOURCES)
#: the ladder words the state of the nearest result that does not stand: f"result_{state}"
BY_STATE = {f"result_{state.value}" for state in ResultState if state not in (ResultState.FRESH, ResultState.LAPSING)}


def test_every_code_used_has_words() -> None:
    named = set(re.findall(r"because\(\s*\"([a-z_0-9]+)\"", SOURCE))
    assert len(named) > 60
    assert named | BY_STATE <= set(WORDS)


def test_every_entry_is_used() -> None:
    quoted = set(re.findall(r"\"([a-z_0-9]+)\"", SOURCE))
    assert set(WORDS) - quoted - BY_STATE == set()


def test_no_words_count_down() -> None:
    assert [code for code, words in WORDS.items() if re.search(r"days? (left|from now|to go)", words)] == []


def test_a_code_without_words_fails_at_once() -> None:
    with pytest.raises(KeyError, match="no words for the reason typo"):
        because("typo")


def test_a_reason_in_words_and_in_json() -> None:
    reason = because("active", day=date(2026, 5, 12))
    assert reason == Reason("active", (("day", date(2026, 5, 12)),))
    assert reason.as_json() == {"code": "active", "day": "2026-05-12", "text": "Last used on 12 May 2026."}


@pytest.mark.parametrize(
    ("parameter", "text"),
    [
        (date(2026, 5, 2), "2 May 2026"),
        (Decimal("10.50"), "10.5"),
        (("Ana", "Li"), "Ana and Li"),
        (("a", "b", "c"), "a, b and c"),
        ((Rung.ACTIVITY,), "Activity"),
        (Grade.SIGNED, "signed"),
        (7, "7"),
    ],
)
def test_parameters_as_a_reader_sees_them(parameter: object, text: str) -> None:
    assert worded(parameter) == text


def test_listing_and_percent() -> None:
    assert [listed([]), listed(["a"]), listed(["a", "b"])] == ["", "a", "a and b"]
    assert [percent(Decimal(x)) for x in ("0.245", "0.4", "1.2", "-0.4", "0.005")] == [
        "25%",
        "40%",
        "120%",
        "-40%",
        "1%",
    ]
