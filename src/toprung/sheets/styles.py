"""How each column is read, decided from its first rows: the order of day and month, the decimal sign, the zone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from itertools import islice
from typing import Any, Protocol

from toprung.kernel.errors import BadInput
from toprung.sheets.cells import CellStyle
from toprung.sheets.dates import DayEvidence, DayStyle
from toprung.sheets.fields import FieldType, Kind
from toprung.sheets.heading import Heading
from toprung.sheets.mapping import SheetMap
from toprung.sheets.matching import OWN_PREFIX
from toprung.sheets.numbers import NumberEvidence, NumberStyle
from toprung.sheets.problems import quoted, shown
from toprung.sheets.tables import Fault, Table
from toprung.sheets.zones import ZoneEvidence

#: Rows that are looked at before the first one is read.
SAMPLE_ROWS = 10_000
#: The column of a rejects file that says how the others were read where they came from.
READ_AS = OWN_PREFIX + "read_as"

_DAYS = (FieldType.DAY, FieldType.INSTANT)
_NUMBERS = (FieldType.MONEY, FieldType.NUMBER, FieldType.TEXT_OR_NUMBER)


def read_as_text(kind: Kind, columns: Mapping[str, str], styles: Mapping[str, CellStyle]) -> str:
    """How columns were read, for the READ_AS column: of days whether day-first, of numbers the decimal sign."""
    told: dict[str, bool | str] = {}
    for item in kind.fields:
        if item.name in columns and item.type in _DAYS:
            told[columns[item.name]] = styles[item.name].days.day_first
        elif item.name in columns and item.type in _NUMBERS:
            told[columns[item.name]] = styles[item.name].numbers.decimal
    return json.dumps(told, ensure_ascii=False) if told else ""


def default_style(mapping: SheetMap, day_zone: tzinfo | None = None) -> CellStyle:
    """The style of what stands in the mapping file itself."""
    first = True if mapping.day_first is None else mapping.day_first
    return CellStyle(DayStyle(first, zone=mapping.zone, day_zone=day_zone), NumberStyle(mapping.decimal or "."))


def column_styles(
    table: Table, heading: Heading, kind: Kind, mapping: SheetMap, day_zone: tzinfo | None = None
) -> tuple[dict[str, CellStyle], tuple[str, ...]]:
    """The style of every field's column, and sentences on what was found and what had to be guessed."""
    columns = heading.matching.columns
    days = {f.name: DayEvidence() for f in kind.fields if f.type in _DAYS and f.name in columns}
    numbers = {
        f.name: NumberEvidence(f.type is FieldType.MONEY)
        for f in kind.fields
        if f.type in _NUMBERS and f.name in columns
    }
    before = _Before()
    zones = {f.name: ZoneEvidence() for f in kind.fields if f.type is FieldType.INSTANT and f.name in columns}
    _look(table, heading, [*days.items(), *numbers.items()], zones, before)
    elsewhere = _majority(days.values())
    notes: list[str] = []
    styles: dict[str, CellStyle] = {}
    for name, evidence in days.items():
        told, by = before.day_first(columns[name]) if mapping.day_first is None else (mapping.day_first, _MAPPED)
        day_style, guessed = evidence.decide(told, by, elsewhere, mapping.zone)
        styles[name] = CellStyle(days=replace(day_style, day_zone=day_zone))
        notes += _day_note(columns[name], evidence, day_style, guessed)
        if name in zones:
            notes += zones[name].notes(columns[name], styles[name].days, mapping.timezone is not None)
    for name, seen in numbers.items():
        sign, by = before.decimal(columns[name]) if mapping.decimal is None else (mapping.decimal, _MAPPED)
        number_style, guessed = seen.decide(sign, by)
        styles[name] = CellStyle(numbers=number_style)
        notes += _number_notes(columns[name], seen, number_style, guessed)
    for item in kind.fields:
        if item.name in columns and (words := mapping.meanings(item)):
            styles[item.name] = CellStyle(words=words)
    return styles, tuple(notes)


class _Evidence(Protocol):
    def see(self, text: str) -> None: ...


_MAPPED, _CAME = "the mapping file says so", "the file that it came from was"


@dataclass(slots=True)
class _Before:
    """How columns were read in the file from which a rejects file came; the first row that says so is believed."""

    read_as: dict[str, Any] = field(default_factory=dict)

    def see(self, text: str) -> None:
        if self.read_as:
            return
        try:
            content = json.loads(text)
        except ValueError as error:
            raise BadInput(
                f"The column {READ_AS} was changed and cannot be read. "
                "Put it back as it was, or take the whole column out."
            ) from error
        self.read_as = content if isinstance(content, dict) else {}

    def day_first(self, column: str) -> tuple[bool | None, str]:
        told = self.read_as.get(column)
        return (told if isinstance(told, bool) else None), _CAME

    def decimal(self, column: str) -> tuple[str | None, str]:
        told = self.read_as.get(column)
        return (told if told in (",", ".") else None), _CAME


def _look(
    table: Table,
    heading: Heading,
    evidence: Iterable[tuple[str, _Evidence]],
    zones: Mapping[str, ZoneEvidence],
    before: _Before,
) -> None:
    """Show the first rows' texts, and instants of whatever type, to whoever collects evidence about their column."""
    place = {name: heading.names.index(column) for name, column in heading.matching.columns.items()}
    seats = [(place[name], item.see) for name, item in evidence]
    if READ_AS in heading.names:
        seats.append((heading.names.index(READ_AS), before.see))
    typed = [(place[name], item.see) for name, item in zones.items()]
    if not seats:
        return
    for number, cells in islice(table.records(), heading.row + SAMPLE_ROWS):
        if number <= heading.row or isinstance(cells, Fault):
            continue
        for index, see in seats:
            cell = cells[index] if index < len(cells) else None
            if type(cell) is str and cell:
                see(cell)
        for index, look in typed:
            look(cells[index] if index < len(cells) else None)


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


def _number_notes(column: str, seen: NumberEvidence, style: NumberStyle, guessed: bool) -> list[str]:
    notes = _sign_note(column, seen, style, guessed)
    if seen.percentage and not seen.money:
        bare = seen.percentage.strip().removesuffix("%").strip()
        notes.append(f"“{column}” holds percentages: {quoted(seen.percentage)} was read as {shown(bare)}, and so on.")
    return notes


def _sign_note(column: str, seen: NumberEvidence, style: NumberStyle, guessed: bool) -> list[str]:
    sign = "a comma" if style.decimal == "," else "a point"
    if guessed:
        other = "." if style.decimal == "," else ","
        return [
            f"“{column}” was read with {sign} as decimal sign, because {style.why} and nothing says otherwise. "
            f'If that is wrong, write decimal = "{other}" under [options] in the mapping file.'
        ]
    return [f"“{column}” was read with {sign} as decimal sign, because {style.why}."] if seen.commas else []
