"""What is not a table is named for what it is, by its content."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from toprung.kernel.errors import BadInput
from toprung.sheets.kinds import KINDS
from toprung.sheets.reading import open_sheet


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "is empty"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x1f\x8b\x08", "gzip"),
        (b'{"accounts": []}', "JSON"),
        (b'[{"account": 1}]', "JSON"),
        (b"<!DOCTYPE html><table>", "web page"),
        (b"<html><table><tr><td>account", "web page"),
        (b'<?xml version="1.0"?><Workbook>', "XML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save it as .xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"PAR1 and then nothing PAR1", "Parquet"),
        (b"\x00\x01\x02\x03account", "NUL"),
    ],
)
def test_content_decides_and_the_sentence_says_what_it_is(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "book.xls"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=says) as caught:
        open_sheet(path, "sheet")
    assert "book.xls" in str(caught.value)


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="a folder"):
        open_sheet(tmp_path, "sheet")
    with pytest.raises(BadInput, match="There is no file"):
        open_sheet(tmp_path / "nowhere.csv", "sheet")


def test_a_file_that_the_system_will_not_give_us() -> None:
    memory = Path("/proc/self/mem")
    if not memory.exists():
        pytest.skip("needs a file that exists and cannot be read; Linux has one")
    with pytest.raises(BadInput, match="could not be read"):
        open_sheet(memory, "sheet")


def test_a_csv_by_any_other_name(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text("account\nA\n")
    assert open_sheet(path, "sheet").columns == {"account": "account"}


def test_an_unknown_kind_names_the_near_miss(text_file: Callable[..., Path]) -> None:
    with pytest.raises(BadInput, match="Did you mean “accounts”"):
        open_sheet(text_file("account\n"), "acounts")


@pytest.mark.parametrize("kind", KINDS)
def test_a_kinds_own_names_are_headings_that_need_no_mapping(text_file: Callable[..., Path], kind: str) -> None:
    names = KINDS[kind].names
    assert tuple(open_sheet(text_file(",".join(names) + "\n"), kind).columns.items()) == tuple(
        zip(names, names, strict=True)
    )


@pytest.mark.parametrize("name", ["book.xlsx", "book.csv"])
@pytest.mark.parametrize("junk", [b"account\x07\x1b[2J,arr\nA,5\n", bytes(range(1, 9)) * 40, b"\x1b]0;owned\x07"])
def test_binary_junk_is_not_a_table(tmp_path: Path, name: str, junk: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(junk)
    with pytest.raises(BadInput, match="not a table") as refused:
        open_sheet(path, "sheet")
    assert str(refused.value).isprintable()
