"""What a file seems to be: the kind whose fields its headings fit best, with how sure that is, and samples of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from toprung.kernel.errors import BadInput
from toprung.sheets.cells import cell_text
from toprung.sheets.fields import FieldType, Kind
from toprung.sheets.heading import Heading, Zone, best_heading
from toprung.sheets.kinds import KINDS
from toprung.sheets.mapping import SheetMap
from toprung.sheets.matching import OWN_PREFIX, match_columns
from toprung.sheets.opening import open_tables
from toprung.sheets.problems import shown
from toprung.sheets.tables import Fault, Table
from toprung.sheets.words import choice_of, fold, gist, is_blank

#: Rows that samples are taken from, and what is kept of them.
SAMPLED_ROWS = 2_000
SAMPLES = 3
#: A column of so few different words may be one of a closed list.
MOST_WORDS = 30
_LONGEST_SAMPLE = 80
#: How well a heading names its field: by the field's own name, a usual one, or one that fits without filler words.
_OWN, _USUAL, _LOOSE = 1.0, 0.9, 0.6
#: The best guess is sure if it uses this much of the file, and so much more of it than the next.
_SURE, _AHEAD = 0.6, 0.15


@dataclass(frozen=True, slots=True)
class Guess:
    """One kind against a file's headings. `fit`: 0 to 1; `missing`: required fields that no heading names."""

    kind: str
    fit: float
    matched: int
    missing: tuple[str, ...]

    @property
    def rank(self) -> tuple[bool, float]:
        """The better guess is the greater."""
        return not self.missing, self.fit


@dataclass(frozen=True, slots=True)
class Looked:
    """A file at first sight. `guesses`: best first; `samples`, `words`: by column, the latter where they are few.

    `sheet` and `sheets` are a workbook's: the one that was looked at, and all that may be meant.
    """

    headings: tuple[str, ...]
    row: int
    sheet: str
    sheets: tuple[str, ...]
    samples: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    guesses: tuple[Guess, ...]
    sure: bool


def look_at(path: Path, mapping: SheetMap) -> Looked:
    """Open the file and guess. Raises BadInput where it cannot be used at all; reads no more than its beginning."""
    tables = open_tables(path, mapping)
    zones: list[Zone] = [(table, table.headings()) for table in tables]
    guesses = sorted((_guess(kind, zones, mapping, path) for kind in KINDS.values()), key=_rank, reverse=True)
    table, heading = best_heading(zones, KINDS[guesses[0].kind], mapping, path.name)
    if not any(sign.isalnum() for name in heading.named for sign in name):
        raise BadInput(
            f"“{path.name}” has no headings. Nothing was read. "
            "Give a file with a row of headings and the rows below it."
        )
    samples, words = _sampled(table, heading)
    return Looked(
        headings=heading.named,
        row=heading.row,
        sheet=table.name,
        sheets=_sheets(path, mapping, tables),
        samples=samples,
        words=words,
        guesses=tuple(guesses),
        sure=_is_sure(guesses),
    )


def guess_kinds(headings: Sequence[str]) -> list[Guess]:
    """Every kind against these headings, best first."""
    return sorted((_fit(kind, headings) for kind in KINDS.values()), key=_rank, reverse=True)


def unknown_words(kind: Kind, columns: Mapping[str, str], words: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """By field of a closed list: the file's words that stand for none of its choices."""
    unknown: dict[str, list[str]] = {}
    for field in kind.fields:
        if field.type is FieldType.CHOICE and field.choices and field.name in columns:
            said = words.get(columns[field.name], ())
            strange = [word for word in said if not is_blank(word) and choice_of(field.choices, word) is None]
            unknown |= {field.name: strange} if strange else {}
    return unknown


def _sheets(path: Path, mapping: SheetMap, tables: Sequence[Table]) -> tuple[str, ...]:
    """All sheets that may be meant, also where one was named."""
    every = open_tables(path, replace(mapping, sheet=None)) if mapping.sheet else tables
    return tuple(table.name for table in every if table.name)


def _guess(kind: Kind, zones: Sequence[Zone], mapping: SheetMap, path: Path) -> Guess:
    _, heading = best_heading(zones, kind, mapping, path.name)
    return _fit(kind, heading.named)


def _fit(kind: Kind, headings: Sequence[str]) -> Guess:
    """The share of the file's columns that the kind takes, well-named ones counting more."""
    columns = match_columns(headings, kind, SheetMap()).columns
    own = [heading for heading in headings if not heading.startswith(OWN_PREFIX)]
    score = sum(_weight(name, columns[name], kind) for name in columns)
    missing = tuple(field.name for field in kind.fields if field.required and field.name not in columns)
    return Guess(kind.name, score / max(len(own), 1), len(columns), missing)


def _weight(name: str, heading: str, kind: Kind) -> float:
    said = fold(heading)
    if said == fold(name.replace("_", " ")):
        return _OWN
    usual = {fold(alias) for alias in kind.field(name).aliases}
    return _USUAL if said in usual or gist(heading) == "" else _LOOSE


def _rank(guess: Guess) -> tuple[bool, float]:
    return guess.rank


def _is_sure(guesses: Sequence[Guess]) -> bool:
    best, second = guesses[0], guesses[1]
    ahead = bool(second.missing) or best.fit - second.fit >= _AHEAD
    return not best.missing and best.fit >= _SURE and ahead


def _sampled(table: Table, heading: Heading) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """By column: the first different texts, and all of them where they are few."""
    wanted = [(index, name) for index, name in enumerate(heading.names) if name in set(heading.named)]
    seen: dict[str, dict[str, None]] = {name: {} for _, name in wanted}
    below = (cells for number, cells in table.records() if number > heading.row and not isinstance(cells, Fault))
    for cells in islice(below, SAMPLED_ROWS):
        for index, name in wanted:
            text = cell_text(cells[index])[:_LONGEST_SAMPLE].strip() if index < len(cells) else ""
            if text and len(seen[name]) <= MOST_WORDS:
                seen[name][shown(text)] = None
    samples = {name: tuple(texts)[:SAMPLES] for name, texts in seen.items()}
    return samples, {name: tuple(texts) for name, texts in seen.items() if len(texts) <= MOST_WORDS}
