"""The views beside a list: those built in, one's own, and the shared ones."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from toprung.doors.web.visits import Visit
from toprung.motion.lists.built_in import BUILT_IN
from toprung.motion.lists.request import ListRequest, parse
from toprung.records.views import queries
from toprung.records.views.actions import may_change
from toprung.records.views.models import ListKind, SavedView


@dataclass(frozen=True, slots=True)
class Tab:
    """One view: its name as the tab says it, the list's address text, and what this member may do with it."""

    key: str
    label: str
    href: str
    query: str
    active: bool
    saved: SavedView | None = None
    may_change: bool = False
    #: `{% tabs %}` shows it where it is known
    count: None = None

    def is_query(self, request: ListRequest) -> bool:
        """Is that the view's own list, whatever the page?"""
        return parse(request.kind, self.query).request == request.on_page(1)


@dataclass(frozen=True, slots=True)
class Tabs:
    """All views of a list, and the one that the address names."""

    items: tuple[Tab, ...]
    current: Tab | None


def tabs_of(visit: Visit, kind: ListKind, current: str) -> Tabs:
    """The views this member sees. One query. A key that names none leaves none marked; no key: all of the book."""
    here = reverse(kind.value, args=[visit.workspace.pk])
    wanted = current or BUILT_IN[kind][0].key
    built_in = [
        Tab(view.key, view.name, f"{here}?view={view.key}", view.request.to_query(), view.key == wanted)
        for view in BUILT_IN[kind]
    ]
    saved = [
        Tab(
            str(view.pk),
            _label(view, visit),
            f"{here}?view={view.pk}",
            view.query,
            str(view.pk) == wanted,
            view,
            may_change(view, visit.actor),
        )
        for view in queries.views(visit.workspace, visit.member, kind)
    ]
    items = (*built_in, *saved)
    return Tabs(items, next((tab for tab in items if tab.active), None))


def _label(view: SavedView, visit: Visit) -> str:
    return view.name if view.member_id == visit.member.pk else f"{view.name} ({view.member.name})"
