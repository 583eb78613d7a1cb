"""What a row reader says of cells that it cannot take, or takes otherwise than a person may think."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from toprung.sheets.problems import Reject, Row
from toprung.sheets.reading import open_sheet

Read = Callable[..., tuple[list[Row], list[Reject]]]


def test_a_word_that_is_read_as_blank_is_named(text_file: Callable[..., Path], read: Read) -> None:
    _, rejects = read(text_file("account,outcome,statement\nA,o1,None\nA,o2, \n"), "outcomes")
    assert [reject.problems[0].reason for reject in rejects] == [
        "“statement” says “None”, which is read as blank, and every row needs a statement.",
        "“statement” is blank, and every row needs a statement.",
    ]


@pytest.mark.parametrize(("cell", "read_as"), [("40%", "40"), ("1.5 %", "1.5")])
def test_percentages_are_read_as_they_are_written_and_a_note_says_so(
    text_file: Callable[..., Path], read: Read, cell: str, read_as: str
) -> None:
    path = text_file(f"account,outcome,measured_on,value\nA,o1,2026-01-31,{cell}\nA,o1,2026-02-28,12\n")
    assert str(read(path, "measurements")[0][0].values["value"].number) == read_as
    note = f"“value” holds percentages: “{cell}” was read as {read_as}, and so on."
    assert note in open_sheet(path, "measurements").notes


def test_states_that_name_a_percentage_are_no_percentages(text_file: Callable[..., Path]) -> None:
    path = text_file("account,outcome,measured_on,value\nA,o1,2026-01-31,cut by 40%\n")
    assert not any("percentages" in note for note in open_sheet(path, "measurements").notes)
