"""What is wrong with a cell or a row, in words the reader of the file understands, and the rows that were fine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from toprung.kernel.errors import BadInput

QUOTED_LENGTH = 80
MOST_LISTED = 50

#: A picture for each character that would drive a terminal: ␛ for ESC. What breaks a line in other systems breaks one.
_SHOWN = (
    {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"}
    | {ord("\v"): "\n", ord("\f"): "\n", 0x7F: "␡"}
    | dict.fromkeys(range(0x80, 0xA0), "�")
    # Half a character, as JSON can write it: no database and no page takes one.
    | dict.fromkeys(range(0xD800, 0xE000), "�")
)


class CellError(BadInput):
    """A cell that cannot be read: why, and what to write instead. Becomes a Problem of its row."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} {remedy}")
        self.reason = reason
        self.remedy = remedy


class Contradiction(CellError):
    """A cell that could be read by itself, but not the way the rest of its column is."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a row: the file's column, its text, why it was refused, and what to do."""

    column: str
    value: str
    reason: str
    remedy: str

    def __post_init__(self) -> None:
        for part in fields(self):
            object.__setattr__(self, part.name, shown(getattr(self, part.name)))


@dataclass(frozen=True, slots=True)
class Row:
    """A row that could be read. `number` is the row a person sees.

    `values` holds every field of the kind (None: blank), `raw` the file's text by column, `columns` the file's column
    of each field that has one. A kind that keeps further columns has them in `values["properties"]`, as JSON.
    `unread`, in kinds that are kept in part: what is wrong with the cell of a field, which is blank in `values`.
    """

    number: int
    values: dict[str, Any]
    raw: dict[str, str]
    columns: Mapping[str, str] = field(default_factory=dict, repr=False)
    unread: Mapping[str, Problem] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken, with everything that is wrong with it. `extra`: its cells beyond the last column."""

    row: int
    problems: tuple[Problem, ...]
    raw: dict[str, str]
    extra: tuple[str, ...] = ()

    @classmethod
    def because(cls, row: Row, column: str, reason: str, remedy: str) -> Reject:
        """A row that could be read but not used, by a later stage. `column` is a field's name or the file's column."""
        name = row.columns.get(column, column)
        return cls(row.number, (Problem(name, row.raw.get(name, ""), reason, remedy),), row.raw)


def pictured(text: str) -> str:
    """The text with a picture in the place of each control character, but for tabs and line breaks."""
    return text if text.isprintable() else text.translate(_SHOWN)


def shown(text: str) -> str:
    """The text so that no file can drive a terminal: control characters pictured, line breaks plain ones."""
    return text if text.isprintable() else pictured(text.replace("\r\n", "\n").replace("\r", "\n"))


def listed(names: Iterable[str]) -> str:
    """Names parted by commas; long ones are cut, and after the fiftieth only their number is said."""
    known = [shown(name) for name in names]
    known = [name if len(name) <= QUOTED_LENGTH else f"{name[: QUOTED_LENGTH - 1]}…" for name in known]
    more = f" and {len(known) - MOST_LISTED} more" if len(known) > MOST_LISTED else ""
    return ", ".join(known[:MOST_LISTED]) + more


def quoted(text: str) -> str:
    """The text in curly quotes, on one line, cut at 80 characters."""
    line = " ".join(shown(text).split())
    return f"“{line[: QUOTED_LENGTH - 1]}…”" if len(line) > QUOTED_LENGTH else f"“{line}”"
