"""Terms that follow each other, and the renewals they make (DOMAIN section 1)."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from tests.doctrine.build import TODAY, account, ago, contract, worded

from toprung.doctrine.clocks import renewal_passed_on, term_end, term_ends
from toprung.doctrine.evidence import Contract, Evidence


def rolling(starts_on: date, ends_on: date, **terms: date | bool) -> Contract:
    return Contract("C-1", starts_on=starts_on, ends_on=ends_on, **{"auto_renew": True, **terms})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "following"),
    [
        # A year over leap years: the same day each year, not 365 days.
        (date(2023, 3, 1), date(2024, 3, 1), [date(2025, 3, 1), date(2026, 3, 1), date(2027, 3, 1)]),
        # From the 29th of February: it comes back every fourth year.
        (date(2020, 2, 29), date(2021, 2, 28), [date(2022, 2, 28), date(2023, 2, 28), date(2024, 2, 29)]),
        # An end that is the last day of the term.
        (date(2023, 3, 1), date(2024, 2, 29), [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28)]),
        # Half a year, by the day after and by the last day: June has 30 days, December 31.
        (date(2025, 1, 1), date(2025, 7, 1), [date(2026, 1, 1), date(2026, 7, 1)]),
        (date(2025, 1, 1), date(2025, 6, 30), [date(2025, 12, 31), date(2026, 6, 30)]),
        (date(2024, 8, 31), date(2025, 2, 28), [date(2025, 8, 31), date(2026, 2, 28), date(2026, 8, 31)]),
        # Five days short of a year: a year on all the same.
        (date(2024, 1, 15), date(2025, 1, 10), [date(2026, 1, 10), date(2027, 1, 10)]),
        # 45 days are no months: days are counted.
        (date(2026, 1, 1), date(2026, 2, 15), [date(2026, 4, 1)]),
        (date(2026, 3, 20), date(2026, 3, 27), [date(2026, 4, 3)]),
    ],
)
def test_terms_follow_each_other_up_to_the_one_that_runs(starts_on: date, ends_on: date, following: list[date]) -> None:
    contract = rolling(starts_on, ends_on)
    day = following[-2] if len(following) > 1 else ends_on
    assert term_ends(contract, day) == (ends_on, *following), "on the day a term ends the next one runs"
    assert term_end(contract, day) == following[-1]
    assert term_ends(contract, date.fromordinal(ends_on.toordinal() - 1)) == (ends_on,)


def test_a_term_that_does_not_renew_by_itself_has_one_end() -> None:
    assert term_ends(rolling(date(2024, 1, 1), date(2025, 1, 1), auto_renew=False), TODAY) == (date(2025, 1, 1),)
    assert term_ends(Contract("C-1", ends_on=date(2025, 1, 1), auto_renew=True), TODAY) == (date(2025, 1, 1),)
    assert term_ends(rolling(date(2025, 1, 1), date(2024, 1, 1)), TODAY) == (date(2024, 1, 1),), (
        "it ends before it begins"
    )
    assert term_ends(Contract("C-1"), TODAY) == ()
    assert term_end(Contract("C-1"), TODAY) is None


def test_notice_ends_the_terms_with_the_one_it_was_given_in() -> None:
    year = rolling(date(2022, 1, 1), date(2023, 1, 1), cancelled_on=date(2024, 5, 1))
    assert term_ends(year, TODAY) == (date(2023, 1, 1), date(2024, 1, 1), date(2025, 1, 1))


SHEET = Contract("sheet", ends_on=ago(30))


@pytest.mark.parametrize(
    ("e", "day"),
    [
        (account(contracts=(SHEET,)), ago(30)),
        (account(contracts=(SHEET, Contract("other", ends_on=ago(9)))), ago(9)),
        (account(contracts=(dataclasses.replace(SHEET, ends_on=TODAY),)), None),
        (account(contracts=(SHEET, contract(100, -265))), None),
        (account(contracts=(dataclasses.replace(SHEET, cancelled_on=ago(60)),)), None),
        (account(contracts=(contract(395, 30),)), None),
        (account(contracts=(SHEET, Contract("next", starts_on=ago(30)))), None),
        (account(), None),
    ],
)
def test_the_renewal_day_of_a_sheet_that_was_not_kept_up(e: Evidence, day: date | None) -> None:
    assert renewal_passed_on(e) == day
    verdict = worded(e)
    assert verdict.renewal_passed_on == day
    assert verdict.as_json()["renewal_passed_on"] == (day and day.isoformat())
