"""Marks say in shape and words what they say in colour, and show any text as text."""

from __future__ import annotations

import pytest

from toprung.doctrine.checks import CheckState
from toprung.doctrine.results import ResultState
from toprung.doors.web.ui import marks
from toprung.doors.web.ui.values import NOTHING
from toprung.kernel.vocabulary import Band, Lifecycle


def test_bands_differ_in_shape_and_are_named() -> None:
    shown = {band: marks.band(50, band.value) for band in Band}

    assert len({mark.split('d="')[1].split('"')[0] for mark in shown.values()}) == 3
    assert all(f" {band.value}</span>" in mark for band, mark in shown.items())


def test_no_health_is_a_dash() -> None:
    assert marks.band(None, "") == NOTHING


@pytest.mark.parametrize("life", Lifecycle)
def test_every_lifecycle_has_a_mark(life: Lifecycle) -> None:
    assert f">{life.label}<" in marks.lifecycle(life.value)


@pytest.mark.parametrize("state", [*ResultState, *CheckState])
def test_every_state_has_a_tone(state: str) -> None:
    assert state in marks._TONES
    assert state.replace("_", " ") in marks.state(state)


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Ana Ruiz", "AR"),
        ("Maria del Mar López", "ML"),
        ("Cher", "C"),
        ("ana@x.example", "AX"),
        ("…", ""),
        ("李 伟", "李伟"),
    ],
)
def test_initials(name: str, initials: str) -> None:
    assert marks.initials(name) == initials


def test_a_person_is_text_whatever_the_name() -> None:
    shown = marks.person("<script>alert(1)</script>", "buyer")

    assert "<script>" not in shown
    assert "buyer" in shown
    assert "nobody" in marks.person("")


@pytest.mark.parametrize(
    ("number", "words"), [(4, "up </span>4 accounts"), (-1, "down </span>1 account"), (0, "no change"), (None, "")]
)
def test_a_movement_is_read_aloud(number: int | None, words: str) -> None:
    assert words in marks.moved(number, "account,accounts")
