"""Addresses of the page one is on, with a part changed: another page of a list, another sort."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import QueryDict

_AROUND = 1


@dataclass(frozen=True, slots=True)
class Leaf:
    """One step of a pagination: a page's number and address; `number` 0 stands for what is left out between."""

    number: int
    href: str
    current: bool = False


def with_parameter(query: QueryDict, name: str, value: str) -> str:
    """The query string with that parameter set: “?rung=3&page=2”."""
    changed = query.copy()
    changed[name] = value
    return f"?{changed.urlencode()}"


def leaves(page: Page[Any], query: QueryDict, name: str = "page") -> Iterator[Leaf]:
    """First, last and those around the current page, with gaps told."""
    last = page.paginator.num_pages
    shown = {1, last, *range(page.number - _AROUND, page.number + _AROUND + 1)} & set(range(1, last + 1))
    before = 0
    for number in sorted(shown):
        if number > before + 1:
            yield Leaf(0, "")
        yield Leaf(number, with_parameter(query, name, str(number)), number == page.number)
        before = number
