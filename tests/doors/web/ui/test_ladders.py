"""The ladders as values for their templates."""

from __future__ import annotations

from toprung.doors.web.ui.ladders import RungLine, drawn, steps


def test_the_top_rung_is_first_and_the_longest_bar_full() -> None:
    rungs = drawn([RungLine(0, 3), RungLine(4, 12), RungLine(2, 6)])

    assert [(r.line.rung, r.width) for r in rungs] == [(4, "100.0"), (2, "50.0"), (0, "25.0")]


def test_an_empty_book_has_empty_bars() -> None:
    assert {r.width for r in drawn([RungLine(step, 0) for step in range(5)])} == {"0"}


def test_a_no_below_the_rung_is_a_gap_and_above_it_is_not_yet() -> None:
    evidence = [
        {"rung": rung, "says": says, "reason": {"text": "why"}}
        for rung, says in ((1, "unknown"), (2, "no"), (3, "yes"), (4, "no"))
    ]

    found = steps(evidence, 3)

    assert [(s.rung, s.word, s.standing) for s in found] == [
        (4, "not yet", False),
        (3, "yes", True),
        (2, "gap", False),
        (1, "unknown", False),
    ]
