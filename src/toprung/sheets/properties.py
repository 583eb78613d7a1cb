"""What an event says beyond its fields, as one text: a JSON object with sorted keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any


def properties_text(values: Mapping[str, Any]) -> str | None:
    """A JSON object of the columns that say something, by name; None where none does."""
    said = sorted((name, item) for name, value in values.items() if (item := property_json(value)) is not None)
    return join_properties([f"{json_key(name)}{item}" for name, item in said]) if said else None


def join_properties(members: list[str]) -> str:
    """The object of members written as `json_key` + `property_json`."""
    return "{" + ",".join(members) + "}"


def json_key(name: str) -> str:
    """A member's name with its colon."""
    return json.dumps(name, ensure_ascii=False) + ":"


def property_json(value: Any) -> str | None:
    """One value's JSON; None for blank text, null and numbers that are not finite."""
    plain = _plain(value)
    if plain is None:
        return None
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, float):
        return value + 0.0 if value - value == 0 else None  # -0.0 is 0.0
    if isinstance(value, Decimal):
        if not value.is_finite():
            return None
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value)
