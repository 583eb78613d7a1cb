"""XLSX: sheets, merged headings, formulas, errors, formats; and workbooks that must not be opened."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from toprung.kernel.errors import BadInput
from toprung.sheets import archive
from toprung.sheets.mapping import SheetMap
from toprung.sheets.problems import Reject, Row
from toprung.sheets.reading import open_sheet

Make = Callable[..., Path]
Read = Callable[..., tuple[list[Row], list[Reject]]]


def test_typed_cells(workbook: Make, read: Read) -> None:
    rows, rejects = read(
        workbook(
            [
                ["Customer", "Go-Live Date", "Renewal", "ARR", "Confirmed"],
                [1001, datetime.fromisoformat("2025-03-01"), 46022, 0.1 + 0.2, True],
                ["Acme", date(2025, 3, 2), "31.12.2025", 1000 / 3, "x"],
            ]
        )
    )
    assert not rejects
    assert [row.values["account"] for row in rows] == ["1001", "Acme"]
    assert [row.values["go_live_on"] for row in rows] == [date(2025, 3, 1), date(2025, 3, 2)]
    assert [row.values["renewal_on"] for row in rows] == [date(2025, 12, 31)] * 2
    assert [row.values["arr"] for row in rows] == [Decimal("0.3"), Decimal("333.3333")]
    assert [row.values["confirmed"] for row in rows] == [True, True]
    assert rows[0].raw == {
        "Customer": "1001",
        "Go-Live Date": "2025-03-01",
        "Renewal": "46022",
        "ARR": "0.3",
        "Confirmed": "yes",
    }


def test_a_percentage_is_read_as_it_is_shown(workbook: Make, read: Read) -> None:
    def shown_as_percent(book: Workbook) -> None:
        assert book.active is not None
        book.active["D2"].number_format = "0%"

    rows, _ = read(
        workbook([["account", "outcome", "statement", "target"], ["A", "o1", "cut time", 0.4]], shown_as_percent),
        "outcomes",
    )
    assert rows[0].values["target"].number == 40


def test_the_first_sheet_that_fits_is_read_and_said(workbook: Make, read: Read) -> None:
    def more_sheets(book: Workbook) -> None:
        for name, heading in (("Accounts", "account"), ("Old accounts", "account")):
            sheet = book.create_sheet(name)
            sheet.append([heading, "owner"])
            sheet.append([f"from {name}", "Ann"])

    path = workbook([["Read me first"], ["Fill in the next sheet"]], more_sheets)
    assert read(path)[0][0].values["account"] == "from Accounts"
    assert "The sheet “Accounts” was read; not read: “Sheet”, “Old accounts”." in open_sheet(path, "sheet").notes[0]
    assert read(path, mapping=SheetMap(sheet="old accounts"))[0][0].values["account"] == "from Old accounts"
    with pytest.raises(BadInput, match="Did you mean “Accounts”"):
        open_sheet(path, "sheet", SheetMap(sheet="Acounts"))


def test_merged_headings_are_filled_down_and_right(workbook: Make, read: Read) -> None:
    def merge(book: Workbook) -> None:
        assert book.active is not None
        book.active.merge_cells("A2:A3")
        book.active.merge_cells("B2:C2")

    path = workbook(
        [["Our book"], ["Account", "Renewal", None], [None, "Date", "ARR"], ["Acme", "2026-01-31", 5]], merge
    )
    rows, rejects = read(path)
    assert not rejects
    assert (rows[0].number, rows[0].values["renewal_on"], rows[0].values["arr"]) == (4, date(2026, 1, 31), 5)
    assert open_sheet(path, "sheet").columns["renewal_on"] == "Renewal Date"


def test_a_formula_without_a_value_and_an_error_cell_are_problems_of_their_row(workbook: Make, read: Read) -> None:
    rows, rejects = read(workbook([["account", "arr"], ["A", "=1+1"], ["B", "#N/A"], ["C", 5]]))
    assert not rejects
    assert [row.values["arr"] for row in rows] == [None, None, 5]
    assert "never calculated" in rows[0].unread["arr"].reason
    assert "Open the file in Excel" in rows[0].unread["arr"].remedy
    assert "error #N/A" in rows[1].unread["arr"].reason


def test_a_formula_with_a_value_is_read(workbook: Make, tmp_path: Path, read: Read) -> None:
    path = workbook([["account", "arr"], ["A", "=1+1"]])
    calculated = rewritten(path, tmp_path / "calculated.xlsx", "xl/worksheets/sheet1.xml", b"<v />", b"<v>2</v>")
    assert read(calculated)[0][0].values["arr"] == 2


def test_an_empty_workbook_has_no_rows(workbook: Make) -> None:
    with pytest.raises(BadInput, match="has no rows"):
        open_sheet(workbook([]), "sheet")


def test_blank_rows_keep_their_numbers(workbook: Make, read: Read) -> None:
    rows, _ = read(workbook([["account"], [], ["A"], [None], ["B"]]))
    assert [row.number for row in rows] == [3, 5]


def rewritten(source: Path, target: Path, part: str, old: bytes, new: bytes) -> Path:
    """A copy of a workbook with bytes of one part exchanged."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new)
            after.writestr(name, content)
    return target


