"""OAR under another policy: Nordbygg, live since 15 June 2025, cut its time to quote by 20 August: in 66 days."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cast import TODAY
from tests.motion.book import Book

from toprung.kernel.errors import BadInput
from toprung.motion.preview import rates


def readings(move: rates.OarMove | None) -> list[tuple[Any, Any]]:
    """Measured and validated, before and after."""
    assert move is not None
    return [(f.parts["measured"]["value"], f.parts["validated"]["value"]) for f in (move.before, move.after)]


def test_a_shorter_window_is_another_definition(neighbours: Book) -> None:
    move = rates.oar_move(neighbours.workspace, "SMB", {"oar_days": "60"}, TODAY)
    assert readings(move) == [(1, 1), (0, 0)]
    assert move is not None
    assert move.why_unlike == "their window differs: 90 against 60"
    assert move.before.as_of == TODAY
    assert move.before.definition.segment == "SMB"


def test_whose_word_is_enough_moves_the_validated_reading_alone(neighbours: Book) -> None:
    """Harbor reached it in 65 days, and said so by its manager alone."""
    move = rates.oar_move(neighbours.workspace, "Mid-Market", {"validators": "manager"}, TODAY)
    assert readings(move) == [(1, 0), (1, 1)]
    assert move is not None
    assert move.why_unlike is None


def test_other_numbers_do_not_touch_it(neighbours: Book) -> None:
    assert rates.oar_move(neighbours.workspace, "SMB", {"activity_days": "60"}, TODAY) is None


def test_a_large_book_is_not_measured_in_passing(neighbours: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "AFFORDABLE", 2)
    assert rates.oar_move(neighbours.workspace, "SMB", {"oar_days": "60"}, TODAY) is None


def test_a_number_that_does_not_fit(neighbours: Book) -> None:
    with pytest.raises(BadInput, match="OAR"):
        rates.oar_move(neighbours.workspace, "SMB", {"oar_days": "0"}, TODAY)
