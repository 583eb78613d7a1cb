"""Taking a list along: a file of exactly the view that is on screen, all pages of it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse

from toprung.doors.web.accounts.listpage import arr_words, asked, viewer_of
from toprung.doors.web.ui.values import day_text
from toprung.doors.web.visits import Visit, page
from toprung.motion.lists import listing, writing
from toprung.motion.lists.columns import BY_KEY as COLUMNS
from toprung.motion.lists.filters import BY_KEY as FILTERS
from toprung.motion.lists.request import ListRequest
from toprung.motion.upkeep import state_of
from toprung.records.tenancy.permissions import Verb
from toprung.records.views.models import ListKind

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: a workbook smaller than this stays in memory
_IN_MEMORY = 4 * 1024 * 1024


@page(Verb.EXPORT)
def accounts_export(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The list of accounts as CSV, or as a workbook with `format=xlsx`."""
    return _export(request, visit, ListKind.ACCOUNTS)


@page(Verb.EXPORT)
def triage_export(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The triage list likewise."""
    return _export(request, visit, ListKind.TRIAGE)


def _export(request: HttpRequest, visit: Visit, kind: ListKind) -> HttpResponseBase:
    wanted = asked(request, visit, kind).request
    name = f"{_plain(visit.workspace.name)}-{kind.value}-{visit.today}"
    if request.GET.get("format") == "xlsx":
        return _workbook(visit, wanted, name)
    rows = listing.all_rows(visit.workspace, wanted, viewer_of(visit))
    lines = writing.csv_lines(writing.facts_of(wanted.shown), rows)
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _workbook(visit: Visit, wanted: ListRequest, name: str) -> FileResponse:
    stream = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (the answer closes it)
    rows = listing.all_rows(visit.workspace, wanted, viewer_of(visit))
    writing.write_xlsx(writing.facts_of(wanted.shown), rows, _about(visit, wanted), stream)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"{name}.xlsx", content_type=_XLSX)


def _about(visit: Visit, wanted: ListRequest) -> Iterator[tuple[str, str]]:
    """What the list is, so that its numbers are not naked: as of when, which accounts, in which order."""
    as_of = state_of(visit.workspace, visit.today).day
    totals = listing.totals_of(visit.workspace, wanted, viewer_of(visit))
    yield "Workspace", visit.workspace.name
    yield "List", "Triage: live accounts without a named result" if wanted.kind is ListKind.TRIAGE else "Accounts"
    yield "As of", day_text(as_of) if as_of else "not evaluated yet"
    yield "Accounts", f"{totals.accounts:,}"
    yield "ARR", arr_words(totals)
    for key, values in wanted.filters:
        yield "Only", FILTERS[key].words(values)
    order = "largest or latest first" if wanted.descending else "smallest or earliest first"
    yield "Order", f"{COLUMNS[wanted.sort].heading}, {order}"
    yield "Taken along by", f"{visit.member.name} on {day_text(visit.today)}"


def _plain(name: str) -> str:
    """A workspace's name as a part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "workspace"