def with_part(source: Path, target: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.namelist():
            after.writestr(part, before.read(part))
        after.writestr(name, content)
    return target


def test_a_zip_bomb_is_refused_with_its_sizes(workbook: Make, tmp_path: Path) -> None:
    bomb = with_part(workbook([["account"]]), tmp_path / "bomb.xlsx", "xl/media/zeros.bin", b"\0" * (16 << 20))
    with pytest.raises(BadInput, match=r"would unpack to 16 MiB, [\d,]+ times its \d+ KiB, as a ZIP bomb would"):
        open_sheet(bomb, "sheet")


def test_a_workbook_that_unpacks_to_too_much_is_refused(workbook: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_EXPANDED", 1000)
    with pytest.raises(BadInput, match="more than the 1,000 bytes that are opened"):
        open_sheet(workbook([["account"]]), "sheet")


def test_a_size_that_lies_is_found_out(workbook: Make, tmp_path: Path) -> None:
    honest = with_part(workbook([["account"]]), tmp_path / "lie.xlsx", "xl/lie.xml", b" " * 100_000)
    content = honest.read_bytes()
    honest.write_bytes(content.replace(struct.pack("<L", 100_000), struct.pack("<L", 10)))
    with pytest.raises(BadInput, match="damaged"):
        open_sheet(honest, "sheet")


def test_too_many_parts_are_refused(workbook: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)
    with pytest.raises(BadInput, match="parts inside"):
        open_sheet(workbook([["account"]]), "sheet")


def test_entities_are_refused(workbook: Make, tmp_path: Path) -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet '
    part = "xl/worksheets/sheet1.xml"
    bad = rewritten(workbook([["account"], ["A"]]), tmp_path / "laughs.xlsx", part, b"<worksheet ", laughs)
    with pytest.raises(BadInput, match="not a workbook that can be read"):
        open_sheet(bad, "sheet")


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({"notes.txt": b"hi"}, "ZIP archive, not a workbook"),
        ({"mimetype": b"x", "content.xml": b"<x/>"}, "OpenDocument"),
        ({"[Content_Types].xml": b"<x/>", "xl/workbook.bin": b""}, "xlsb"),
        ({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}, "not a workbook that can be read"),
    ],
)
def test_other_zip_files_are_named(tmp_path: Path, members: dict[str, bytes], says: str) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    with pytest.raises(BadInput, match=says):
        open_sheet(path, "sheet")


def test_a_workbook_locked_in_its_zip_is_refused(workbook: Make) -> None:
    path = workbook([["account"]])
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(BadInput, match="locked with a password"):
        open_sheet(path, "sheet")


def test_what_the_reader_says_does_not_tell_where_the_file_lies(workbook: Make, tmp_path: Path) -> None:
    part = "xl/worksheets/sheet1.xml"
    bad = rewritten(
        workbook([["account"], ["A"]]), tmp_path / "bad.xlsx", part, b"<worksheet ", b"<!DOCTYPE x><worksheet "
    )
    with pytest.raises(BadInput) as refused:
        open_sheet(bad, "sheet")
    assert str(tmp_path) not in str(refused.value)
