"""CSV as it comes: encodings, delimiters, quotes, ragged rows, titles above the header."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from toprung.kernel.errors import BadInput
from toprung.sheets import delimited
from toprung.sheets.mapping import SheetMap
from toprung.sheets.problems import Reject, Row
from toprung.sheets.reading import open_sheet

Write = Callable[..., Path]
Read = Callable[..., tuple[list[Row], list[Reject]]]


def accounts(rows: list[Row]) -> list[str]:
    return [row.values["account"] for row in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_encodings(text_file: Write, read: Read, encoding: str) -> None:
    names = ["Müller GmbH", "Société Générale", "Ænø A/S", "Español"]
    path = text_file("Customer;Segment\n" + "".join(f"{name};SMB\n" for name in names), encoding=encoding)
    rows, rejects = read(path)
    assert accounts(rows) == names
    assert not rejects
    told = " ".join(open_sheet(path, "sheet").notes)
    assert ("UTF-16" in told) == (encoding == "utf-16")
    assert ("Windows-1252" in told) == (encoding in ("cp1252", "latin-1"))


def test_an_encoding_that_shows_late_is_still_found(text_file: Write, read: Read) -> None:
    text = "account,segment\n" + "acme,SMB\n" * 200_000 + "Müller,SMB\n"
    rows, _ = read(text_file(text, encoding="cp1252"))
    assert rows[-1].values["account"] == "Müller"


def test_an_encoding_that_is_named_is_used_or_refused(text_file: Write, read: Read) -> None:
    path = text_file("account\nпривет\n", encoding="cp1251")
    assert accounts(read(path, mapping=SheetMap(encoding="cp1251"))[0]) == ["привет"]
    with pytest.raises(BadInput, match="not in the encoding utf-8"):
        read(path, mapping=SheetMap(encoding="utf-8"))
    with pytest.raises(BadInput, match="is not an encoding"):
        read(path, mapping=SheetMap(encoding="klingon"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(text_file: Write, read: Read, delimiter: str) -> None:
    lines = [["Customer", "CSM", "ARR", "Desired outcome"], ["Acme", "Ann", "1200", "faster, cheaper; better"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    rows, _ = read(text_file(text))
    assert rows[0].values["arr"] == 1200
    assert rows[0].values["result"] == "faster, cheaper; better"


def test_semicolons_win_over_the_commas_of_decimals(text_file: Write, read: Read) -> None:
    rows, _ = read(text_file("Kunde;ARR\nA;1,5\nB;2,25\n"))
    assert [row.values["arr"] for row in rows] == [Decimal("1.5"), Decimal("2.25")]


def test_the_separator_line_of_excel_is_followed_and_not_counted(text_file: Write, read: Read) -> None:
    rows, _ = read(text_file("sep=;\naccount;arr\nA;12\n"))
    assert (rows[0].number, rows[0].values["arr"]) == (2, 12)


def test_quoted_lines_are_one_row_and_blank_rows_are_counted_but_passed_over(text_file: Write, read: Read) -> None:
    text = 'account,result\r\nA,"cut time\r\nby half"\r\n\r\n,,\r\n - , n/a\r\nB,x\r\n'
    rows, rejects = read(text_file(text))
    assert [(row.number, row.values["account"]) for row in rows] == [(2, "A"), (6, "B")]
    assert rows[0].raw["result"] == "cut time\r\nby half"
    # Row 4 has a cell too many, but nothing is in it.
    assert not rejects


def test_titles_above_the_header_are_passed_over_and_said(text_file: Write, read: Read) -> None:
    path = text_file("Customers 2026,,\nprepared by Ann,,\n\nAccount,CSM,ARR\nAcme,Ann,5\n")
    rows, _ = read(path)
    assert (rows[0].number, rows[0].values["owner"]) == (5, "Ann")
    assert "found in row 4" in open_sheet(path, "sheet").notes[0]


def test_ragged_rows(text_file: Write, read: Read) -> None:
    rows, rejects = read(text_file("account,owner,arr\nA\nB,Ann,5,surplus\nC,Bo,6,,\n"))
    assert accounts(rows) == ["A", "C"]
    assert rows[0].values["owner"] is None
    assert rejects[0].row == 3
    assert "4 cells" in rejects[0].problems[0].reason
    assert rejects[0].extra == ("surplus",)


def test_a_quote_that_is_never_closed_is_reported_and_the_rows_before_are_kept(text_file: Write, read: Read) -> None:
    rows, rejects = read(text_file('account,result\nA,x\nB,"oops\nC,y\n'))
    assert accounts(rows) == ["A"]
    assert rejects[0].row == 3
    assert "swallows the 1 line below" in rejects[0].problems[0].reason


def test_a_quote_that_opens_in_the_last_line(text_file: Write, read: Read) -> None:
    rows, rejects = read(text_file('account,result\nA,5" pipe\nB,"oops'))
    assert accounts(rows) == ["A"]
    assert rejects[0].row == 3


def test_a_quote_that_swallows_too_much_lets_later_rows_live(text_file: Write, read: Read) -> None:
    text = 'account,result\nA,x\nB,"oops\n' + "C,y\n" * 40_000
    rows, rejects = read(text_file(text))
    assert rejects[0].row == 3
    assert accounts(rows)[0] == "A"
    assert len(rows) > 1_000


def test_nul_bytes_are_refused(text_file: Write, read: Read) -> None:
    with pytest.raises(BadInput, match="NUL bytes"):
        read(text_file("account\nA\0B\n"))
    late = text_file("account\n" + "A\n" * 5_000 + "B\0\n")
    with pytest.raises(BadInput, match="NUL bytes"):
        read(late)


def test_a_line_without_end_is_refused(text_file: Write, read: Read) -> None:
    with pytest.raises(BadInput, match="not a table of rows"):
        read(text_file("account\n" + "A" * (delimited.LONGEST_LINE + 1)))


def test_repeated_and_blank_headings(text_file: Write, read: Read) -> None:
    path = text_file("account,Owner,Owner,\nA,Ann,Bo,stray\n")
    rows, _ = read(path)
    sheet = open_sheet(path, "sheet")
    assert rows[0].values["owner"] == "Ann"
    assert rows[0].raw == {"account": "A", "Owner": "Ann", "Owner (2)": "Bo", "column D": "stray"}
    assert sheet.unused_columns == ("Owner (2)",)
    assert any("Several columns are called “Owner”" in note for note in sheet.notes)


def test_every_problem_of_a_row_is_reported_with_the_value_cut(text_file: Write, read: Read) -> None:
    text = f"account,go live,arr,role,confirmed\n,31.13.2025,{'9' * 90},boss,perhaps\n"
    _, rejects = read(text_file(text))
    assert [problem.column for problem in rejects[0].problems] == ["account", "go live", "arr", "role", "confirmed"]
    assert "…”" in rejects[0].problems[2].reason
    assert all(problem.remedy for problem in rejects[0].problems)


def test_ambiguous_days_and_numbers_are_noted_with_the_line_that_changes_them(text_file: Write) -> None:
    notes = " ".join(open_sheet(text_file("account;go live;arr\nA;03/04/2025;1.200\n"), "sheet").notes)
    assert "“go live” was read day-first (31/12/2026), because nothing in it decides" in notes
    assert "day_first = false" in notes
    assert 'decimal = "."' in notes


def test_one_column_that_decides_decides_for_the_others(text_file: Write, read: Read) -> None:
    rows, _ = read(text_file("account,go live,renewal\nA,03/04/2025,12/31/2025\n"))
    assert rows[0].values["go_live_on"] == date(2025, 3, 4)


def test_a_contradiction_beyond_the_sample_is_not_read(
    text_file: Write, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toprung.sheets.styles.SAMPLE_ROWS", 2)
    rows, rejects = read(text_file("account,go live\nA,12/31/2025\nB,01/02/2025\nC,31/12/2025\n"))
    assert [row.values["go_live_on"] for row in rows] == [date(2025, 12, 31), date(2025, 1, 2), None]
    assert not rejects
    assert "month-first, because it holds “12/31/2025”" in rows[2].unread["go_live_on"].reason


def test_a_value_that_contradicts_its_column_is_no_state(text_file: Write, read: Read) -> None:
    lines = [f"A;o;2025-01-01;{value}\n" for value in ("1,5", "2,5", "3.5", "live")]
    text = "account;outcome;occurred_on;value\n" + "".join(lines)
    rows, rejects = read(text_file(text), "measurements")
    assert [row.values["value"].number for row in rows] == [Decimal("1.5"), Decimal("2.5"), None]
    assert [reject.row for reject in rejects] == [4]


def test_progress_ends_at_the_files_size(text_file: Write) -> None:
    sheet = open_sheet(text_file("account\n" + "A\n" * 5_000), "sheet")
    told: list[tuple[int, int]] = []
    assert len(list(sheet.rows(lambda done, total: told.append((done, total))))) == 5_000
    assert told[-1] == (sheet.total_bytes, sheet.total_bytes)
    assert len(told) == 3


def test_rows_can_be_read_twice(text_file: Write) -> None:
    sheet = open_sheet(text_file("account\nA\n"), "sheet")
    assert list(sheet.rows()) == list(sheet.rows())
