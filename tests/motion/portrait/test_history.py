"""What moved health, and since when a signal has been open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.cast import TODAY, Cast
from tests.motion.book import YEAR_END, Book

from toprung.motion.portrait.history import History, Standing, history_of


def part(name: str, weight: int, points: str | None) -> dict[str, Any]:
    return {"part": name, "weight": weight, "points": points, "no_data": points is None}


def standing(day: int, health: int | None, *parts: dict[str, Any], signals: tuple[str, ...] = ()) -> Standing:
    return Standing(date(2026, 3, day), health, parts, frozenset(signals))


def test_an_account_without_history_has_no_move(cast: Cast) -> None:
    found = history_of(cast.workspace, cast.harbor)
    assert (found.health_move(), found.open_since("no_validator", "")) == (None, None)


def test_the_parts_that_moved_the_score_are_told_with_their_points(judged: Book, cast: Cast) -> None:
    move = history_of(cast.workspace, cast.harbor).health_move()
    assert move is not None
    assert (move.on, move.before, move.now) == (TODAY, 69, 62)
    assert [(p.part, p.points) for p in move.parts] == [
        ("product_signals", Decimal("-20.0")),
        ("forward_looking", Decimal("-2.7")),
    ]


def test_points_are_of_the_scaled_hundred() -> None:
    # 10 of 20 and 45 of 45, the rest without data: 55 of 65. With 15 of 20 beside them: 70 of 85.
    before = standing(1, 85, part("product", 20, "10"), part("outcome", 45, "45"), part("forward", 20, None))
    now = standing(9, 82, part("product", 20, "10"), part("outcome", 45, "45"), part("forward", 20, "15"))
    move = History((now, before), whole=True).health_move()
    assert move is not None
    assert {p.part: p.points for p in move.parts} == {
        "product": Decimal("-3.6"),  # 10/85 - 10/65
        "outcome": Decimal("-16.3"),  # 45/85 - 45/65
        "forward": Decimal("17.6"),  # 15/85
    }


def test_a_change_of_standing_that_left_the_score_alone_moved_nothing() -> None:
    rows = (standing(9, 70), standing(5, 70), standing(1, 50))
    move = History(rows, whole=True).health_move()
    assert move is not None
    assert (move.on, move.before, move.now, move.parts) == (date(2026, 3, 5), 50, 70, ())


def test_a_signal_is_open_since_the_first_standing_that_has_it_without_a_break() -> None:
    rows = (
        standing(9, 1, signals=("late:a", "late:b")),
        standing(5, 1, signals=("late:a", "late:b")),
        standing(3, 1, signals=("late:b",)),
        standing(1, 1, signals=("late:a", "late:b")),
    )
    assert History(rows, whole=True).open_since("late", "a") == date(2026, 3, 5)
    assert History(rows, whole=True).open_since("late", "b") == date(2026, 3, 1)
    assert History(rows, whole=False).open_since("late", "b") is None
    assert History(rows, whole=True).open_since("late", "c") is None


def test_signals_of_the_book(judged: Book, cast: Cast) -> None:
    found = history_of(cast.workspace, cast.harbor)
    assert found.open_since("no_next_outcome", "") == YEAR_END
    assert found.open_since("hollow_rung", "") == TODAY
