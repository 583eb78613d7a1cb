"""A list as a file: every value as it is, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from toprung.motion.lists import writing
from toprung.motion.lists.columns import BY_KEY, Row
from toprung.motion.lists.listing import one_row
from toprung.sheets.formulas import restored

NAME = BY_KEY["name"]
ROW: Row = {
    "account__external_id": "HF-1",
    "account__name": "Harbor Foods",
    "rung": 3,
    "gaps": "12",
    "unknown": "",
    "arr": Decimal("28800.5000"),
    "currency": "EUR",
    "renewal_on": date(2026, 9, 14),
    "notice_on": None,
    "users_7": 0,
    "check_state": "not_due",
    "check_due_on": None,
}
SHOWN = tuple(BY_KEY[key] for key in ("name", "rung", "arr", "renewal", "users_7", "check"))


def as_csv(columns: Any, *rows: Row) -> list[list[str]]:
    """The file, read again."""
    text = "".join(writing.csv_lines(writing.facts_of(columns), rows))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def as_xlsx(columns: Any, *rows: Row, about: Any = ()) -> list[list[list[Any]]]:
    """The workbook's sheets, read again."""
    stream = io.BytesIO()
    writing.write_xlsx(writing.facts_of(columns), rows, about, stream)
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in load_workbook(stream)]


def test_each_fact_has_a_column_of_its_own() -> None:
    assert as_csv(SHOWN, ROW) == [
        [
            *("Account id", "Name", "Rung", "Gaps", "Unknown rungs", "ARR", "Currency", "Renewal", "Notice by"),
            *("Users, 7 days", "Result check", "Check due"),
        ],
        ["HF-1", "Harbor Foods", "3", "1, 2", "", "28800.5", "EUR", "2026-09-14", "", "0", "not due", ""],
    ]


def test_a_workbook_keeps_numbers_and_days_as_such_and_says_what_it_is() -> None:
    rows, about = as_xlsx(SHOWN, ROW, about=[("As of", "31 Mar 2026"), ("Only", "=1+1")])

    assert rows[1][2] == 3
    assert rows[1][5] == 28800.5
    assert rows[1][7].date() == date(2026, 9, 14)
    assert rows[1][4] is None
    assert about == [["As of", "31 Mar 2026"], ["Only", "'=1+1"]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "@SUM(A1)", "-2+3", "\t=1", '=HYPERLINK("http://x")', "'=1"])
def test_what_a_spreadsheet_would_run_is_written_as_text(text: str) -> None:
    row = ROW | {"account__name": text}

    written = as_csv([NAME], row)[1][1]
    (cells, _) = as_xlsx([NAME], row)

    assert written.startswith("'")
    assert restored(written) == text
    assert cells[1][1].startswith("'")


@given(st.text())
def test_any_text_comes_back_from_a_csv(text: str) -> None:
    assert restored(as_csv([NAME], ROW | {"account__name": text})[1][1]) == text


@given(st.text(max_size=200))
def test_any_text_can_stand_in_a_workbook(text: str) -> None:
    (cells, _) = as_xlsx([NAME], ROW | {"account__name": text})

    assert len(cells[1]) == 2


def test_the_file_begins_before_the_last_row_is_read() -> None:
    def rows() -> Any:
        yield ROW
        raise AssertionError("read too far")

    lines = writing.csv_lines(writing.facts_of(SHOWN), rows())

    assert next(lines).startswith("\ufeffAccount id")
    assert next(lines).startswith("HF-1")


def test_one_row_of_an_account_that_is_not_there(cast: Any) -> None:
    from toprung.motion.lists.request import ListRequest

    assert one_row(cast.workspace, ListRequest(), cast.their_harbor.pk) is None
