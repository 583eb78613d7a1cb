"""Retention month by month, and figures as pictures: the same numbers as the figures themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.cast import TODAY
from tests.motion.book import Book

from toprung.charts.chart import percent
from toprung.kernel.days import Window
from toprung.kernel.errors import Refused
from toprung.motion.measures import pictures
from toprung.motion.measures.facts import Facts
from toprung.motion.measures.figures import Figure
from toprung.motion.measures.periods import last_12_months
from toprung.motion.measures.trends import ending, ends, retention_trend, trend_definition

YEAR = last_12_months(TODAY)
RETENTION = ("nrr", "grr", "logo_retention")


def figure(book: Book, name: str, **options: Any) -> Figure:
    return book.measure(name, YEAR.window(name), **options)


def test_the_twelve_ends() -> None:
    assert ends(TODAY) == (
        *(date(2025, m, d) for m, d in ((4, 30), (5, 31), (6, 30), (7, 31), (8, 31), (9, 30))),
        *(date(2025, m, d) for m, d in ((10, 31), (11, 30), (12, 31))),
        *(date(2026, m, d) for m, d in ((1, 31), (2, 28), (3, 31))),
    )
    assert ends(date(2026, 3, 10))[-2:] == (date(2026, 2, 28), date(2026, 3, 10))


@pytest.mark.parametrize(
    ("window", "end", "start"),
    [
        (Window(date(2025, 3, 31), TODAY), date(2026, 2, 28), date(2025, 2, 28)),
        (Window(date(2025, 12, 31), TODAY), date(2026, 2, 28), date(2025, 11, 30)),
        (Window(date(2026, 1, 10), date(2026, 3, 15)), date(2026, 2, 28), date(2025, 12, 26)),
    ],
)
def test_windows_are_as_long_as_the_figures(window: Window, end: date, start: date) -> None:
    assert ending(window, end) == Window(start, end)
    assert ending(window, end).length == window.length


@pytest.mark.parametrize("options", [{}, {"segment": "Enterprise"}])
def test_every_point_is_the_figure_of_its_window(neighbours: Book, options: dict[str, Any]) -> None:
    whole = {name: figure(neighbours, name, **options) for name in RETENTION}
    trend = retention_trend(trend_definition(whole["nrr"].definition), Facts(neighbours.workspace, TODAY))

    for point in trend:
        for name in RETENTION:
            window = ending(whole[name].definition.window, point.end)
            assert point.share(name) == neighbours.measure(name, window, window.end, **options).value
    assert [trend[-1].share(name) for name in RETENTION] == [f.value for f in whole.values()]
    # Enzo pays from 15 April 2025, so nothing is a base twelve months before 31 March 2026.
    assert trend[-1].nrr is None


def test_a_short_window_has_values(neighbours: Book) -> None:
    quarter = Window(date(2025, 9, 30), date(2025, 12, 31))
    grr = neighbours.measure("grr", quarter)

    trend = retention_trend(grr.definition, Facts(neighbours.workspace, TODAY))

    # Paying on 30 September: Harbor 2,400, Nordbygg 300, Enzo 9,000; Enzo gives up 500 on 1 October.
    assert trend[-1].grr == grr.value == (Decimal(11_200) / 11_700).quantize(Decimal("1e-12"))
    assert trend[-1].logo_retention == 1
    assert [point.end for point in trend][-1] == quarter.end


def test_the_three_share_one_trend(neighbours: Book) -> None:
    found = {trend_definition(figure(neighbours, name).definition).id for name in RETENTION}
    assert len(found) == 1
    apart = figure(neighbours, "grr", settings={"cap": "subscription"})
    assert trend_definition(apart.definition).id not in found


def test_no_movements_no_trend(book: Book) -> None:
    assert retention_trend(figure(book, "nrr").definition, Facts(book.workspace, TODAY)) == ()


def test_movements_without_a_rate_are_refused_as_in_the_figure(neighbours: Book) -> None:
    definition = figure(neighbours, "nrr").definition
    neighbours.bring("revenue", "account,occurred_on,kind,mrr_change,currency\nEN-3,2025-11-01,expansion,5,USD\n")
    with pytest.raises(Refused, match="the option rates=USD"):
        retention_trend(definition, Facts(neighbours.workspace, TODAY))


def test_oar_by_cohort_adds_up_to_the_figure(neighbours: Book) -> None:
    oar = figure(neighbours, "oar")

    chart = pictures.cohorts_of(oar)

    assert [row[0] for row in chart.rows] == ["2025-05", "2025-06", "2025-10"]
    assert sum(int(str(row[1])) for row in chart.rows) == oar.denominator
    # Nordbygg is the one of June: measured and validated.
    assert chart.rows[1] == ("2025-06", 1, "100.0%", "100.0%", 0)


def test_the_curve_ends_where_the_figure_says(neighbours: Book) -> None:
    """Days from signature: Nordbygg 92, Harbor 95; Enzo 364 and not there. 1/3 at 92, 2/3 at 95."""
    ttfv = figure(neighbours, "ttfv")

    chart = pictures.curve_of(ttfv)

    assert [(row[0], row[1], row[2], row[3]) for row in chart.rows] == [(92, 3, 1, "33.3%"), (95, 2, 1, "66.7%")]
    assert ttfv.value == 95
    goals = [v["says"] for rows in chart.spec["datasets"].values() for v in rows]
    assert goals == ["Goal SMB: 30 days", "Goal Mid-Market: 45 days", "Goal Enterprise: 90 days"]
    with_target = pictures.curve_of(ttfv, Decimal(40)).spec["datasets"].values()
    assert [v["says"] for rows in with_target for v in rows] == ["Target 40 days"]


def test_trend_and_waterfall_are_the_figures_numbers(neighbours: Book) -> None:
    quarter = Window(date(2025, 9, 30), date(2025, 12, 31))
    nrr = neighbours.measure("nrr", quarter, settings={"basis": "arr"})
    trend = retention_trend(nrr.definition, Facts(neighbours.workspace, TODAY))

    lines, bars = pictures.trend_of(nrr, trend, Decimal("0.9")), pictures.waterfall_of(nrr)

    assert lines.rows[-1][1] == percent(nrr.value)
    assert "over 3 months" in lines.caption
    assert dict(bars.rows)["Contraction"] == -6000
    assert bars.columns[1] == "Amount (ARR, EUR)"
    assert dict(bars.rows)["End"] == nrr.parts["movements"]["end"]


def test_pictures_of_nothing(book: Book) -> None:
    empty = Window(date(2020, 1, 1), date(2021, 1, 1))
    assert pictures.cohorts_of(book.measure("oar", empty)).rows == ()
    assert pictures.curve_of(book.measure("ttfv", empty)).rows == ()
    nrr = book.measure("nrr", empty)
    assert pictures.trend_of(nrr, ()).rows == ()
    assert [amount for _, amount in pictures.waterfall_of(nrr).rows] == [0] * 8


def test_many_goals_are_not_drawn(neighbours: Book) -> None:
    ttfv = figure(neighbours, "ttfv")
    rows = tuple(replace(ttfv.rows[0], details=ttfv.rows[0].details | {"goal_days": n}) for n in range(1, 6))

    assert pictures.curve_of(replace(ttfv, rows=rows)).spec["datasets"] == {}
