"""A reason is a code and parameters with absolute dates; it is worded when it is shown.

So nothing is rewritten each day because “12 days left” became 11, and a reason can be translated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from toprung.doctrine.wording import WORDS
from toprung.kernel.canon import decimal_text, plain


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in a code of `wording.WORDS` and its parameters, sorted by name."""

    code: str
    params: tuple[tuple[str, Any], ...] = ()

    @property
    def text(self) -> str:
        """The sentence, in English."""
        return WORDS[self.code].format(**{name: worded(value) for name, value in self.params})

    def as_json(self) -> dict[str, Any]:
        """Code, parameters and the sentence, in JSON's types."""
        return {"code": self.code, **{name: plain(value) for name, value in self.params}, "text": self.text}


def because(code: str, **params: Any) -> Reason:
    """A reason of that code. Raises KeyError for a code without words, so that a typo fails its first test."""
    if code not in WORDS:
        raise KeyError(f"no words for the reason {code}")
    return Reason(code, tuple(sorted(params.items())))


def worded(value: Any) -> str:
    """A parameter as a reader sees it: 12 May 2026; 40%; Ana Ruiz and Li Wei."""
    word = _WORDED.get(type(value))
    return word(value) if word else str(getattr(value, "label", value))


@lru_cache(maxsize=4_096)
def _day(value: date) -> str:
    return f"{value.day} {value:%b %Y}"


def listed(items: list[str]) -> str:
    """“a”, “a and b”, “a, b and c”."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def percent(share: Decimal) -> str:
    """A share as whole percent, rounded half up: 40%."""
    return f"{int((share * 100).to_integral_value('ROUND_HALF_UP'))}%"


#: by type, whose exact one is all that is looked at: a word of a closed list is a text too, and has a label
_WORDED: dict[type, Callable[[Any], str]] = {
    str: str,
    int: str,
    date: _day,
    Decimal: decimal_text,
    tuple: lambda value: listed([worded(item) for item in value]),
    list: lambda value: listed([worded(item) for item in value]),
}
