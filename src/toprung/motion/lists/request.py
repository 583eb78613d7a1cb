"""A list as somebody asks for it: filters, order, columns, page. It stands in an address and in a saved view."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_

from django.db.models import Q
from django.http import QueryDict

from toprung.motion.lists import columns
from toprung.motion.lists.columns import Column
from toprung.motion.lists.filters import BY_KEY, FILTERS
from toprung.motion.lists.narrowing import Values, Viewer
from toprung.records.views.models import ListKind

SIZES = (50, 100, 200)
_USUAL_SORT = "arr"


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Which accounts, in which order, with which columns. `filters`: those with values, in the registry's order."""

    kind: ListKind = ListKind.ACCOUNTS
    filters: tuple[tuple[str, Values], ...] = ()
    sort: str = _USUAL_SORT
    descending: bool = True
    columns: tuple[str, ...] = ()
    page: int = 1
    size: int = SIZES[0]

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns, in the registry's order."""
        chosen = {columns.FIXED, *(self.columns or columns.usual(self.kind))}
        return tuple(column for column in self.offered if column.key in chosen)

    @property
    def offered(self) -> tuple[Column, ...]:
        """The columns that this kind of list can show."""
        return columns.offered(self.kind)

    def values(self, key: str) -> Values:
        """What the filter asks for; nothing where it is not set."""
        return dict(self.filters).get(key, ())

    def where(self, viewer: Viewer) -> Q:
        """The states that the filters let through."""
        return reduce(and_, (BY_KEY[key].where(values, viewer) for key, values in self.filters), self.scope)

    @property
    def scope(self) -> Q:
        """The states that this kind of list is about, before any filter."""
        return ~Q(triage="") if self.kind is ListKind.TRIAGE else Q()

    def with_filter(self, key: str, values: Values) -> ListRequest:
        """The same list with one filter set otherwise, from its first page; no values: without it."""
        held = {**dict(self.filters), key: values}
        filters = tuple((item.key, held[item.key]) for item in FILTERS if held.get(item.key))
        return dataclasses.replace(self, filters=filters, page=1)

    def sorted_by(self, key: str) -> ListRequest:
        """The same list ordered by that column; by the same one again: the other way."""
        largest_first = columns.BY_KEY[key].largest_first
        descending = not self.descending if key == self.sort else largest_first
        return dataclasses.replace(self, sort=key, descending=descending, page=1)

    def on_page(self, page: int) -> ListRequest:
        """The same list, another page of it."""
        return dataclasses.replace(self, page=page)

    def to_query(self) -> str:
        """As it stands in an address; `read` gives the same request back. The order is always named."""
        query = QueryDict(mutable=True)
        for key, values in self.filters:
            query.setlist(key, list(values))
        query["sort"] = f"{'-' if self.descending else ''}{self.sort}"
        if self.columns:
            query.setlist("col", list(self.columns))
        if self.size != SIZES[0]:
            query["size"] = str(self.size)
        if self.page != 1:
            query["page"] = str(self.page)
        return query.urlencode()


@dataclass(frozen=True, slots=True)
class Read:
    """An address read: the list it asks for, and a sentence for each part that could not be understood."""

    request: ListRequest
    ignored: tuple[str, ...] = ()


def read(kind: ListKind, query: QueryDict, known: Mapping[str, Sequence[str]] | None = None) -> Read:
    """The list that an address asks for. What is not understood is left out and told, never refused.

    `known`: the workspace's segments, owners and tiers, by filter; None takes any.
    """
    filters: list[tuple[str, Values]] = []
    ignored: list[str] = []
    for item in FILTERS:
        taken = item.read(query.getlist(item.key), known)
        ignored.extend(taken.ignored)
        if taken.values:
            filters.append((item.key, taken.values))
    sort, descending = _sort(kind, query, ignored)
    request = ListRequest(
        kind,
        tuple(filters),
        sort,
        descending,
        _columns(kind, query, ignored),
        max(1, _whole(query.get("page", ""), 1)),
        size if (size := _whole(query.get("size", ""), SIZES[0])) in SIZES else SIZES[0],
    )
    return Read(request, tuple(ignored))


def parse(kind: ListKind, text: str, known: Mapping[str, Sequence[str]] | None = None) -> Read:
    """The same from the text behind an address's question mark, as a saved view keeps it."""
    return read(kind, QueryDict(text), known)


def _sort(kind: ListKind, query: QueryDict, ignored: list[str]) -> tuple[str, bool]:
    text = query.get("sort", "")
    key = text.removeprefix("-")
    if any(column.key == key and column.sort for column in columns.offered(kind)):
        return key, text.startswith("-")
    if text:
        ignored.append(f"There is no order by “{text[:60]}”: the largest ARR comes first.")
    return _USUAL_SORT, True


def _columns(kind: ListKind, query: QueryDict, ignored: list[str]) -> tuple[str, ...]:
    """The chosen columns in the registry's order; none where they are the usual ones."""
    wanted = query.getlist("col")
    there = [column.key for column in columns.offered(kind)]
    ignored.extend(f"There is no column “{key[:60]}”." for key in dict.fromkeys(wanted) if key not in there)
    chosen = tuple(key for key in there if key in wanted or key == columns.FIXED)
    return () if not set(there) & set(wanted) or chosen == columns.usual(kind) else chosen


def _whole(text: str, default: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else default
