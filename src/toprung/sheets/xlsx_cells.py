"""The cells of a worksheet's row: numbers as a person sees them, days, error values, formulas never calculated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from xml.etree.ElementTree import Element

from openpyxl.utils.datetime import from_excel
from openpyxl.xml.constants import SHEET_MAIN_NS

from toprung.kernel.canon import decimal_text
from toprung.sheets.cells import BadCell, Cell
from toprung.sheets.problems import quoted

_CELL = f"{{{SHEET_MAIN_NS}}}c"
_VALUE = f"{{{SHEET_MAIN_NS}}}v"
_FORMULA = f"{{{SHEET_MAIN_NS}}}f"
_INLINE = f"{{{SHEET_MAIN_NS}}}is"
_TEXT = f"{{{SHEET_MAIN_NS}}}t"
_PHONETIC = f"{{{SHEET_MAIN_NS}}}rPh"
#: Excel's own last column is XFD.
_LAST_COLUMN = 16_384
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"
#: More digits than any count of texts, formats or rows has.
_LONGEST_INDEX = 9
_RETYPE = "Type the cell again and save the file."


class MisplacedCell(ValueError):
    """A cell whose reference is no place of a worksheet: what it belongs to cannot be known."""


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads cells by the workbook's strings and styles."""

    strings: Sequence[str]
    day_styles: frozenset[int]
    span_styles: frozenset[int]
    percent_styles: frozenset[int]
    epoch: datetime

    def row(self, element: Element) -> list[Cell]:
        """The cells of a row element, blanks as None, in their columns. Raises MisplacedCell."""
        cells: list[Cell] = []
        column = 0
        for child in element:
            if child.tag != _CELL:
                continue
            reference = child.get("r")
            column = _column(reference.rstrip(_DIGITS)) if reference else column + 1
            if not 0 < column <= _LAST_COLUMN:
                raise MisplacedCell(f"it has a cell at {quoted(reference or '')}, where no worksheet has one")
            if len(cells) < column:
                cells += [None] * (column - len(cells))
            cells[column - 1] = self._cell(child)
        return cells

    def _cell(self, element: Element) -> Cell:
        kind = element.get("t", "n")
        if kind == "inlineStr":
            return _inline(element.find(_INLINE))
        text = element.findtext(_VALUE)
        if not text:
            return _uncalculated(element) if kind == "n" else None
        if kind == "s":
            return self._shared(text)
        if kind == "n":
            return self._number(text, index_of(element.get("s", "0")))
        if kind == "b":
            return text == "1"
        if kind == "e":
            return BadCell(text, f"The cell shows the error {text}.", "Mend its formula, or write the value itself.")
        return _iso(text) if kind == "d" else text

    def _shared(self, text: str) -> Cell:
        index = index_of(text)
        if index is not None and index < len(self.strings):
            return self.strings[index]
        return BadCell(text, "The cell names a text that the workbook does not hold.", _RETYPE)

    def _number(self, text: str, style: int | None) -> Cell:
        if style is None:
            return BadCell(text, "The cell names a format that cannot be one.", _RETYPE)
        try:
            number = float(text)
        except ValueError:
            return BadCell(text, f"{quoted(text)} is not a number.", _RETYPE)
        if not isfinite(number):
            return BadCell(text, f"{quoted(text)} is not a number that can be kept.", _RETYPE)
        if style in self.day_styles:
            return self._day(number, text, style in self.span_styles)
        if text.lstrip("-").isdigit() and len(text) <= 15:
            return f"{int(text) * 100}%" if style in self.percent_styles else int(text)
        # Excel itself keeps and shows 15 digits; the rest is the noise of binary fractions.
        seen = Decimal(f"{number:.15g}")
        return f"{decimal_text(seen * 100)}%" if style in self.percent_styles else seen

    def _day(self, number: float, text: str, span: bool) -> Cell:
        try:
            value = from_excel(number, self.epoch, timedelta=span)
        except (ValueError, OverflowError):
            return BadCell(text, f"The cell is shown as a day, and {text} is none.", "Write the day as YYYY-MM-DD.")
        if isinstance(value, datetime):
            return value.date() if value.time() == time() else value
        return str(value)


def index_of(text: str | None) -> int | None:
    """The number that an attribute gives in plain digits; None where it gives none, or one that counts nothing."""
    bare = (text or "").strip()
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= _LONGEST_INDEX else None


@lru_cache(maxsize=1 << 15)
def _column(letters: str) -> int:
    """The column of a reference's letters, such as AB, counted from 1; 0 where they are none or too many."""
    places = [_LETTERS.find(letter) + 1 for letter in letters.upper()[:4]]
    return sum(place * 26**power for power, place in enumerate(reversed(places))) if all(places) else 0


def _inline(element: Element | None) -> str | None:
    if element is None:
        return None
    phonetic = {id(t) for run in element.iter(_PHONETIC) for t in run.iter(_TEXT)}
    return "".join(t.text or "" for t in element.iter(_TEXT) if id(t) not in phonetic)


def _uncalculated(element: Element) -> BadCell | None:
    formula = element.find(_FORMULA)
    if formula is None:
        return None
    return BadCell(
        f"={formula.text or ''}",
        "The cell holds a formula that was never calculated, so the file has no value for it.",
        "Open the file in Excel, save it and import it again, or write the value itself.",
    )


def _iso(text: str) -> Cell:
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        return text
    return value.date() if value.time() == time() else value
