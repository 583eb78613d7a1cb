"""The source debugger: what a source has sent last, whether it was accepted, whose it is, or why not."""

from __future__ import annotations

import enum
from typing import Any

import msgspec
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from toprung.doors.web.entering.asking import origin
from toprung.doors.web.feeds.live import is_asked_again, unchanged
from toprung.doors.web.feeds.snippets import snippets
from toprung.doors.web.rendering import render
from toprung.doors.web.visits import Visit, page
from toprung.motion.intake.messages import DEEPEST, depth
from toprung.records.inbox.queries import Waiting, waiting
from toprung.records.matching import queries
from toprung.records.matching.models import Message
from toprung.records.tenancy.permissions import Verb
from toprung.records.usage.models import Source
from toprung.records.usage.queries import source as source_of

_ON_A_PAGE = 50
#: what waits longer than this many seconds is told: a loader that runs is faster
_LATE = 10.0


class Show(enum.StrEnum):
    """Which messages are shown."""

    ALL = "all"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNMATCHED = "unmatched"

    @property
    def label(self) -> str:
        """As the tabs write it."""
        return {"all": "All", "accepted": "Accepted", "refused": "Not accepted", "unmatched": "Without an account"}[
            self
        ]


_CHOSEN = {
    Show.ALL: Q(),
    Show.ACCEPTED: Q(accepted=True),
    Show.REFUSED: Q(accepted=False),
    Show.UNMATCHED: Q(accepted=True) & ~Q(code=""),
}


@page()
def debug(request: HttpRequest, visit: Visit, source: int) -> HttpResponse:
    """One source's last messages."""
    found = source_of(visit.workspace, source)
    return render(
        request, visit, "feeds/source.html", _context(request, visit, found), title=found.name, active="settings"
    )


@page()
def messages_now(request: HttpRequest, visit: Visit, source: int) -> HttpResponse:
    """The messages alone, if there are others than the page has; for the page that follows them."""
    found = source_of(visit.workspace, source)
    waits = waiting(visit.workspace.pk)
    same = unchanged(request, _version(visit, found, waits))
    if same is not None:
        return same
    shown = _context(request, visit, found, waits) | {"again": is_asked_again(request)}
    part = "feeds/messages.html" if shown["again"] else "feeds/source.html"
    return render(request, visit, part, shown, title=found.name, active="settings")


@page()
def payload(request: HttpRequest, visit: Visit, source: int, message: int) -> HttpResponse:
    """One message as it was sent; a fragment for the list that it is opened in."""
    found = source_of(visit.workspace, source)
    told = queries.message(found, message)
    text, whole = readable(told.content)
    part = "feeds/payload.html" if is_asked_again(request) else "feeds/payload_page.html"
    shown = {"source": found, "message": told, "text": text, "whole": whole}
    return render(request, visit, part, shown, title=f"A message of {found.name}", active="settings")


def readable(content: str) -> tuple[str, bool]:
    """The JSON with a line a value, and whether it is whole: what was cut or is no JSON stays as it is."""
    raw = content.encode("utf-8", "surrogatepass")
    if depth(raw) > DEEPEST:
        return content, True
    try:
        return msgspec.json.format(raw, indent=2).decode(), True
    except (msgspec.DecodeError, UnicodeDecodeError):
        return content, False


def _context(request: HttpRequest, visit: Visit, source: Source, waits: Waiting | None = None) -> dict[str, Any]:
    held = waits if waits is not None else waiting(visit.workspace.pk)
    show = _show(request.GET.get("show", ""))
    found = queries.messages(source)
    counted = _counted(found)
    return {
        "source": source,
        "version": _version(visit, source, held),
        "show": show,
        "tabs": _tabs(visit, source, show, counted),
        "any": counted[Show.ALL],
        "snippets": snippets(origin(request)),
        "page": _page(found.filter(_CHOSEN[show]).defer("content"), request.GET.get("page", "")),
        "day": queries.counts(source, visit.now),
        "late": held if held.lag(visit.now) > _LATE else None,
        "may_manage": visit.may(Verb.MANAGE_SOURCES),
    }


def _show(name: str) -> Show:
    return Show(name) if name in set(Show) else Show.ALL


def _page(found: QuerySet[Message], number: str) -> Page[Message]:
    return Paginator(found, _ON_A_PAGE).get_page(number)


def _counted(found: QuerySet[Message]) -> dict[Show, int]:
    """How many messages each tab has. One query."""
    counts = {f"of_{show.value}": Count("pk", filter=chosen) for show, chosen in _CHOSEN.items()}
    told = found.order_by().aggregate(**counts)
    return {show: told[f"of_{show.value}"] for show in Show}


def _tabs(visit: Visit, source: Source, shown: Show, counted: dict[Show, int]) -> list[dict[str, Any]]:
    here = reverse("source", args=[visit.workspace.pk, source.pk])
    return [
        {
            "label": show.label,
            "href": here if show is Show.ALL else f"{here}?show={show.value}",
            "active": show is shown,
            "count": counted[show],
        }
        for show in Show
    ]


def _version(visit: Visit, source: Source, waits: Waiting) -> str:
    """Other messages, or others that have found their account: another version."""
    newest = queries.messages(source).values_list("pk", flat=True).first()
    state = queries.state(visit.workspace)
    late = waits.messages if waits.lag(visit.now) > _LATE else 0
    return f"{newest}.{state.rematched_learnt}.{state.rematched_journal}.{late}"
