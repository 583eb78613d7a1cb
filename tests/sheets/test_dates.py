from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toprung.sheets.dates import DayEvidence, DayStyle, from_epoch, from_serial, parse_day, parse_instant
from toprung.sheets.problems import CellError

DAY_FIRST, MONTH_FIRST = DayStyle(True), DayStyle(False)
NEW_YEARS_EVE = date(2025, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        "2025-12-31",
        "20251231",
        "2025/12/31",
        "2025.12.31",
        "2025-12-31T23:59:59Z",
        "2025-12-31 08:15",
        "31.12.2025",
        "31. 12. 2025",
        "31/12/2025",
        "31-12-2025",
        "31/12/25",
        "31.12.2025 14:05",
        "31 Dec 2025",
        "31-Dec-25",
        "31st December 2025",
        "Dec 31, 2025",
        "December 31st, 2025",
        "Wed, 31 Dec 2025",
        "31. Dezember 2025",
        "31 décembre 2025",
        "31 de diciembre de 2025",
        "46022",
    ],
)
def test_ways_to_write_new_years_eve(text: str) -> None:
    assert parse_day(text, DAY_FIRST) == NEW_YEARS_EVE


def test_month_first_reads_the_american_way() -> None:
    assert parse_day("12/31/2025", MONTH_FIRST) == NEW_YEARS_EVE
    assert parse_day("03/04/2025", MONTH_FIRST) == date(2025, 3, 4)
    assert parse_day("03/04/2025", DAY_FIRST) == date(2025, 4, 3)


@pytest.mark.parametrize(
    "text", ["Q4 2025", "Dec 2025", "soon", "2025-02-30", "31.02.2025", "32/01/2025", "12", "99999"]
)
def test_what_is_no_day_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_day(text, DAY_FIRST)
    assert text in caught.value.reason
    assert caught.value.remedy


def test_short_years_turn_at_68() -> None:
    assert parse_day("01.01.68", DAY_FIRST).year == 2068
    assert parse_day("01.01.69", DAY_FIRST).year == 1969


def test_a_day_that_contradicts_its_column_is_refused() -> None:
    style = DayStyle(True, "it holds “31/12/2025”")
    with pytest.raises(CellError, match="day-first, because it holds “31/12/2025”"):
        parse_day("12/25/2025", style)


@pytest.mark.parametrize(
    ("texts", "day_first", "guessed"),
    [
        (["03/04/2025", "31/12/2025"], True, False),
        (["03/04/2025", "12/31/2025"], False, False),
        (["31/12/2025", "30/12/2025", "12/31/2025"], True, False),
        (["03/04/2025"], True, True),
        (["03.04.2025"], True, False),
        (["2025-12-31"], True, False),
    ],
)
def test_a_column_decides_the_order(texts: list[str], day_first: bool, guessed: bool) -> None:
    evidence = DayEvidence()
    for text in texts:
        evidence.see(text)
    style, was_guessed = evidence.decide(None, "", None, UTC)
    assert (style.day_first, was_guessed) == (day_first, guessed)


def test_the_option_goes_before_the_cells_and_other_columns_before_the_guess() -> None:
    evidence = DayEvidence()
    evidence.see("03/04/2025")
    assert evidence.decide(False, "the mapping file says so", True, UTC)[0].day_first is False
    assert evidence.decide(None, "", False, UTC)[0].day_first is False


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2018-06-07T15:42:37-07:00", datetime(2018, 6, 7, 22, 42, 37, tzinfo=UTC)),
        ("2018-06-07T15:42:37Z", datetime(2018, 6, 7, 15, 42, 37, tzinfo=UTC)),
        ("2018-06-07 15:42:37.5", datetime(2018, 6, 7, 15, 42, 37, 500000, tzinfo=UTC)),
        ("2018-06-07 15:42", datetime(2018, 6, 7, 15, 42, tzinfo=UTC)),
        ("2018-06-07", datetime(2018, 6, 7, tzinfo=UTC)),
        ("07/06/2018 3:42:37 PM", datetime(2018, 6, 7, 15, 42, 37, tzinfo=UTC)),
        ("7 Jun 2018 12:05 am", datetime(2018, 6, 7, 0, 5, tzinfo=UTC)),
        ("07.06.2018, 15:42 +0200", datetime(2018, 6, 7, 13, 42, tzinfo=UTC)),
        ("2018-06-07 15:42:37 UTC", datetime(2018, 6, 7, 15, 42, 37, tzinfo=UTC)),
        ("1528386157", datetime(2018, 6, 7, 15, 42, 37, tzinfo=UTC)),
        ("1528386157123", datetime(2018, 6, 7, 15, 42, 37, 123000, tzinfo=UTC)),
    ],
)
def test_ways_to_write_an_instant(text: str, instant: datetime) -> None:
    assert parse_instant(text, DAY_FIRST) == instant


@pytest.mark.parametrize("text", ["25:00", "2018-06-07T25:00:00", "yesterday", "123", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        parse_instant(text, DAY_FIRST)


def test_times_without_offset_are_in_the_columns_zone() -> None:
    paris = DayStyle(zone=ZoneInfo("Europe/Paris"))
    # Summer time: two hours ahead of UTC. The hour that comes twice on 26 October is read as the first of the two.
    assert parse_instant("2025-07-01 10:00", paris) == datetime(2025, 7, 1, 8, tzinfo=UTC)
    assert parse_instant("2025-10-26 02:30", paris) == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)


@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)))
def test_every_day_reads_back_in_every_form(day: date) -> None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%y", "%d %b %Y", "%B %d, %Y", "%Y%m%d"):
        text = f"{day.year:04}-{day:%m-%d}" if form == "%Y-%m-%d" else day.strftime(form)
        assert parse_day(text, DAY_FIRST) == day
    assert parse_day(day.strftime("%m/%d/%Y"), MONTH_FIRST) == day
    assert from_serial(Decimal((day - date(1899, 12, 30)).days)) == day


@given(
    st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2100-01-01")),
    st.integers(-12 * 60, 14 * 60),
)
def test_every_iso_instant_reads_back(moment: datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert parse_instant(aware.isoformat(), DAY_FIRST) == aware
    assert parse_instant(moment.isoformat(" "), DAY_FIRST) == moment.replace(tzinfo=UTC)


def test_epochs_are_told_by_their_digits() -> None:
    assert from_epoch(Decimal("1528386157.25")) == datetime(2018, 6, 7, 15, 42, 37, 250000, tzinfo=UTC)
    with pytest.raises(CellError, match="10 digits"):
        from_epoch(Decimal(12345))
