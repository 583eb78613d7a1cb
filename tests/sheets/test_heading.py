"""Headings in masses, of great length, and merged over everything: read or refused at once."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from toprung.kernel.errors import BadInput
from toprung.sheets.heading import column_letter
from toprung.sheets.problems import Reject, Row
from toprung.sheets.reading import open_sheet
from toprung.sheets.tables import LONGEST_HEADING, MOST_COLUMNS

Write = Callable[..., Path]
Read = Callable[..., tuple[list[Row], list[Reject]]]

STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def changed(source: Path, parts: Callable[[str, bytes], bytes], **more: bytes) -> Path:
    """A copy of a workbook with its parts changed, and its shared strings added."""
    target = source.with_name("changed.xlsx")
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, parts(name, before.read(name)))
        for name, content in more.items():
            after.writestr(f"xl/{name}.xml", content)
    return target


def with_merges(source: Path, ranges: list[str]) -> Path:
    merges = "".join(f'<mergeCell ref="{merged}"/>' for merged in ranges)
    tags = f"</sheetData><mergeCells>{merges}</mergeCells>".encode()
    return changed(source, lambda _, text: text.replace(b"</sheetData>", tags))


@pytest.mark.parametrize(
    "ranges",
    [
        ["A1:XFD1"],
        ["A1:XFD1048576"],
        ["A1:ZZZ9999999"],
        [f"A{row}:C{row}" for row in range(1, 20_001)],
        ["A1:XFD1048576"] * 20_000,
    ],
)
def test_merged_ranges_count_only_where_headings_are(workbook: Write, read: Read, ranges: list[str]) -> None:
    path = with_merges(workbook([["Our book"], ["account", "arr"], ["A", 5]]), ranges)
    sheet = open_sheet(path, "sheet")
    assert sheet.names == ("account", "arr")
    assert [row.values["arr"] for row in read(path)[0]] == [5]


@pytest.mark.parametrize("first", ["account", "h"])
def test_too_many_columns_are_refused(text_file: Write, workbook: Write, first: str) -> None:
    headings = [first, *(f"h{n}" for n in range(MOST_COLUMNS))]
    for path in (text_file(",".join(headings) + "\nA\n"), workbook([headings, ["A"]])):
        with pytest.raises(BadInput, match="has 2,001 columns, and files of up to 2,000 are read"):
            open_sheet(path, "sheet")


def test_cells_far_right_that_are_blank_are_no_columns(workbook: Write, read: Read) -> None:
    def formatted(book: Workbook) -> None:
        assert book.active is not None
        book.active["XFD1"].number_format = "0%"

    path = workbook([["account", "arr"], ["A", 5]], formatted)
    assert [row.values["arr"] for row in read(path)[0]] == [5]


def test_equal_headings_are_numbered_and_told_of_in_few_sentences(text_file: Write) -> None:
    sheet = open_sheet(text_file(",".join(["account"] * MOST_COLUMNS) + "\n" + "A," * 1999 + "A\n"), "sheet")
    assert sheet.names[:3] == ("account", "account (2)", "account (3)")
    assert sheet.names[-1] == "account (2000)"
    # One on the equal names; ten of the 1,999 that would fit too, and one on the rest.
    assert len(sheet.notes) == 12
    assert sheet.notes[-1] == "The same is so of 1,989 more columns."


def test_a_number_that_a_heading_has_already_is_passed_over(text_file: Write) -> None:
    sheet = open_sheet(text_file("account,x,x (2),x,x\nA,1,2,3,4\n"), "sheet")
    assert sheet.names == ("account", "x", "x (2)", "x (3)", "x (4)")


def test_a_long_heading_is_cut_and_fits_no_field(text_file: Write) -> None:
    sheet = open_sheet(text_file(f"account,arr{' ' * 200}of now,{'n' * 5000}\nA,1,2\n"), "sheet")
    assert sheet.names[2] == "n" * LONGEST_HEADING
    sheet = open_sheet(text_file(f"account,arr ({'x' * 200})\nA,1\n"), "sheet")
    assert list(sheet.columns) == ["account"]


def test_one_great_text_under_many_headings_costs_no_more_than_a_short_one(workbook: Write) -> None:
    texts = b"".join(b'<c r="%s1" t="s"><v>0</v></c>' % column_letter(n).encode() for n in range(1, 1900))
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>account</t></is></c>' + texts + b'</row><row r="2"><c r="A2">'
    types = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{STRINGS}"/></Types>'.encode()

    def parts(name: str, text: bytes) -> bytes:
        if name == "xl/worksheets/sheet1.xml":
            start, end = text.index(b"<sheetData>"), text.index(b"</sheetData>")
            return text[:start] + b"<sheetData>" + row + b"<v>7</v></c></row>" + text[end:]
        return text.replace(b"</Types>", types) if name == "[Content_Types].xml" else text

    great = "".join(f"{n} " for n in range(180_000)).encode()
    strings = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>' + great + b"</t></si></sst>"
    )
    sheet = open_sheet(changed(workbook([["account"]]), parts, sharedStrings=strings), "sheet")
    assert len(sheet.names) == 1900
    assert max(map(len, sheet.names)) <= LONGEST_HEADING + len(" (1900)")


@pytest.mark.parametrize("text", ["account,arr\n", "Our book\naccount,arr\n,\n"])
def test_headings_without_rows_are_said(text_file: Write, text: str) -> None:
    assert open_sheet(text_file(text), "sheet").notes[-1] == "There are no rows below the headings."
    assert "no rows" not in " ".join(open_sheet(text_file(text + "A,5\n"), "sheet").notes)
