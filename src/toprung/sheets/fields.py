"""What a field and a kind of file are: a name, a type, and the headings under which real exports carry it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from toprung.kernel.vocabulary import Word

Words = type[Word]


class FieldType(enum.StrEnum):
    """How the text of a cell is read; the Python type it becomes is named beside it."""

    TEXT = "text"  # str
    NAME = "name"  # str, on one line
    ACCOUNT = "account"  # str, on one line; the word for a total is none
    DAY = "day"  # date
    INSTANT = "instant"  # aware datetime, in UTC
    MONEY = "money"  # Decimal, at most 4 places
    NUMBER = "number"  # Decimal
    WHOLE = "whole"  # int
    YES_NO = "yes_no"  # bool
    CHOICE = "choice"  # a Word of the kernel's vocabulary
    LIST = "list"  # tuple[str, ...]
    CURRENCY = "currency"  # str, three letters
    TEXT_OR_NUMBER = "text_or_number"  # TextOrNumber


@dataclass(frozen=True, slots=True)
class TextOrNumber:
    """A state ("live in 3 countries") or a number ("40 %"): the text, and the number where it is one."""

    text: str
    number: Decimal | None


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a kind of file can say. `aliases` are headings of real exports, the likeliest first.

    `default` is the value where the file says nothing; `choices` holds the words of a CHOICE.
    """

    name: str
    type: FieldType
    required: bool = False
    aliases: tuple[str, ...] = ()
    help: str = ""
    default: Any = None
    choices: Words | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """What each row of a file is. With `further`, columns that no field takes are kept as properties.

    With `partial`, a row whose optional cells cannot all be read is kept without those (`Row.unread`).
    """

    name: str
    fields: tuple[Field, ...]
    further: bool = False
    partial: bool = False

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if there is none."""
        return {field.name: field for field in self.fields}[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The fields' names, in order."""
        return tuple(field.name for field in self.fields)
