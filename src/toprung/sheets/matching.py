"""Which of a file's columns is which field: as the mapping file says, else by headings that people use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from toprung.kernel.errors import BadInput
from toprung.sheets.fields import Field, Kind
from toprung.sheets.mapping import SheetMap, near_miss
from toprung.sheets.problems import listed
from toprung.sheets.words import fold, gist

#: Columns that a rejects file adds; a re-import passes over them.
OWN_PREFIX = "toprung_"
#: A heading that only fits without its filler words ranks behind every exact one.
_LOOSE = 1_000
#: No heading that people use for a field is longer; one that is can still be named in the mapping file.
_LONGEST_MATCHED = 200


@dataclass(frozen=True, slots=True)
class Matching:
    """`columns`: the file's column of each field. `rivals`: columns that would fit a field that another column took."""

    columns: dict[str, str]
    rivals: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, order=True)
class _Fit:
    rank: int
    field: int
    column: int


def match_columns(headings: Sequence[str], kind: Kind, mapping: SheetMap) -> Matching:
    """The best fit of headings to fields; one column serves one field. Required fields choose first."""
    taken = _mapped(headings, mapping)
    open_fields = [f for f in kind.fields if f.name not in mapping.columns]
    fits = sorted(_fits(headings, open_fields))
    for required in (True, False):
        for fit in fits:
            field, heading = open_fields[fit.field], headings[fit.column]
            if field.required is required and field.name not in taken and heading not in taken.values():
                taken[field.name] = heading
    used = set(taken.values())
    rivals = tuple(
        (open_fields[fit.field].name, headings[fit.column])
        for fit in fits
        if open_fields[fit.field].name in taken and headings[fit.column] not in used
    )
    return Matching({name: taken[name] for name in kind.names if name in taken}, rivals)


def check_mapped(headings: Sequence[str], mapping: SheetMap) -> None:
    """Raises BadInput where the mapping file names a column that the file does not have."""
    known = [heading for heading in headings if heading]
    for field, column in mapping.columns.items():
        if column and _find(column, headings) is None:
            raise BadInput(
                f"The mapping file reads {field} from the column “{column}”, and the file has no such column."
                f"{near_miss(column, known)} Its columns are: {listed(known)}."
            )


def check_required(columns: dict[str, str], headings: Sequence[str], kind: Kind, mapping: SheetMap) -> None:
    """Raises BadInput, with the lines to write, where a required field has neither column nor default."""
    missing = [f for f in kind.fields if f.required and f.name not in columns and f.name not in mapping.defaults]
    if not missing:
        return
    known = [heading for heading in headings if heading]
    lines = "\n".join(f'{field.name} = "the column with: {field.help.rstrip(".").lower()}"' for field in missing)
    raise BadInput(
        f"No column was found for {' and '.join(field.name for field in missing)}, which {kind.name} needs. "
        f"The file's columns are: {listed(known) or 'none'}. "
        f"Nothing was read. Write a mapping file with the right names and give it along:\n[columns]\n{lines}"
    )


def _mapped(headings: Sequence[str], mapping: SheetMap) -> dict[str, str]:
    found = {field: _find(column, headings) for field, column in mapping.columns.items() if column}
    return {field: heading for field, heading in found.items() if heading is not None}


def _find(column: str, headings: Sequence[str]) -> str | None:
    if column in headings:
        return column
    near = [heading for heading in headings if heading and heading.strip().casefold() == column.strip().casefold()]
    return near[0] if len(near) == 1 else None


def _fits(headings: Sequence[str], fields: Sequence[Field]) -> Iterator[_Fit]:
    for column, heading in enumerate(headings):
        if not heading or len(heading) > _LONGEST_MATCHED or heading.startswith(OWN_PREFIX):
            continue
        exact, loose = fold(heading), gist(heading)
        for index, field in enumerate(fields):
            names, gists = _known_as(field)
            if exact in names:
                yield _Fit(names[exact], index, column)
            elif loose and loose in gists:
                yield _Fit(_LOOSE + gists[loose], index, column)


@cache
def _known_as(field: Field) -> tuple[dict[str, int], dict[str, int]]:
    """The field's folded headings with their rank, and the same without filler words."""
    names: dict[str, int] = {}
    gists: dict[str, int] = {}
    for rank, name in enumerate((field.name, *field.aliases)):
        names.setdefault(fold(name.replace("_", " ")), rank)
        if gist(name.replace("_", " ")):
            gists.setdefault(gist(name.replace("_", " ")), rank)
    return names, gists
