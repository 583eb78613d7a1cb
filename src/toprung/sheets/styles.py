"""How each column is read, decided from its first rows: the order of day and month, the decimal sign, the zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Protocol

from toprung.sheets.cells import CellStyle
from toprung.sheets.dates import DayEvidence, DayStyle
from toprung.sheets.fields import FieldType, Kind
from toprung.sheets.heading import Heading
from toprung.sheets.mapping import SheetMap
from toprung.sheets.numbers import NumberEvidence, NumberStyle
from toprung.sheets.tables import Fault, Table

#: Rows that are looked at before the first one is read.
SAMPLE_ROWS = 10_000

_DAYS = (FieldType.DAY, FieldType.INSTANT)
_NUMBERS = (FieldType.MONEY, FieldType.NUMBER, FieldType.TEXT_OR_NUMBER)


def default_style(mapping: SheetMap) -> CellStyle:
    """The style of what stands in the mapping file itself."""
    first = True if mapping.day_first is None else mapping.day_first
    return CellStyle(DayStyle(first, zone=mapping.zone), NumberStyle(mapping.decimal or "."))


def column_styles(
    table: Table, heading: Heading, kind: Kind, mapping: SheetMap
) -> tuple[dict[str, CellStyle], tuple[str, ...]]:
    """The style of every field's column, and sentences on what was found and what had to be guessed."""
    columns = heading.matching.columns
    days = {f.name: DayEvidence() for f in kind.fields if f.type in _DAYS and f.name in columns}
    numbers = {
        f.name: NumberEvidence(f.type is FieldType.MONEY)
        for f in kind.fields
        if f.type in _NUMBERS and f.name in columns
    }
    _look(table, heading, {**days, **numbers})
    elsewhere = _majority(days.values())
    notes: list[str] = []
    styles: dict[str, CellStyle] = {}
    for name, evidence in days.items():
        day_style, guessed = evidence.decide(mapping.day_first, elsewhere, mapping.zone)
        styles[name] = CellStyle(days=day_style)
        notes += _day_note(columns[name], evidence, day_style, guessed)
    for name, seen in numbers.items():
        number_style, guessed = seen.decide(mapping.decimal)
        styles[name] = CellStyle(numbers=number_style)
        notes += _number_note(columns[name], seen, number_style, guessed)
    return styles, tuple(notes)


class _Evidence(Protocol):
    def see(self, text: str) -> None: ...


def _look(table: Table, heading: Heading, evidence: Mapping[str, _Evidence]) -> None:
    """Show the first rows' texts to whoever collects evidence about their column."""
    seats = [(heading.names.index(heading.matching.columns[name]), item.see) for name, item in evidence.items()]
    if not seats:
        return
    for number, cells in islice(table.records(), heading.row + SAMPLE_ROWS):
        if number <= heading.row or isinstance(cells, Fault):
            continue
        for index, see in seats:
            cell = cells[index] if index < len(cells) else None
            if type(cell) is str and cell:
                see(cell)


def _majority(days: Iterable[DayEvidence]) -> bool | None:
    shown = [evidence.shown for evidence in days if evidence.shown is not None]
    return None if not shown else 2 * sum(shown) >= len(shown)


def _day_note(column: str, seen: DayEvidence, style: DayStyle, guessed: bool) -> list[str]:
    order = "day-first (31/12/2026)" if style.day_first else "month-first (12/31/2026)"
    if guessed:
        return [
            f"“{column}” was read {order}, because {style.why}. If that is wrong, write "
            f"day_first = {str(not style.day_first).lower()} under [options] in the mapping file."
        ]
    if seen.days and seen.months:
        return [f"“{column}” was read {order}, because most of its days are; those that cannot be are refused."]
    return [f"“{column}” was read {order}, because {style.why}."] if seen.days or seen.months else []


def _number_note(column: str, seen: NumberEvidence, style: NumberStyle, guessed: bool) -> list[str]:
    sign = "a comma" if style.decimal == "," else "a point"
    if guessed:
        other = "." if style.decimal == "," else ","
        return [
            f"“{column}” was read with {sign} as decimal sign, because {style.why} and nothing says otherwise. "
            f"If that is wrong, write decimal = \"{other}\" under [options] in the mapping file."
        ]
    return [f"“{column}” was read with {sign} as decimal sign, because {style.why}."] if seen.commas else []
