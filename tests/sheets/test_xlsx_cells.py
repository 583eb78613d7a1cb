"""Worksheets whose XML is not as Excel writes it: read right where they can be, else refused with a sentence."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from toprung.kernel.errors import BadInput
from toprung.sheets.problems import Reject, Row
from toprung.sheets.reading import open_sheet

Read = Callable[..., tuple[list[Row], list[Reject]]]
Rows = Callable[[str], Path]

HEADER = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>account</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>arr</t></is></c></row>'
)


@pytest.fixture
def below_header(workbook: Callable[..., Path], tmp_path: Path) -> Rows:
    """A workbook with the headings account and arr, and below them rows of the given XML."""

    def write(rows: str) -> Path:
        target = tmp_path / "odd.xlsx"
        with zipfile.ZipFile(workbook([["x"]])) as before, zipfile.ZipFile(target, "w") as after:
            for name in before.namelist():
                text = before.read(name)
                if name == "xl/worksheets/sheet1.xml":
                    start, end = text.index(b"<sheetData>"), text.index(b"</sheetData>")
                    text = text[:start] + b"<sheetData>" + (HEADER + rows).encode() + text[end:]
                after.writestr(name, text)
        return target

    return write


def test_a_format_number_that_no_computer_holds_is_refused(workbook: Callable[..., Path], tmp_path: Path) -> None:
    target = tmp_path / "odd.xlsx"
    with zipfile.ZipFile(workbook([["account"]])) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(b'<xf numFmtId="0"', b'<xf numFmtId="99999999999999999999"'))
    with pytest.raises(BadInput, match="is not a workbook that can be read"):
        open_sheet(target, "sheet")


def cell(reference: str, value: str, **more: str) -> str:
    attributes = "".join(f' {name}="{said}"' for name, said in {"r": reference, **more}.items())
    return f"<c{attributes}><v>{value}</v></c>"


@pytest.mark.parametrize("reference", ["@@@2", "ZZZZZ2", "XFE2", "2"])
def test_a_cell_that_has_no_place_is_refused(below_header: Rows, read: Read, reference: str) -> None:
    path = below_header(f'<row r="2">{cell("A2", "7")}{cell(reference, "5")}</row>')
    with pytest.raises(BadInput, match=f"it has a cell at “{reference}”, where no worksheet has one"):
        read(path)


def test_cells_out_of_order_and_without_reference_are_all_read(below_header: Rows, read: Read) -> None:
    rows, _ = read(
        below_header(
            f'<row r="2">{cell("B2", "5")}{cell("A2", "7")}</row><row r="3"><c><v>8</v></c><c><v>6</v></c></row>'
        )
    )
    assert [(row.values["account"], row.values["arr"]) for row in rows] == [("7", 5), ("8", 6)]


@pytest.mark.parametrize("style", ["x", "²", "-1", "9" * 5000])
def test_a_format_that_is_none_is_a_problem_of_its_cell(below_header: Rows, read: Read, style: str) -> None:
    rows, _ = read(below_header(f'<row r="2">{cell("A2", "7")}{cell("B2", "5", s=style)}</row>'))
    assert "names a format that cannot be one" in rows[0].unread["arr"].reason


@pytest.mark.parametrize("index", ["²", "99", "-1", "x", "9" * 5000])
def test_a_shared_text_that_is_none_is_a_problem_of_its_cell(below_header: Rows, read: Read, index: str) -> None:
    rows, _ = read(below_header(f'<row r="2">{cell("A2", "7")}{cell("B2", index, t="s")}</row>'))
    assert "a text that the workbook does not hold" in rows[0].unread["arr"].reason


@pytest.mark.parametrize("number", ["inf", "1e999", "nan", "five"])
def test_a_number_that_is_none_is_a_problem_of_its_cell(below_header: Rows, read: Read, number: str) -> None:
    rows, _ = read(below_header(f'<row r="2">{cell("A2", "7")}{cell("B2", number)}</row>'))
    assert "is not a number" in rows[0].unread["arr"].reason


@pytest.mark.parametrize("number", ["x", "²", "99999999999", "9" * 5000, "0", "1"])
def test_rows_count_on_where_a_number_makes_no_sense(below_header: Rows, read: Read, number: str) -> None:
    rows, _ = read(below_header(f'<row r="{number}">{cell("A2", "7")}</row><row r="9">{cell("A9", "8")}</row>'))
    assert [(row.number, row.values["account"]) for row in rows] == [(2, "7"), (9, "8")]
