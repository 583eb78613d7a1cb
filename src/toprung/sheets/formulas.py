"""Text that a spreadsheet would run as a formula is written with an apostrophe before it, and read without it."""

from __future__ import annotations

import re

_LEADS = ("=", "+", "-", "@", "\t", "\r")
_NEGATIVE = re.compile(r"-[€$£]?\s?\d[\d\s.,'’\u00a0\u202f]*%?")


def neutralised(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet might run it; negative numbers stay as they are.

    A text that already has the apostrophe gets another, so that `restored` gives back every text whole.
    """
    if text.lstrip("'").startswith(_LEADS) and not _NEGATIVE.fullmatch(text):
        return "'" + text
    return text


def restored(text: str) -> str:
    """What `neutralised` was given."""
    return text[1:] if text[:1] == "'" and text.lstrip("'").startswith(_LEADS) else text
