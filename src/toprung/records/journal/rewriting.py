"""Other words for a person's name and addresses, in whatever texts a record holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from toprung.records.journal.actions import without_texts

_AT_A_TIME = 200


def rewrite(found: models.QuerySet[Any], fields: Sequence[str], texts: Sequence[str], by_what: str) -> int:
    """Put `by_what` for the texts in these fields of the rows found; returns how many rows held one.

    A field may be a text or of JSON's types. What grew too long for its column is cut at the end.
    """
    changed = [row for row in found if _rewritten(row, fields, texts, by_what)]
    found.model._default_manager.bulk_update(changed, list(fields), batch_size=_AT_A_TIME)
    return len(changed)


def reworded(value: Any, texts: Sequence[str], by_what: str) -> Any:
    """The value (of JSON's types, names of members too) with `by_what` for the texts."""
    if isinstance(value, str):
        return without_texts(value, texts, by_what)
    if isinstance(value, dict):
        return {without_texts(n, texts, by_what): reworded(item, texts, by_what) for n, item in value.items()}
    return [reworded(item, texts, by_what) for item in value] if isinstance(value, list) else value


def says(value: Any, texts: Sequence[str]) -> bool:
    """Does the value name one of the texts?"""
    return bool(reworded(value, texts, "") != value)


def _rewritten(row: models.Model, fields: Sequence[str], texts: Sequence[str], by_what: str) -> bool:
    held = {name: getattr(row, name) for name in fields}
    new = {name: _fitting(row, name, reworded(value, texts, by_what)) for name, value in held.items()}
    for name, value in new.items():
        setattr(row, name, value)
    return new != held


def _fitting(row: models.Model, name: str, value: Any) -> Any:
    longest = getattr(row._meta.get_field(name), "max_length", None)
    return value[:longest] if isinstance(value, str) and longest else value
