"""Find the header: the row, of the first few, whose headings fit best; titles above it are passed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toprung.kernel.errors import BadInput
from toprung.sheets.fields import Kind
from toprung.sheets.mapping import SheetMap
from toprung.sheets.matching import Matching, match_columns
from toprung.sheets.tables import Table


@dataclass(frozen=True, slots=True)
class Heading:
    """The header row. `names` has a name for every cell of it, made up where it is blank; `named` only real ones."""

    row: int
    names: tuple[str, ...]
    named: tuple[str, ...]
    matching: Matching
    notes: tuple[str, ...]

    @property
    def score(self) -> tuple[int, int]:
        return len(self.matching.columns), len(self.named)


def find_heading(tables: Sequence[Table], kind: Kind, mapping: SheetMap) -> tuple[Table, Heading]:
    """The table and header that fit the kind best, the first of equals; of a workbook the first sheet that fits.

    Raises BadInput where there are no rows.
    """
    needed = {field.name for field in kind.fields if field.required} - set(mapping.defaults)
    best: tuple[Table, Heading] | None = None
    for table in tables:
        for row, texts in table.headings():
            heading = _heading(row, texts, kind, mapping)
            if heading.named and (best is None or heading.score > best[1].score):
                best = (table, heading)
        if best is not None and table.name and needed <= set(best[1].matching.columns):
            break
    if best is None:
        raise BadInput(
            f"“{tables[0].path.name}” has no rows. Nothing was read. "
            "Give a file with a row of headings and the rows below it."
        )
    return best


def _heading(row: int, texts: Sequence[str], kind: Kind, mapping: SheetMap) -> Heading:
    names: list[str] = []
    repeated: list[str] = []
    for index, text in enumerate(texts):
        name = " ".join(text.split()) or f"column {column_letter(index)}"
        if name in names:
            repeated.append(name)
            name = _next_free(name, names)
        names.append(name)
    named = [name for name, text in zip(names, texts, strict=True) if text.strip()]
    matching = match_columns([n if t.strip() else "" for n, t in zip(names, texts, strict=True)], kind, mapping)
    return Heading(row, tuple(names), tuple(named), matching, tuple(_notes(row, repeated, matching)))


def _next_free(name: str, names: Sequence[str]) -> str:
    number = 2
    while f"{name} ({number})" in names:
        number += 1
    return f"{name} ({number})"


def _notes(row: int, repeated: Sequence[str], matching: Matching) -> list[str]:
    notes = [f"The header was found in row {row}; what stands above it was passed over."] if row > 1 else []
    for name in dict.fromkeys(repeated):
        notes.append(f"Several columns are called “{name}”; the later ones are called “{name} (2)” and so on here.")
    for field, rival in matching.rivals:
        notes.append(
            f"“{matching.columns[field]}” was taken for {field}; “{rival}” would fit too. "
            f'To choose, write {field} = "{rival}" under [columns] in the mapping file.'
        )
    return notes


def column_letter(index: int) -> str:
    """The letter over a spreadsheet's column, counted from 0: A, Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
