"""What the page of a list shows, made from its address."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from toprung.doctrine.reasons import listed
from toprung.doors.web.accounts import cells, filterbar
from toprung.doors.web.accounts.tabs import Tabs, tabs_of
from toprung.doors.web.conflicts import seen
from toprung.doors.web.ui.values import counted, money_short
from toprung.doors.web.visits import Visit
from toprung.motion.lists import listing
from toprung.motion.lists.columns import Column, Row
from toprung.motion.lists.listing import Listed, Totals
from toprung.motion.lists.narrowing import Viewer
from toprung.motion.lists.request import SIZES, ListRequest, Read, parse, read
from toprung.motion.upkeep import state_of
from toprung.records.tenancy.permissions import Verb
from toprung.records.views.models import ListKind

#: the parts of an address that are not about the list itself
_BESIDE = {"view", "page"}
_NOUNS = {
    ListKind.ACCOUNTS: "account,accounts",
    ListKind.TRIAGE: "live account without a named result,live accounts without a named result",
}
_NO_VIEW = "The view in this address was deleted, or it is not shared with you."


@dataclass(frozen=True, slots=True)
class Header:
    """A column's heading: where pressing it leads, and how the list is ordered by it now."""

    column: Column
    href: str
    direction: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is shown: the account, its name for screen readers, and its cells, made in one piece."""

    account: int
    name: str
    cells: SafeString


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that can be shown, and whether it is."""

    column: Column
    shown: bool


@dataclass(frozen=True, slots=True)
class Size:
    """A number of rows on a page, where it leads, and whether it is chosen."""

    rows: int
    href: str
    current: bool


def viewer_of(visit: Visit) -> Viewer:
    """The visit's member as the one who looks at a list."""
    return Viewer(visit.member.name, visit.member.email, visit.today)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: the list, the views beside it, and what the filters can choose from."""

    read: Read
    tabs: Tabs
    known: dict[str, tuple[str, ...]]

    @property
    def request(self) -> ListRequest:
        return self.read.request


def asked(request: HttpRequest, visit: Visit, kind: ListKind) -> Asked:
    """The list behind the address. One that names a view and nothing else asks for the view's list. Two queries."""
    known = listing.choices(visit.workspace)
    tabs = tabs_of(visit, kind, request.GET.get("view", ""))
    found = read(kind, request.GET, known)
    if tabs.current is None:
        return Asked(dataclasses.replace(found, ignored=(_NO_VIEW, *found.ignored)), tabs, known)
    if set(request.GET) <= _BESIDE:
        kept = parse(kind, tabs.current.query, known)
        return Asked(Read(kept.request.on_page(found.request.page), kept.ignored), tabs, known)
    return Asked(found, tabs, known)


def context(request: HttpRequest, visit: Visit, kind: ListKind) -> dict[str, Any]:
    """Everything the template of a list shows."""
    found = asked(request, visit, kind)
    listed_ = listing.page_of(visit.workspace, found.request, viewer_of(visit))
    here = reverse(kind.value, args=[visit.workspace.pk])
    base = f"{here}?view={found.tabs.current.key}&" if found.tabs.current else f"{here}?"
    shown: dict[str, Any] = {
        "kind": kind.value,
        "here": here,
        "base": base,
        "ignored": found.read.ignored,
        "tabs": found.tabs,
    }
    shown |= {"nobody": not any(found.known.values())}
    return shown | _rows(listed_, visit) | _ways(listed_, base) | _narrowing(listed_.request, found, base) | _new(visit)


def _rows(listed_: Listed, visit: Visit) -> dict[str, Any]:
    """The list itself, and what may be done with it."""
    return {
        "list": listed_.request,
        "listed": listed_,
        "answer": answer(listed_),
        "lines": [line_of(listed_.request, row, visit) for row in listed_.rows],
        "may_edit": visit.may(Verb.EDIT_ACCOUNT) and listed_.request.kind is ListKind.ACCOUNTS,
        "may_add": visit.may(Verb.WRITE_PROSPECT) and listed_.request.kind is ListKind.ACCOUNTS,
        "may_export": visit.may(Verb.EXPORT),
    }


