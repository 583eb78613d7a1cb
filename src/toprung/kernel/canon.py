"""Canonical bytes of a value: equal values give equal bytes on every machine, so that a hash can stand for them."""

from __future__ import annotations

import dataclasses
import enum
import hashlib
import math
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec


def plain(value: Any) -> Any:
    """The value in JSON's own types. Decimals and days become text; sets are sorted; dataclasses become objects.

    Raises TypeError for floats that are not finite and for types without one clear text.
    """
    kind = type(value)
    if kind is str or kind is int:
        return value
    reader = _READERS.get(kind)
    if reader is None:
        # Told apart once a type: evaluating a book asks for millions of values of a few dozen types.
        reader = _READERS[kind] = _reader(kind)
    return reader(value)


def _reader(kind: type) -> Callable[[Any], Any]:
    if issubclass(kind, enum.Enum):
        return lambda value: plain(value.value)
    for known, reader in _KINDS:
        if issubclass(kind, known):
            return reader
    if dataclasses.is_dataclass(kind):
        names = tuple(f.name for f in dataclasses.fields(kind))
        return lambda value: {name: plain(getattr(value, name)) for name in names}
    raise TypeError(f"{kind.__name__} has no canonical form")


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise TypeError(f"{value} has no canonical text")
    return value


def decimal_text(value: Decimal) -> str:
    """A Decimal without exponent and without trailing zeros: 10, 0.25, -3.5."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


_KINDS: tuple[tuple[type | tuple[type, ...], Callable[[Any], Any]], ...] = (
    ((bool, int, str), lambda value: value),
    (type(None), lambda value: None),
    (Decimal, decimal_text),
    ((datetime, date), lambda value: value.isoformat()),
    (float, _finite),
    (dict, lambda value: {str(plain(key)): plain(item) for key, item in value.items()}),
    ((list, tuple), lambda value: [plain(item) for item in value]),
    ((set, frozenset), lambda value: sorted((plain(item) for item in value), key=str)),
)
_READERS: dict[type, Callable[[Any], Any]] = {}


def canonical_bytes(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces."""
    return plain_bytes(plain(value))


def plain_bytes(value: Any) -> bytes:
    """The same of a value that is in JSON's own types already."""
    return _SORTED.encode(value)


def fingerprint(value: Any) -> str:
    """SHA-256 of the canonical bytes, as 64 hex digits."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def facts_fingerprint(value: Any) -> str:
    """The same of frozen dataclasses, days and plain types, without making plain values of them first.

    Ten times as fast. A Decimal enters with the digits it carries: a value read from one column always carries as many.
    """
    return hashlib.sha256(_AS_IT_IS.encode(value)).hexdigest()


#: equal to `json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))`, floats' exponents aside
_SORTED = msgspec.json.Encoder(order="sorted")
_AS_IT_IS = msgspec.json.Encoder(order="deterministic")
