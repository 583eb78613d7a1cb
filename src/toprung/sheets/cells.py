"""One cell into one value: what a file holds, text or typed, read as its field's type."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from toprung.kernel.canon import decimal_text
from toprung.kernel.errors import BadInput
from toprung.kernel.money import currency_code
from toprung.kernel.vocabulary import Word
from toprung.sheets import dates, numbers
from toprung.sheets.dates import DayStyle
from toprung.sheets.fields import Field, FieldType, TextOrNumber
from toprung.sheets.numbers import NumberStyle
from toprung.sheets.problems import CellError, Contradiction, quoted, shown
from toprung.sheets.words import choice_of, is_blank, is_total, plain_word, yes_or_no

_SEPARATORS = re.compile(r"\s*[;,|\n]\s*")
_LINE_BREAK = re.compile(r"\s*\n\s*")
_SIGNS = {"€": "EUR", "£": "GBP", "us$": "USD", "eur": "EUR", "euro": "EUR", "euros": "EUR"}
#: Longer texts are refused: nothing that a person wrote on a row needs more.
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that its file already says is wrong: an error value, a formula that was never calculated."""

    text: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class CellStyle:
    """How one column is read. `words`: what the mapping file says that a word of the column, made plain, means."""

    days: DayStyle = DayStyle()
    numbers: NumberStyle = NumberStyle()
    words: Mapping[str, Word] = field(default_factory=dict)


Cell = Any
Reader = Callable[[Cell], Any]


def cell_text(cell: Cell) -> str:
    """The cell as text, as a person would write it: 12, 0.5, 2026-03-31, yes, a; b. Nothing for None.

    Reading it back as its field gives the value again: exports write their cells with it.
    """
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, BadCell):
        return cell.text
    if isinstance(cell, tuple):
        return "; ".join(cell_text(part) for part in cell)
    if isinstance(cell, float):
        cell = Decimal(repr(cell))
    if isinstance(cell, Decimal):
        return decimal_text(cell) if cell.is_finite() else str(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def reader_of(field: Field, style: CellStyle) -> Reader:
    """A function from a cell to the field's value, None for a blank; it raises CellError."""
    convert = _READERS[field.type]

    def read(cell: Cell) -> Any:
        if cell is None:
            return None
        if isinstance(cell, BadCell):
            raise CellError(cell.reason, cell.remedy)
        if isinstance(cell, float):
            cell = Decimal(repr(cell))
        if isinstance(cell, Decimal) and not cell.is_finite():
            raise CellError(f"{quoted(str(cell))} is not a number.", "Write a number, or leave the cell blank.")
        if isinstance(cell, str) and is_blank(cell):
            return None
        return convert(cell, field, style)

    return read


def _read_text(cell: Cell, field: Field, style: CellStyle) -> str:
    text = shown(cell_text(cell)).strip()
    if len(text) > LONGEST_TEXT:
        raise CellError(f"{quoted(text)} is longer than {LONGEST_TEXT:,} characters.", "Shorten it.")
    return text


def _read_name(cell: Cell, field: Field, style: CellStyle) -> str:
    return _LINE_BREAK.sub(" ", _read_text(cell, field, style))


def _read_account(cell: Cell, field: Field, style: CellStyle) -> str:
    name = _read_name(cell, field, style)
    if is_total(name):
        raise CellError(
            f"{quoted(name)} is the word for a sum of rows, not an account.",
            "Leave the row out; if an account is really called so, write its name in full or its id.",
        )
    return name


def _read_day(cell: Cell, field: Field, style: CellStyle) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return dates.from_serial(Decimal(cell))
    return dates.parse_day(cell_text(cell).strip(), style.days)


def _read_instant(cell: Cell, field: Field, style: CellStyle) -> datetime:
    if isinstance(cell, datetime):
        return dates.in_utc(cell, style.days.zone, cell_text(cell))
    if isinstance(cell, date):
        return style.days.begin(cell, cell_text(cell))
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return dates.from_epoch(Decimal(cell))
    return dates.parse_instant(cell_text(cell), style.days)


def _read_money(cell: Cell, field: Field, style: CellStyle) -> Decimal:
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return numbers.native_money(Decimal(cell))
    return numbers.parse_money(cell_text(cell), style.numbers)


def _read_number(cell: Cell, field: Field, style: CellStyle) -> Decimal:
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return numbers.native_number(Decimal(cell))
    return numbers.parse_number(cell_text(cell), style.numbers)


def _read_whole(cell: Cell, field: Field, style: CellStyle) -> int:
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        value = numbers.native_number(Decimal(cell))
        if value != value.to_integral_value():
            raise CellError(f"{quoted(cell_text(cell))} is not a whole number.", "Round it to a whole number.")
        return int(value)
    return numbers.parse_whole(cell_text(cell), style.numbers)


def _read_text_or_number(cell: Cell, field: Field, style: CellStyle) -> TextOrNumber:
    text = _read_text(cell, field, style)
    try:
        return TextOrNumber(text, _read_number(cell, field, style))
    except Contradiction:
        raise
    except CellError:
        # A state such as "live in 3 countries" is a value too; that is what the type is for.
        return TextOrNumber(text, None)


def _read_yes_no(cell: Cell, field: Field, style: CellStyle) -> bool:
    if isinstance(cell, bool):
        return cell
    said = yes_or_no(cell_text(cell))
    if said is None:
        raise CellError(f"{quoted(cell_text(cell))} is neither yes nor no.", "Write yes or no.")
    return said


def _read_choice(cell: Cell, field: Field, style: CellStyle) -> Any:
    assert field.choices is not None, field.name
    text = cell_text(cell)
    word = style.words.get(plain_word(text)) or choice_of(field.choices, text)
    if word is None:
        known = ", ".join(choice.value for choice in field.choices)
        raise CellError(
            f"{quoted(text)} is not a {field.name.replace('_', ' ')} that Toprung knows.",
            f"Write one of: {known}; or say what it means under [values.{field.name}] in the mapping file.",
        )
    return word


def _read_list(cell: Cell, field: Field, style: CellStyle) -> tuple[str, ...]:
    if isinstance(cell, list):
        return tuple(cell_text(part).strip() for part in cell)
    return tuple(part for part in _SEPARATORS.split(_read_text(cell, field, style)) if part)


def _read_currency(cell: Cell, field: Field, style: CellStyle) -> str:
    text = cell_text(cell).strip()
    try:
        return _SIGNS.get(text.casefold()) or currency_code(text)
    except BadInput as error:
        raise CellError(f"{quoted(text)} is not a currency.", "Give its three letters, such as EUR or USD.") from error


_READERS: dict[FieldType, Callable[[Cell, Field, CellStyle], Any]] = {
    FieldType.TEXT: _read_text,
    FieldType.NAME: _read_name,
    FieldType.ACCOUNT: _read_account,
    FieldType.DAY: _read_day,
    FieldType.INSTANT: _read_instant,
    FieldType.MONEY: _read_money,
    FieldType.NUMBER: _read_number,
    FieldType.WHOLE: _read_whole,
    FieldType.YES_NO: _read_yes_no,
    FieldType.CHOICE: _read_choice,
    FieldType.LIST: _read_list,
    FieldType.CURRENCY: _read_currency,
    FieldType.TEXT_OR_NUMBER: _read_text_or_number,
}
