"""The rejects file: lossless, harmless in a spreadsheet, and read again as its rows were meant."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sheets.opened import refused

from toprung.kernel.errors import BadInput
from toprung.sheets.formulas import neutralised, restored
from toprung.sheets.mapping import SheetMap
from toprung.sheets.problems import Reject, Row
from toprung.sheets.reading import open_sheet
from toprung.sheets.rejects import OWN_COLUMNS, RejectsFile

Write = Callable[..., Path]
Read = Callable[..., tuple[list[Row], list[Reject]]]


def mend(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8-sig")


def test_a_mended_row_is_taken_as_it_would_have_been(text_file: Write, tmp_path: Path, read: Read) -> None:
    mapping = SheetMap({"account": "Firm"}, delimiter=";", encoding="cp1252")
    text = (
        "Firm;go live;ARR;note\nMüller;12/31/2025;1.200,50;x\nBeta;03/04/2025;2.500;=HYPERLINK()\n;01/02/2025;abc;-5\n"
    )
    source = text_file(text, encoding="cp1252")
    target = tmp_path / "rejects.csv"
    found = refused(source, target, mapping=mapping)
    assert [reject.row for reject in found] == [4]
    mend(target, ";01/02/2025;abc;", "Gamma;01/02/2025;2.500;")
    rows, rejects = read(target, mapping=mapping)
    assert not rejects
    # Nothing in the rejects file itself says month-first or decimal comma; the file that it came from did.
    assert rows[0].values["account"] == "Gamma"
    assert rows[0].values["go_live_on"] == date(2025, 1, 2)
    assert rows[0].values["arr"] == 2500
    assert open_sheet(target, "sheet", mapping).unused_columns == ("note",)


def test_the_file_has_the_files_columns_then_ours(text_file: Write, tmp_path: Path) -> None:
    target = tmp_path / "rejects.csv"
    refused(text_file("account,,confirmed\nA,stray,perhaps\n"), target)
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    with target.open(encoding="utf-8-sig", newline="") as stream:
        header, row = csv.reader(stream)
    assert header == ["account", "", "confirmed", *OWN_COLUMNS]
    assert row[:7] == ["A", "stray", "perhaps", "2", "confirmed", "perhaps", "“perhaps” is neither yes nor no."]


def test_rejects_of_rejects_keep_the_shape(text_file: Write, tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    refused(text_file("account,confirmed\nA,perhaps\nB,maybe,surplus\n"), first)
    again = refused(first, second)
    assert len(again) == 2
    assert (
        second.read_text(encoding="utf-8-sig").splitlines()[0] == first.read_text(encoding="utf-8-sig").splitlines()[0]
    )


def test_a_workbooks_numbers_survive(workbook: Callable[..., Path], tmp_path: Path, read: Read) -> None:
    target = tmp_path / "rejects.csv"
    cells = [["account", "arr", "go live", "confirmed"], ["A", 1234.567, date(2025, 3, 4), "perhaps"]]
    refused(workbook(cells), target)
    mend(target, "A,1234.567,2025-03-04,perhaps", "A,1234.567,2025-03-04,yes")
    assert read(target)[0][0].values["arr"] == Decimal("1234.567")


def test_a_later_stage_adds_rejects_of_its_own(text_file: Write, tmp_path: Path) -> None:
    sheet = open_sheet(text_file("Customer,CSM\nAcme,Ann\n"), "sheet")
    row = next(sheet.rows())
    assert isinstance(row, Row)
    reject = Reject.because(row, "account", "No account “Acme” is on file.", "Import the accounts first.")
    assert (reject.row, reject.problems[0].column, reject.problems[0].value) == (2, "Customer", "Acme")
    with RejectsFile(tmp_path / "rejects.csv", sheet) as file:
        file.write(reject)
    assert file.written == 1


def test_a_spoilt_read_as_column_is_named(text_file: Write) -> None:
    with pytest.raises(BadInput, match="toprung_read_as was changed"):
        open_sheet(text_file("account,go live,toprung_read_as\nA,01/02/2025,{oops\n"), "sheet")


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "@SUM(A1)", "-cmd", "\tx", "\rx", "-2+3", "'=1", "'-5"])
def test_what_a_spreadsheet_would_run_is_made_harmless(text: str) -> None:
    assert neutralised(text) == "'" + text
    assert restored(neutralised(text)) == text


@pytest.mark.parametrize("text", ["-5", "-1,234.56", "-€ 300", "-12%", "text", "", "'", "'quoted'"])
def test_other_text_stays(text: str) -> None:
    assert restored(neutralised(text)) == neutralised(text) == text


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r"), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_the_original_text_comes_back_whole(cells: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "source.csv"), Path(folder, "target.csv")
        source.write_text("account,one,two,confirmed\n", encoding="utf-8")
        sheet = open_sheet(source, "sheet")
        rejects = [
            Reject(number, (), {"account": "A", "one": one, "two": two, "confirmed": "perhaps"})
            for number, (one, two) in enumerate(cells, 2)
        ]
        with RejectsFile(target, sheet) as file:
            for reject in rejects:
                file.write(reject)
        back = [row for row in open_sheet(target, "sheet").rows() if isinstance(row, Row)]
        assert [(r.raw["one"], r.raw["two"]) for r in back] == cells
