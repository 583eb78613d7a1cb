"""The encoding that a mapping file names: one that files of text are in, and that this file is in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from toprung.kernel.errors import BadInput
from toprung.sheets.mapping import SheetMap
from toprung.sheets.reading import open_sheet


@pytest.mark.parametrize(
    "option",
    ["rot13", "base64", "hex", "undefined", "\0", "idna", "punycode", "utf-7", "U7", "unicode_escape", "klingon", ""],
)
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_only_encodings_of_text_files_are_taken(text_file: Callable[..., Path], option: str, bom: str) -> None:
    with pytest.raises(BadInput, match="is not an encoding of text files: write one such as utf-8"):
        open_sheet(text_file(f"{bom}account\nA\n"), "sheet", SheetMap(encoding=option))


@pytest.mark.parametrize("option", ["utf-16", "utf-32", "ascii"])
def test_an_encoding_that_the_file_is_not_in_is_refused(text_file: Callable[..., Path], option: str) -> None:
    with pytest.raises(BadInput, match=f"is not in the encoding {option} that the mapping file names"):
        open_sheet(text_file("account\nZoë\n"), "sheet", SheetMap(encoding=option))


@pytest.mark.parametrize("option", ["cp1252", "Latin-1", "cp037", "shift_jis"])
def test_encodings_of_text_files_are_read(text_file: Callable[..., Path], option: str) -> None:
    sheet = open_sheet(text_file("account\nAcme\n", encoding=option), "sheet", SheetMap(encoding=option))
    assert sheet.names == ("account",)
