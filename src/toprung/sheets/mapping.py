"""The mapping file: a TOML text in which a person says which column is which field, and how to read it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import Word
from toprung.sheets.fields import Field, Kind
from toprung.sheets.tables import unreadable
from toprung.sheets.words import plain_word

_TABLES = ("columns", "defaults", "values", "options")
_DELIMITERS = {",": ",", ";": ";", "\t": "\t", "|": "|", "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


@dataclass(frozen=True, slots=True)
class SheetMap:
    """What the mapping file says. In `columns`, an empty text leaves a field out; None in an option leaves it open.

    `values`: by field, what the file's word stands for: {"validator_role": {"Teamleiter": "team_lead"}}.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    day_first: bool | None = None
    decimal: str | None = None
    timezone: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The zone of times without an offset: UTC unless the file says otherwise."""
        return ZoneInfo(self.timezone or "UTC")

    def check(self, kind: Kind) -> None:
        """Raises BadInput where a field is named that the kind does not have."""
        for table, names in (("columns", self.columns), ("defaults", self.defaults), ("values", self.values)):
            for name in names:
                if name not in kind.names:
                    raise BadInput(
                        f"The mapping file names the field “{name}” under [{table}], and {kind.name} has none of that "
                        f"name.{near_miss(name, kind.names)} Its fields are: {', '.join(kind.names)}."
                    )
        for name in self.values:
            self.meanings(kind.field(name))

    def meanings(self, field: Field) -> dict[str, Word]:
        """What words of a field's column, made plain, stand for. Raises BadInput for what is no word of the field."""
        return {plain_word(word): _meant(field, word, meant) for word, meant in self.values.get(field.name, {}).items()}


_OPTIONS: dict[str, type] = {
    "day_first": bool,
    "decimal": str,
    "timezone": str,
    "sheet": str,
    "encoding": str,
    "delimiter": str,
}


def load_map(path: Path) -> SheetMap:
    """Read a mapping file. Raises BadInput, naming the line or the near miss."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return parse_map(tomllib.loads(text))
    except OSError as error:
        raise unreadable(path, error) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            f"The mapping file “{path.name}” is not TOML: {error}. "
            'Write lines such as account = "Customer" under [columns].'
        ) from error


def parse_map(content: Mapping[str, Any]) -> SheetMap:
    """A SheetMap from the tables of a mapping file. Raises BadInput."""
    for name, table in content.items():
        if name not in _TABLES or not isinstance(table, dict):
            raise BadInput(
                f"The mapping file has “{name}”, which is not one of its tables.{near_miss(name, _TABLES)} "
                "Write [columns], [defaults], [values.FIELD] and [options]."
            )
    columns = content.get("columns", {})
    for name, column in columns.items():
        if not isinstance(column, str):
            raise BadInput(f"Under [columns], {name} must be the name of a column in quotes, not {column}.")
    values = content.get("values", {})
    for name, words in values.items():
        if not isinstance(words, dict) or not all(isinstance(meant, str) for meant in words.values()):
            raise BadInput(f'Under [values.{name}], write lines such as "the file\'s word" = "Toprung\'s word".')
    return SheetMap(columns, content.get("defaults", {}), values, **_options(content.get("options", {})))


def _meant(field: Field, word: str, meant: str) -> Word:
    if field.choices is None:
        raise BadInput(
            f"The mapping file translates values of {field.name}, which is not one of a list of words. "
            f"Take [values.{field.name}] out."
        )
    known = [choice.value for choice in field.choices]
    if meant not in known:
        raise BadInput(
            f"Under [values.{field.name}], “{word}” is to mean “{meant}”, which is not a word for it."
            f"{near_miss(meant, known)} Write one of: {', '.join(known)}."
        )
    return field.choices(meant)


def near_miss(name: str, known: Iterable[str]) -> str:
    """A sentence with the name that was probably meant, with a space before it; nothing where none is near."""
    near = get_close_matches(name.casefold(), {k.casefold(): k for k in known}, n=1, cutoff=0.6)
    meant = next((k for k in known if near and k.casefold() == near[0]), None)
    return f" Did you mean “{meant}”?" if meant else ""


def _options(table: Mapping[str, Any]) -> dict[str, Any]:
    for name, value in table.items():
        if name not in _OPTIONS:
            raise BadInput(
                f"The mapping file has the option “{name}”, which does not exist.{near_miss(name, _OPTIONS)} "
                f"Options are: {', '.join(_OPTIONS)}."
            )
        if not isinstance(value, _OPTIONS[name]):
            wanted = "true or false" if _OPTIONS[name] is bool else "a text in quotes"
            raise BadInput(f"The option {name} must be {wanted}, not {value}.")
    return {**table, **_checked(table)}


def _checked(table: Mapping[str, Any]) -> dict[str, Any]:
    if table.get("decimal", ".") not in (",", "."):
        raise BadInput(f'The option decimal must be "," or ".", not “{table["decimal"]}”.')
    if "delimiter" in table and table["delimiter"].lower() not in _DELIMITERS:
        raise BadInput(f"The option delimiter must be one of , ; | or tab, not “{table['delimiter']}”.")
    if "timezone" in table:
        _check_zone(table["timezone"])
    return {"delimiter": _DELIMITERS[table["delimiter"].lower()]} if "delimiter" in table else {}


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(f"“{name}” is not a time zone: write one such as Europe/Paris or UTC.") from error
