"""A policy's values between the screen and the record: as a field holds them, as a sentence tells them, as typed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from toprung.doctrine.policy import DEFAULTS, MID_MARKET, Policy, read_setting
from toprung.doctrine.reasons import listed
from toprung.kernel.canon import decimal_text
from toprung.kernel.days import OffSeason, Rhythm
from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import StakeholderRole

ABOUT: dict[str, Mapping[str, Any]] = {f.name: f.metadata for f in dataclasses.fields(Policy)}
#: groups of three, as people write thousands; a full stop may be a decimal point, so it parts nothing
_THOUSANDS = re.compile(r"\d{1,3}(?:[,\s’'\u00a0\u202f]\d{3})+")
_WHOLE = re.compile(r"\d{1,9}")
_SHARE = re.compile(r"\d{1,3}(?:[.,]\d{1,4})?")


def default_of(segment: str) -> Policy:
    """What a segment of that name starts with, and goes back to."""
    return DEFAULTS.get(segment, MID_MARKET)


def kind_of(name: str) -> str:
    """What sort of field it is: number, share, roles, rhythm or seasons."""
    unit = str(ABOUT[name]["unit"])
    return {"share": "share", "roles": "roles", "rhythm": "rhythm", "MM-DD..MM-DD": "seasons"}.get(unit, "number")


def text_of(name: str, value: Any) -> str:
    """The one text of a value, which `read_setting` reads back: equal values have equal texts."""
    if value is None:
        return "off"
    if isinstance(value, Decimal):
        return decimal_text(value)
    if name == "validators":
        return ", ".join(role.value for role in StakeholderRole if role in value)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def field_of(name: str, value: Any) -> str:
    """As the input holds it, its unit standing beside: 10 for 10%, nothing for off."""
    if value is None:
        return ""
    return decimal_text(value * 100) if isinstance(value, Decimal) else text_of(name, value)


def told(name: str, value: Any) -> str:
    """As a sentence holds it: 90 days, 10%, off, team lead and manager, week, 1 Jul to 31 Aug."""
    if value is None:
        return "off"
    if isinstance(value, Decimal):
        return f"{decimal_text(value * 100)}%"
    if kind_of(name) == "roles":
        return listed([role.label for role in StakeholderRole if role in value])
    if kind_of(name) == "seasons":
        return listed([season_told(season) for season in value]) or "none"
    return value.value if isinstance(value, Rhythm) else f"{value:,} {unit_of(name, value)}"


def season_told(season: OffSeason) -> str:
    """1 Jul to 31 Aug."""
    first = date(2024, season.first_month, season.first_day)
    last = date(2024, season.last_month, season.last_day)
    return f"{first.day} {first:%b} to {last.day} {last:%b}"


def unit_of(name: str, value: int | None = None) -> str:
    """What stands beside the input, in the singular for 1."""
    unit = "%" if kind_of(name) == "share" else str(ABOUT[name]["unit"])
    return unit.removesuffix("s") if value == 1 else unit


def bounds_told(name: str) -> str:
    """What fits, as the field's help says it."""
    about = ABOUT[name]
    if kind_of(name) == "share":
        return f"{about['low']:.0%} to 100%"
    return f"{about['low']:,} to {about['high']:,}{', or empty for off' if about.get('off') else ''}"


def read_number(name: str, typed: str) -> Any:
    """A number or share as people type it: “1,200”, “12 days”, “10%”. Raises BadInput that says what fits."""
    plain = _without_unit(name, typed.strip())
    if not plain and ABOUT[name].get("off") and not typed.strip():
        return None
    try:
        return read_setting(name, _plain_share(plain) if kind_of(name) == "share" else _plain_whole(plain))
    except (BadInput, ValueError) as error:
        raise BadInput(_what_fits(name, typed)) from error


def _without_unit(name: str, text: str) -> str:
    unit = unit_of(name)
    found = re.fullmatch(rf"(.*?)\s*(?:{re.escape(unit)}|{re.escape(unit.removesuffix('s') or unit)})?", text, re.I)
    return found.group(1).strip() if found else text


def _plain_whole(text: str) -> str:
    if _THOUSANDS.fullmatch(text):
        text = re.sub(r"\D", "", text)
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return text


def _plain_share(text: str) -> str:
    if not _SHARE.fullmatch(text):
        raise ValueError(text)
    return f"{text.replace(',', '.')}%"


def _what_fits(name: str, typed: str) -> str:
    shown = f"“{typed.strip()[:40]}” does not fit: " if typed.strip() else ""
    if kind_of(name) == "share":
        wanted = f"write a percentage from {bounds_told(name)}, such as 25"
    else:
        about = ABOUT[name]
        off = ", or leave it empty to switch it off" if about.get("off") else ""
        wanted = f"write a whole number of {about['unit']} from {about['low']:,} to {about['high']:,}{off}"
    sentence = f"{shown}{wanted}."
    return sentence if shown else sentence[0].upper() + sentence[1:]
