"""The charts of one account: plain and repeatable specs, the same rows as a table, and nothing where nothing is."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from toprung.charts.chart import Chart
from toprung.charts.progress import Ahead, Gap, Measured, progress_chart
from toprung.charts.revenue import Paid, revenue_steps
from toprung.charts.usage import ByRole, Used, events_chart, features_chart, roles_chart, usage_chart


def progress() -> Chart:
    readings = [Measured(date(2025, 10, 31), Decimal(8)), Measured(date(2025, 12, 5), Decimal("5.00"))]
    return progress_chart(readings, Decimal(5), Decimal(8), "days", "Close <faster>")


def usage() -> Chart:
    return usage_chart([Used(date(2026, 3, 16), 0, 0), Used(date(2026, 3, 23), 5, 40)], 4, "week")


def revenue() -> Chart:
    steps = [Paid(date(2025, 1, 1), "EUR", Decimal(100)), Paid(date(2025, 6, 1), "GBP", Decimal("50.5"))]
    return revenue_steps(steps, date(2025, 12, 31))


def nothing() -> list[Chart]:
    return [progress_chart([], None, None, "", "x"), usage_chart([], 1, "month"), revenue_steps([], date(2025, 1, 1))]


def told(chart: Chart) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = chart.spec["data"]["values"]
    return found


def events() -> Chart:
    return events_chart([Used(date(2026, 3, 23), 5, 40)], "week")


def features() -> Chart:
    return features_chart([date(2026, 3, 23)], {"a": (1,), "b": (2,)}, "week")


def roles() -> Chart:
    return roles_chart([ByRole("buyer", 2, 1, 30)], 28)


@pytest.mark.parametrize("make", [progress, usage, events, features, roles, revenue])
def test_a_spec_is_plain_json_and_the_same_each_time(make: Any) -> None:
    one, other = json.dumps(make().spec, allow_nan=False), json.dumps(make().spec, allow_nan=False)
    assert one == other
    assert make().caption == make().spec["description"]


def test_progress_is_drawn_against_target_and_threshold() -> None:
    chart = progress()
    text = json.dumps(chart.spec, ensure_ascii=False)
    assert "Target 5" in text
    assert "Counts as an outcome 8" in text
    assert told(chart) == [{"day": "2025-10-31", "value": 8.0}, {"day": "2025-12-05", "value": 5.0}]
    assert chart.columns == ("Day", "Value (days)", "What")
    assert chart.rows[1] == (date(2025, 12, 5), Decimal("5.00"), "measured")
    bare = progress_chart([], None, None, "", "x")
    assert "Target" not in json.dumps(bare.spec)
    assert bare.columns == ("Day", "Value", "What")


def test_values_are_carried_forward_over_gaps_and_the_pace_leads_to_a_day() -> None:
    readings = [Measured(date(2026, 1, 31), Decimal(8)), Measured(date(2026, 3, 31), Decimal(7))]
    chart = progress_chart(
        readings,
        Decimal(5),
        None,
        "days",
        "Close",
        until=date(2026, 4, 15),
        gaps=[Gap(date(2026, 2, 1), date(2026, 2, 28), Decimal(8))],
        ahead=Ahead(date(2026, 7, 1), date(2026, 6, 1), None),
    )
    assert told(chart)[-1] == {"day": "2026-04-15", "value": 7.0}, "drawn up to the day"
    assert "no value read" in json.dumps(chart.spec)
    assert [row[2] for row in chart.rows] == [
        "measured",
        "no value since 1 Feb 2026: carried forward",
        "measured",
        "projected; 80%: from 1 Jun 2026 on, without an end",
    ]


def test_usage_names_the_period_and_what_adoption_takes() -> None:
    chart = usage()
    assert "Adoption takes 4" in json.dumps(chart.spec)
    assert chart.columns == ("Week from", "Active users", "Events", "Adoption (4 users)")
    assert chart.rows == ((date(2026, 3, 16), 0, 0, "below"), (date(2026, 3, 23), 5, 40, "reached"))


def test_weeks_off_season_lie_on_a_band_and_never_count() -> None:
    weeks = [Used(date(2026, 3, 9), 9, 9, off_season=True), Used(date(2026, 3, 16), 9, 9)]
    chart = usage_chart(weeks, 4, "week")
    assert [row[3] for row in chart.rows] == ["off season", "reached"]
    assert "off season" in json.dumps(chart.spec)
    assert "Does not count" not in json.dumps(usage().spec)
    assert events_chart(weeks, "week").rows == ((date(2026, 3, 9), 9), (date(2026, 3, 16), 9))


def test_a_line_a_feature_and_no_more_than_can_be_told_apart() -> None:
    starts = [date(2026, 3, 16), date(2026, 3, 23)]
    chart = features_chart(starts, {f"f{number}": (number, 0) for number in range(6)}, "week")
    assert sorted({row["feature"] for row in told(chart)}) == ["f0", "f1", "f2", "f3"]
    assert chart.columns == ("Week from", "f0", "f1", "f2", "f3", "f4", "f5")
    assert chart.rows[0] == (starts[0], 0, 1, 2, 3, 4, 5)


def test_roles_are_told_by_their_words() -> None:
    chart = roles_chart([ByRole("buyer", 2, 1, 30), ByRole("nobody on file", 0, 4, 9)], 28)
    assert chart.columns == ("Role", "People on file", "Users", "Events")
    assert chart.rows == (("buyer", 2, 1, 30), ("nobody on file", 0, 4, 9))


def test_revenue_goes_on_until_the_day_and_keeps_currencies_apart() -> None:
    chart = revenue()
    assert [(row["day"], row["currency"], row["mrr"]) for row in told(chart)] == [
        ("2025-01-01", "EUR", 100.0),
        ("2025-06-01", "GBP", 50.5),
        ("2025-12-31", "EUR", 100.0),
        ("2025-12-31", "GBP", 50.5),
    ]
    assert len(chart.rows) == 2
    assert "strokeDash" in json.dumps(chart.spec)
    alone = revenue_steps([Paid(date(2025, 1, 1), "EUR", Decimal(1))], date(2025, 1, 1))
    assert "strokeDash" not in json.dumps(alone.spec)


def test_an_account_without_anything_has_empty_charts() -> None:
    for chart in nothing():
        assert told(chart) == []
        assert chart.rows == ()
