"""Numbers, money and days as a reader sees them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toprung.doors.web.ui import values
from toprung.doors.web.ui.values import NOTHING


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Decimal("12400"), "EUR 12,400"),
        (Decimal("12400.5"), "EUR 12,400.50"),
        (Decimal("0.005"), "EUR 0.01"),
        (Decimal("-0.001"), "EUR 0"),
        (Decimal("-12400"), "EUR -12,400"),
        (0, "EUR 0"),
        (None, NOTHING),
    ],
)
def test_money_names_its_currency_and_has_cents_where_there_are_any(amount: Decimal | None, shown: str) -> None:
    assert values.money(amount, "EUR") == shown


def test_money_without_a_currency_is_a_number() -> None:
    assert values.money(Decimal("1234.5")) == "1,234.50"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("4213000", "EUR 4.2 million"),
        ("4250000", "EUR 4.3 million"),
        ("1999999999", "EUR 2.0 billion"),
        ("999999", "EUR 999,999"),
        ("312000.49", "EUR 312,000"),
        ("-1500000", "EUR -1.5 million"),
    ],
)
def test_money_in_a_sentence_is_short(amount: str, shown: str) -> None:
    assert values.money_short(Decimal(amount), "EUR") == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        ("0.423", "42.3%"),
        ("0.5", "50%"),
        ("0", "0%"),
        ("1", "100%"),
        ("0.0004", "under 0.1%"),
        ("0.9996", "over 99.9%"),
        ("1.0004", "over 100%"),
        ("-0.0004", "over -0.1%"),
        ("12.345", "1,234.5%"),
    ],
)
def test_a_share_is_never_rounded_to_nothing_or_to_all(share: str, shown: str) -> None:
    assert values.percent(Decimal(share)) == shown


@given(st.decimals(min_value=0, max_value=1, places=6))
def test_only_nothing_is_0_percent_and_only_all_is_100(share: Decimal) -> None:
    shown = values.percent(share)

    assert (shown == "0%") is (share == 0)
    assert (shown == "100%") is (share == 1)


def test_counts_agree_with_their_words() -> None:
    assert values.count(1234) == "1,234"
    assert values.counted(1, "account,accounts") == "1 account"
    assert values.counted(0, "account,accounts") == "0 accounts"
    assert values.counted(1234, "entry,entries") == "1,234 entries"


def test_a_day_reads_the_same_everywhere() -> None:
    shown = '<time datetime="2026-03-05">5 Mar 2026</time>'

    assert values.day(date(2026, 3, 5)) == shown
    assert values.day("2026-03-05") == shown
    assert values.day(None) == NOTHING
    assert values.day("") == NOTHING


def test_a_moment_is_told_in_the_zone_of_its_workspace() -> None:
    shown = values.moment(datetime(2026, 3, 31, 22, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin"))

    assert ">1 Apr 2026, 00:30<" in shown
    assert 'datetime="2026-04-01T00:30:00+02:00"' in shown


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 3, 31), "today"),
        (date(2026, 4, 1), "in 1 day"),
        (date(2026, 4, 12), "in 12 days"),
        ("2026-03-30", "1 day ago"),
        (None, NOTHING),
    ],
)
def test_how_far_a_day_is(day: date | str | None, shown: str) -> None:
    assert values.until(day, date(2026, 3, 31)) == shown
