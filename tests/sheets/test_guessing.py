"""What a file seems to be: the right kind first, with how sure, and samples of what stands in it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from toprung.kernel.errors import BadInput
from toprung.sheets.guessing import MOST_WORDS, SAMPLES, guess_kinds, look_at, unknown_words
from toprung.sheets.kinds import KINDS
from toprung.sheets.mapping import SheetMap

ROOT = Path(__file__).parents[2]


def written(folder: Path, text: str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_known_by_its_own_headings(kind: str) -> None:
    guesses = guess_kinds(KINDS[kind].names)
    assert guesses[0].kind == kind
    assert guesses[0].fit == 1.0
    assert guesses[0].missing == ()


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        ("Customer,CSM,Renewal Date,ARR,Desired Outcome,Exec Sponsor,Validated", "sheet"),
        ("Kunde;Betreuer;Verlängerung;Ergebnis;Ansprechpartner;Bestätigt".replace(";", ","), "sheet"),
        ("Account ID,Account Name,Segment,Tier,Industry,Seats", "accounts"),
        ("Account ID,Full Name,Title,Email", "stakeholders"),
        ("Account ID,Contract Number,Start Date,End Date,Auto Renewal", "contracts"),
        ("Account ID,Plan Name,Started,Ended,MRR", "subscriptions"),
        ("tenant,user,name,occurred_at", "events"),
    ],
)
def test_exports_of_other_tools(headings: str, kind: str) -> None:
    assert guess_kinds(headings.split(","))[0].kind == kind


def test_what_lacks_a_needed_column_ranks_behind() -> None:
    guesses = {guess.kind: guess for guess in guess_kinds(["account", "contract", "price", "notice_days"])}
    assert guesses["contracts"].missing == ("starts_on", "ends_on")
    assert guesses["contracts"].rank < guesses["accounts"].rank


def test_the_tutorials_sheet_is_sure_and_nonsense_is_not(tmp_path: Path) -> None:
    assert look_at(ROOT / "docs" / "tutorial" / "sheet.csv", SheetMap()).sure
    looked = look_at(written(tmp_path, "foo,bar\n1,2\n"), SheetMap())
    assert not looked.sure
    assert looked.headings == ("foo", "bar")


def test_samples_and_words(tmp_path: Path) -> None:
    rows = "".join(f"A{n},{'buyer' if n % 2 else 'Häuptling'},\n" for n in range(100))
    looked = look_at(written(tmp_path, "account,role,blank\n" + rows), SheetMap())
    assert looked.samples["account"] == ("A0", "A1", "A2")
    assert len(looked.samples["account"]) == SAMPLES
    assert "account" not in looked.words, f"more than {MOST_WORDS} different ones"
    assert looked.words["role"] == ("Häuptling", "buyer")
    assert looked.samples["blank"] == ()
    columns = {"account": "account", "role": "role"}
    assert unknown_words(KINDS["stakeholders"], columns, looked.words) == {"role": ["Häuptling"]}


def test_a_workbook_tells_its_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Read me"
    book.active.append(["This workbook has notes"])
    sheet = book.create_sheet("People")
    sheet.append(["account", "name", "role"])
    sheet.append(["A", "Ida", "buyer"])
    book.save(tmp_path / "book.xlsx")
    looked = look_at(tmp_path / "book.xlsx", SheetMap())
    assert (looked.sheet, looked.sheets) == ("People", ("Read me", "People"))
    assert looked.guesses[0].kind == "stakeholders"


@pytest.mark.parametrize("text", ["", "\n\n\n", ",,,\n,,\n"])
def test_nothing_to_guess_from(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput):
        look_at(written(tmp_path, text), SheetMap())


def test_control_characters_in_samples_are_pictured(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_text("account,name\nA,x\x9by\n", encoding="utf-8")
    assert look_at(path, SheetMap()).samples["name"] == ("x�y",)
