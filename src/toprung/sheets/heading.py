"""Find the header: the row, of the first few, whose headings fit best; titles above it are passed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from toprung.kernel.errors import BadInput
from toprung.sheets.fields import Kind
from toprung.sheets.mapping import SheetMap
from toprung.sheets.matching import Matching, match_columns
from toprung.sheets.problems import shown
from toprung.sheets.tables import LONGEST_HEADING, MOST_COLUMNS, Table

#: Columns of which a note says the same, one by one.
_MOST_TOLD = 10


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


#: A table, and its rows that may be the header.
Zone = tuple[Table, Sequence[tuple[int, list[str]]]]


def find_heading(tables: Sequence[Table], kind: Kind, mapping: SheetMap) -> tuple[Table, Heading]:
    """The table and header that fit the kind best, the first of equals; of a workbook the first sheet that fits.

    Raises BadInput where there are no rows, or too many columns.
    """
    return best_heading(((table, table.headings()) for table in tables), kind, mapping, tables[0].path.name)


def best_heading(zones: Iterable[Zone], kind: Kind, mapping: SheetMap, file: str) -> tuple[Table, Heading]:
    """The same of rows that were read already, or are as they are needed."""
    needed = {field.name for field in kind.fields if field.required} - set(mapping.defaults)
    best: tuple[Table, Heading] | None = None
    widest = 0
    for table, rows in zones:
        for row, texts in rows:
            if (width := _width(texts)) > MOST_COLUMNS:
                widest = max(widest, width)
                continue
            heading = _heading(row, texts[:MOST_COLUMNS], kind, mapping)
            if heading.named and (best is None or heading.score > best[1].score):
                best = (table, heading)
        if best is not None and table.name and needed <= set(best[1].matching.columns):
            break
    if widest and (best is None or not best[1].matching.columns):
        raise BadInput(
            f"“{file}” has {widest:,} columns, and files of up to {MOST_COLUMNS:,} are read. "
            "Nothing was read. Leave out the columns that are not needed."
        )
    if best is None:
        raise BadInput(
            f"“{file}” has no rows. Nothing was read. Give a file with a row of headings and the rows below it."
        )
    return best


def _width(texts: Sequence[str]) -> int:
    """The number of columns up to the last that has a heading."""
    return next((n for n in range(len(texts), 0, -1) if texts[n - 1] and not texts[n - 1].isspace()), 0)


def _heading(row: int, whole: Sequence[str], kind: Kind, mapping: SheetMap) -> Heading:
    texts = [text[:LONGEST_HEADING] for text in whole]
    names: dict[str, None] = {}
    repeated: Counter[str] = Counter()
    for index, text in enumerate(texts):
        name = " ".join(shown(text).split()) or f"column {column_letter(index)}"
        if name in names:
            name = _next_free(name, names, repeated)
        names[name] = None
    named = [name for name, text in zip(names, texts, strict=True) if text.strip()]
    matching = match_columns([n if t.strip() else "" for n, t in zip(names, texts, strict=True)], kind, mapping)
    return Heading(row, tuple(names), tuple(named), matching, tuple(_notes(row, repeated, matching)))


def _next_free(name: str, names: Container[str], repeated: Counter[str]) -> str:
    """The name with the next number that none has; `repeated` counts on, so that many equal ones cost no more each."""
    repeated[name] += 1
    while (numbered := f"{name} ({repeated[name] + 1})") in names:
        repeated[name] += 1
    return numbered


def _notes(row: int, repeated: Iterable[str], matching: Matching) -> list[str]:
    notes = [f"The header was found in row {row}; what stands above it was passed over."] if row > 1 else []
    called = [
        f"Several columns are called “{name}”; the later ones are called “{name} (2)” and so on here."
        for name in repeated
    ]
    rivals = [
        f"“{matching.columns[field]}” was taken for {field}; “{rival}” would fit too. "
        f'To choose, write {field} = "{rival}" under [columns] in the mapping file.'
        for field, rival in matching.rivals
    ]
    return [*notes, *_some(called), *_some(rivals)]


def _some(sentences: Sequence[str]) -> Sequence[str]:
    """The first sentences, and how many more there are of their sort."""
    more = len(sentences) - _MOST_TOLD
    return sentences if more <= 0 else [*sentences[:_MOST_TOLD], f"The same is so of {more:,} more columns."]


def column_letter(index: int) -> str:
    """The letter over a spreadsheet's column, counted from 0: A, Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
