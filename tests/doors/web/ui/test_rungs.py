"""The badge of a rung says in words what its little ladder shows."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toprung.doors.web.ui import rungs
from toprung.kernel.vocabulary import Rung


def test_a_plain_rung_is_number_and_name() -> None:
    assert _text(rungs.rung(3)) == "3 Outcome"
    assert 'title="Rung 3, Outcome"' in rungs.rung(3)


def test_a_hollow_rung_names_its_gaps() -> None:
    badge = rungs.rung(4, "12")

    assert "hollow: no evidence of activity and adoption" in _text(badge)
    assert badge.count("bar-gap") == 2


def test_unknown_is_said_and_is_no_gap() -> None:
    badge = rungs.rung(4, [3], [1, 2])

    assert _text(badge).endswith(", hollow: no evidence of outcome; activity and adoption unknown")
    assert badge.count("bar-unknown") == 2
    assert badge.count("bar-gap") == 1


def test_the_short_badge_keeps_its_words_for_who_cannot_see_it() -> None:
    assert _text(rungs.rung(2, "1", short=True)) == "2 Adoption, hollow: no evidence of activity"


@given(st.sampled_from(Rung), st.sets(st.integers(1, 4)), st.sets(st.integers(1, 4)))
def test_every_ladder_has_four_bars_and_one_sentence(rung: Rung, gaps: set[int], unknown: set[int]) -> None:
    badge = rungs.rung(rung, gaps, unknown)

    assert len(re.findall(r'class="bar ', badge)) == 4
    assert _text(badge).startswith(f"{int(rung)} {rungs.SHORT[rung]}")
    assert ("hollow" in _text(badge)) is bool(gaps)


@pytest.mark.parametrize("given_as", ["21", [2, 1], (Rung.ADOPTION, Rung.ACTIVITY), {1, 2}])
def test_rungs_come_as_text_or_as_numbers(given_as: str | list[int]) -> None:
    assert rungs.digits(given_as) == "12"


def _text(markup: str) -> str:
    inner = re.sub(r"<svg.*?</svg>|<[^>]*aria-hidden[^>]*>[^<]*<[^>]*>", "", markup)
    return " ".join(re.sub(r"<[^>]*>", "", inner).split()).replace(" ,", ",")
