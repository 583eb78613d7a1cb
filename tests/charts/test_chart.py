"""Charts: valid Vega-Lite, the same each time, told apart without colour, and the same numbers as a table."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from altair.utils.schemapi import SchemaValidationError

from toprung.charts.achievement import Cohort, oar_by_cohort
from toprung.charts.chart import Chart, goal_line, layer, percent, spec_of
from toprung.charts.first_value import Reached, first_value_curve
from toprung.charts.retention import Retained, retention_lines
from toprung.charts.waterfall import movements_waterfall
from toprung.kernel.errors import Refused

MOVEMENTS = {
    "start": Decimal("118.10"),
    "new": Decimal("20"),
    "expansion": Decimal("5.05"),
    "contraction": Decimal("3.10"),
    "churn": Decimal("10"),
    "reactivation": Decimal("0.44"),
    "transfers": Decimal("0"),
    "end": Decimal("130.49"),
}


def cohorts() -> Chart:
    return oar_by_cohort([Cohort("2026-01", 10, 6, 4, 0), Cohort("2026-02", 0, 0, 0, 3)], Decimal("0.6"))


def curve() -> Chart:
    return first_value_curve([Reached(30, 4, 1, 0.25, 0.04, 0.87)], 90, [(45, "Goal Mid-Market: 45 days")])


def lines() -> Chart:
    point = Retained(date(2026, 2, 28), Decimal("1.02"), Decimal("0.9"), None)
    return retention_lines([point], "12 months", (Decimal("0.95"), "Target 95%"))


def waterfall() -> Chart:
    return movements_waterfall(MOVEMENTS, "MRR, EUR")


ALL = [cohorts, curve, lines, waterfall]


def values(chart: Chart) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = chart.spec["data"]["values"]
    return found


@pytest.mark.parametrize("make", ALL)
def test_a_spec_is_plain_json_and_the_same_each_time(make: Any) -> None:
    one, other = json.dumps(make().spec, allow_nan=False), json.dumps(make().spec, allow_nan=False)

    assert one == other
    assert '"https://vega.github.io/schema/vega-lite/v6' in one


@pytest.mark.parametrize("make", ALL)
def test_a_spec_leaves_colours_to_the_theme_and_says_what_it_shows(make: Any) -> None:
    chart = make()

    assert "config" not in chart.spec
    assert "#" not in json.dumps(chart.spec)
    assert chart.spec["description"] == chart.caption
    assert all(len(row) == len(chart.columns) for row in chart.rows)


def test_what_is_no_vega_lite_is_refused() -> None:
    with pytest.raises(SchemaValidationError):
        spec_of([layer().mark_bar(opacity="much").encode(x="a:Q")], [{"a": 1}], "No chart")


def test_series_are_told_apart_by_dash_and_shape_too() -> None:
    for chart, field in ((cohorts(), "reading"), (lines(), "measure")):
        encoding = chart.spec["layer"][0]["encoding"]
        for channel in ("color", "strokeDash", "shape"):
            assert encoding[channel]["field"] == field
        assert len(set(map(str, encoding["strokeDash"]["scale"]["range"]))) == len(encoding["shape"]["scale"]["range"])


def test_a_cohort_in_flight_has_a_row_and_no_point() -> None:
    chart = cohorts()

    assert [(v["cohort"], v["reading"], v["share"]) for v in values(chart)] == [
        ("2026-01", "measured", 0.6),
        ("2026-01", "validated", 0.4),
    ]
    assert chart.rows == (("2026-01", 10, "60.0%", "40.0%", 0), ("2026-02", 0, "–", "–", 3))


def test_a_curve_begins_at_nothing_and_runs_to_the_last_day_seen() -> None:
    assert [(v["day"], v["share"]) for v in values(curve())] == [(0, 0.0), (30, 0.25), (90, 0.25)]
    assert curve().rows == ((30, 4, 1, "25.0%", "4.0% to 87.0%"),)


def test_a_curve_of_nobody() -> None:
    chart = first_value_curve([], 0)

    assert [v["day"] for v in values(chart)] == [0]
    assert chart.rows == ()


def test_a_window_without_a_base_is_a_gap_in_the_line() -> None:
    assert [v["measure"] for v in values(lines())] == ["NRR", "GRR"]
    assert lines().rows == ((date(2026, 2, 28), "102.0%", "90.0%", "–"),)


def test_a_waterfall_comes_to_its_end_to_the_cent() -> None:
    chart = waterfall()
    steps = dict(chart.rows)

    assert sum(amount for step, amount in chart.rows if step != "End") == steps["End"] == Decimal("130.49")
    assert [bar["kind"] for bar in values(chart)] == [
        "total", "gain", "gain", "gain", "gain", "loss", "loss", "total",
    ]  # fmt: skip
    assert [bar["told"] for bar in values(chart)][5:7] == ["−3", "−10"]
    # Each bar hangs where the one before it ended.
    for before, after in zip(values(chart)[1:-2], values(chart)[2:-1], strict=True):
        assert {before["low"], before["high"]} & {after["low"], after["high"]}


def test_what_stands_on_a_bar_is_short() -> None:
    large = MOVEMENTS | {"start": Decimal("118528.97"), "new": Decimal("1200000"), "end": Decimal("1318521.36")}

    told = [bar["told"] for bar in values(movements_waterfall(large, "MRR, EUR"))]

    assert (told[0], told[1], told[2], told[-1]) == ("118.5k", "+1.2M", "+5", "1.3M")


def test_a_transfer_away_is_a_loss() -> None:
    moved = MOVEMENTS | {"transfers": Decimal("-0.49"), "end": Decimal(130)}

    assert values(movements_waterfall(moved, "MRR, EUR"))[4]["kind"] == "loss"


def test_movements_that_do_not_reconcile_are_no_picture() -> None:
    with pytest.raises(Refused, match="do not come to the end"):
        movements_waterfall(MOVEMENTS | {"end": Decimal("130.50")}, "MRR, EUR")


def test_goals_stand_under_one_another() -> None:
    heights = [goal_line(30, "Goal", axis="x", below=n)[1].to_dict()["encoding"]["y"]["value"] for n in range(3)]

    assert len(set(heights)) == 3


def test_the_words_of_a_goal_stand_where_they_are_asked_to() -> None:
    for style, drawn in zip(
        ("goal-ground", "goal-label"), goal_line(30, "Goal", at_end=True, under=True)[1:], strict=True
    ):
        spec = drawn.to_dict()
        assert spec["encoding"]["x"]["value"] == "width"
        assert (spec["mark"]["style"], spec["mark"]["align"], spec["mark"]["baseline"]) == (style, "right", "top")


def test_a_share_in_words() -> None:
    assert (percent(Decimal("0.4234")), percent(1.0), percent(None)) == ("42.3%", "100.0%", "–")


def test_what_a_person_typed_stays_text() -> None:
    script = "<script>alert(1)</script>"
    chart = first_value_curve([], 10, [(5, script)])

    assert script in [v.get("says") for rows in chart.spec["datasets"].values() for v in rows]