def _ways(listed_: Listed, base: str) -> dict[str, Any]:
    """Where one goes from the list: to another page, order or size of it, or to the list without its filters."""
    request = listed_.request
    return {
        "query": request.on_page(1).to_query(),
        "address": f"{base}{request.to_query()}",
        "clear": f"{base}{dataclasses.replace(request, filters=(), page=1).to_query()}",
        "headers": _headers(request, base),
        "pages": _page(listed_),
        "sizes": _sizes(listed_, base),
    }


def _narrowing(request: ListRequest, found: Asked, base: str) -> dict[str, Any]:
    """The controls above the list. `beside` names what htmx brings up to date outside of the list."""
    groups, current = filterbar.groups(request, found.known), found.tabs.current
    return {
        "groups": groups,
        "beside": ",".join(["#answer", "#export", *(f"#set-{group.key}" for group in groups)]),
        "search": "".join(request.values("q")),
        "chips": filterbar.chips(request, base),
        "columns": [Choice(column, column in request.shown) for column in request.offered],
        "changed_view": current is not None and not current.is_query(request),
        "view_seen": _view_seen(found.tabs),
    }


def _new(visit: Visit) -> dict[str, Any]:
    """How new the list is, and what is not in it yet."""
    new = state_of(visit.workspace, visit.today)
    return {
        "as_of": new.day,
        "waiting": new.waiting,
        "not_evaluated": listing.not_evaluated(visit.workspace) if new.waiting else 0,
    }


def answer(listed_: Listed) -> str:
    """The list in a sentence: “312 of 1,020 accounts, EUR 4.2 million ARR”."""
    totals, noun = listed_.totals, _NOUNS[listed_.request.kind]
    if totals.accounts == listed_.of:
        said = counted(totals.accounts, noun)
    else:
        said = f"{totals.accounts:,} of {counted(listed_.of, noun)}"
    return f"{said}, {arr_words(totals)}"


def arr_words(totals: Totals) -> str:
    """The list's ARR in each currency; “no ARR on file” where there is none."""
    if not totals.arr:
        return "no ARR on file"
    return f"{listed([money_short(amount, currency) for currency, amount in totals.arr])} ARR"


def _view_seen(tabs: Tabs) -> str:
    """The current view's list as it is on file, for the form that gives it the one on screen."""
    saved = tabs.current.saved if tabs.current and tabs.current.may_change else None
    return seen({"query": saved.query}) if saved else ""


def _page(listed_: Listed) -> Page[int]:
    """The page as `{% pagination %}` wants it: only its numbers are used."""
    return Paginator(range(listed_.totals.accounts), listed_.request.size).page(listed_.request.page)


def _sizes(listed_: Listed, base: str) -> tuple[Size, ...]:
    """How many rows a page may hold, where that makes a difference."""
    if listed_.totals.accounts <= SIZES[0]:
        return ()
    sized = {size: dataclasses.replace(listed_.request, size=size, page=1) for size in SIZES}
    return tuple(Size(n, f"{base}{to.to_query()}", n == listed_.request.size) for n, to in sized.items())


def _headers(request: ListRequest, base: str) -> tuple[Header, ...]:
    way = "descending" if request.descending else "ascending"
    return tuple(
        Header(
            column,
            f"{base}{request.sorted_by(column.key).to_query()}" if column.sort else "",
            way if column.key == request.sort else "",
        )
        for column in request.shown
    )


def line_of(request: ListRequest, row: Row, visit: Visit) -> Line:
    """The row as it is shown."""
    setting = cells.Setting(visit.workspace.pk, visit.today)
    return Line(row["account_id"], row["account__name"], cells.row_of(request.shown, row, setting))
