"""Fields of forms: days, numbers and texts as a person writes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from toprung.kernel.canon import decimal_text
from toprung.kernel.vocabulary import Word
from toprung.sheets.numbers import NumberStyle, parse_number
from toprung.sheets.problems import CellError

_FIRST, _LAST = date(1970, 1, 1), date(2199, 12, 31)
#: the first choice of an optional list, and of one in which nothing is likelier than the rest
NONE = ("", "–")
ASK = ("", "Choose …")


#: what a person writes in one field; more was pasted by mistake, and would fill every page that shows it
MOST_TEXT = 4_000


class Day(forms.DateField):
    """A day, picked from a calendar or written 2026-03-12."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, **options)
        self.error_messages["invalid"] = "This is not a day: write it like 2026-03-12."

    def validate(self, value: Any) -> None:
        """Refuse days that no book knows."""
        super().validate(value)
        if value is not None and not _FIRST <= value <= _LAST:
            raise ValidationError(f"The year {value.year} cannot be right: correct the day.")


class Number(forms.CharField):
    """A number as people write it: 1,234.5; 40 %; € 1 200. Gives a Decimal, or None where it may be left blank."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=64, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)

    def prepare_value(self, value: Any) -> Any:
        """Without the zeros that the database adds."""
        return decimal_text(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        """The Decimal; None for a blank."""
        text = super().clean(value)
        return as_number(text) if text else None


class Text(forms.CharField):
    """A text of several lines."""

    def __init__(self, rows: int = 3, max_length: int | None = MOST_TEXT, **options: Any) -> None:
        super().__init__(max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **options)
        self.error_messages["max_length"] = "This is %(show_value)d characters long: shorten it to %(limit_value)d."


class Lines(forms.CharField):
    """Texts separated by commas or line breaks; gives a tuple of them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        """The texts, each once."""
        text = super().clean(value)
        return tuple(dict.fromkeys(part.strip() for part in text.replace("\n", ",").split(",") if part.strip()))


class Choice(forms.ChoiceField):
    """One of a closed list; `optional` adds a blank one on top, which gives ""."""

    def __init__(
        self, words: type[Word] | Iterable[tuple[str, str]], *, optional: bool = False, **options: Any
    ) -> None:
        choices = words.choices() if isinstance(words, type) else list(words)
        super().__init__(choices=[NONE, *choices] if optional else choices, required=not optional, **options)


def as_number(text: str) -> Decimal:
    """The number that a text says; raises ValidationError that says what to write instead."""
    try:
        return parse_number(text, NumberStyle())
    except CellError as error:
        raise ValidationError(str(error)) from error
