"""What the page of a list shows, made from its address."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict
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


def viewer_of(visit: Visit) -> Viewer:
    """The visit's member as the one who looks at a list."""
    return Viewer(visit.member.name, visit.member.email, visit.today)


def asked(request: HttpRequest, visit: Visit, kind: ListKind) -> tuple[Read, Tabs, dict[str, tuple[str, ...]]]:
    """The list that the address asks for, the views beside it, and what the filters can choose from.

    An address that names a view and nothing else asks for the view's list.
    """
    known = listing.choices(visit.workspace)
    tabs = tabs_of(visit, kind, request.GET.get("view", ""))
    if tabs.current is None:
        found = read(kind, request.GET, known)
        return dataclasses.replace(found, ignored=(_NO_VIEW, *found.ignored)), tabs, known
    if not set(request.GET) <= _BESIDE:
        return read(kind, request.GET, known), tabs, known
    found = parse(kind, tabs.current.query, known)
    page = read(kind, QueryDict(request.GET.urlencode())).request.page
    return dataclasses.replace(found, request=found.request.on_page(page)), tabs, known


def context(request: HttpRequest, visit: Visit, kind: ListKind) -> dict[str, Any]:
    """Everything the template of a list shows."""
    found, tabs, known = asked(request, visit, kind)
    listed_ = listing.page_of(visit.workspace, found.request, viewer_of(visit))
    asked_for, new = listed_.request, state_of(visit.workspace, visit.today)
    groups = filterbar.groups(asked_for, known)
    view = f"view={tabs.current.key}&" if tabs.current else ""
    here = reverse(kind.value, args=[visit.workspace.pk])
    address = f"{here}?{view}"
    return {
        "kind": kind.value,
        "here": here,
        "list": asked_for,
        "query": dataclasses.replace(asked_for, page=1).to_query(),
        "address": f"{address}{asked_for.to_query()}",
        "listed": listed_,
        "pages": _page(listed_),
        "answer": answer(listed_),
        "ignored": found.ignored,
        "chips": filterbar.chips(asked_for, address),
        "clear": f"{address}{dataclasses.replace(asked_for, filters=(), page=1).to_query()}",
        "groups": groups,
        "beside": ",".join(["#answer", "#export", *(f"#set-{group.key}" for group in groups)]),
        "search": "".join(asked_for.values("q")),
        "columns": [Choice(c, c in asked_for.shown) for c in asked_for.offered],
        "headers": _headers(asked_for, address),
        "lines": [line_of(asked_for, row, visit) for row in listed_.rows],
        "sizes": SIZES,
        "tabs": tabs,
        "view_seen": _view_seen(tabs),
        "changed_view": tabs.current is not None and not tabs.current.is_query(asked_for),
        "as_of": new.day,
        "waiting": new.waiting,
        "not_evaluated": listing.not_evaluated(visit.workspace) if new.waiting else 0,
        "may_edit": visit.may(Verb.EDIT_ACCOUNT),
        "may_export": visit.may(Verb.EXPORT),
    }


def answer(listed_: Listed) -> str:
    """The list in a sentence: “312 of 1,020 accounts, EUR 4.2 million ARR”."""
    totals, noun = listed_.totals, "account,accounts"
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


def _headers(request: ListRequest, address: str) -> tuple[Header, ...]:
    way = "descending" if request.descending else "ascending"
    return tuple(
        Header(
            column,
            f"{address}{request.sorted_by(column.key).to_query()}" if column.sort else "",
            way if column.key == request.sort else "",
        )
        for column in request.shown
    )


def line_of(request: ListRequest, row: Row, visit: Visit) -> Line:
    """The row as it is shown."""
    setting = cells.Setting(visit.workspace.pk, visit.today)
    return Line(row["account_id"], row["account__name"], cells.row_of(request.shown, row, setting))
