"""When an outcome will be reached, with the arithmetic of the interval beside it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toprung.doctrine.progress import Seen
from toprung.doctrine.projection import project

START = date(2026, 1, 1)


def seen(*values: tuple[int, str]) -> list[Seen]:
    """Shares reached so many days after the start."""
    return [Seen(START + timedelta(days=day), Decimal(share), None) for day, share in values]


def test_on_a_straight_line_there_is_one_day() -> None:
    found = project(seen((10, "0.1"), (20, "0.2"), (40, "0.4")), START, 3)

    assert found is not None
    # A tenth in ten days: all of it in a hundred.
    assert (found.on, found.earliest, found.latest) == (date(2026, 4, 11),) * 3
    assert found.spread == 0


def test_scatter_widens_the_interval() -> None:
    found = project(seen((10, "0.2"), (20, "0.1"), (40, "0.4")), START, 3)

    assert found is not None
    # The line is at 0.1 and 0.2 where 0.2 and 0.1 were read: off by 0.1 both times, so the spread is 0.1.
    assert found.spread == Decimal("0.1")
    # 40 / (0.4 + 0.12816) = 75.7 days and 40 / (0.4 - 0.12816) = 147.1 days; at the pace itself 100.
    assert found.earliest == START + timedelta(days=75)
    assert found.on == START + timedelta(days=100)
    assert found.latest == START + timedelta(days=147)


def test_an_interval_may_be_open() -> None:
    found = project(seen((10, "0.6"), (20, "0.5"), (40, "0.1")), START, 3)

    assert found is not None
    assert found.latest is None
    assert found.earliest is not None
    assert found.on == START + timedelta(days=400)


def test_what_does_not_move_has_no_day() -> None:
    found = project(seen((10, "0"), (20, "-0.1"), (40, "0")), START, 3)

    assert found is not None
    assert (found.on, found.earliest, found.latest) == (None, None, None)


def test_too_few_values_or_a_target_met_is_not_projected() -> None:
    assert project(seen((10, "0.1"), (20, "0.2")), START, 3) is None
    assert project(seen((10, "0.1"), (20, "0.2"), (30, "1")), START, 3) is None
    assert project(seen((10, "0.1"), (20, "0.2"), (30, "0.3")), None, 3) is None
    assert project(seen((-5, "0.1"), (20, "0.2"), (30, "0.3")), START, 3) is None, "what lies before is baseline"


@given(st.lists(st.tuples(st.integers(1, 300), st.integers(-20, 99)), min_size=3, max_size=9, unique_by=lambda v: v[0]))
def test_the_day_lies_within_its_interval(values: list[tuple[int, int]]) -> None:
    history = seen(*((day, str(Decimal(share) / 100)) for day, share in sorted(values)))

    found = project(history, START, 3)

    assert found is not None
    if found.on is not None:
        assert found.earliest is not None
        assert history[-1].day <= found.earliest <= max(found.on, history[-1].day)
        assert found.latest is None or found.latest >= found.on
