"""The book's results: by state, narrowed, and taken along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.urls import reverse

from toprung.doctrine.results import ResultState, ResultTest
from toprung.doors.web.csvs import csv_response
from toprung.doors.web.home.scoping import MINE, Choice
from toprung.doors.web.rendering import render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.vocabulary import Category
from toprung.motion.results.listing import SORTS, Asked, as_of, counts
from toprung.motion.results.listing import results as rows_of
from toprung.motion.results.models import OutcomeState
from toprung.records.tenancy.permissions import Verb

SIZE = 50
_LONGEST = 200
_HEADINGS = (
    *("account", "name", "owner", "outcome", "statement", "category", "primary", "state", "as_of", "progress"),
    *("latest_on", "due_on", "confirmed_on", "grade", "fell_on", "unmet", "mismatched", "ask"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """What the address asks for, as it says it."""

    asked: Asked
    mine: bool
    parts: dict[str, str] = field(default_factory=dict)

    def query(self, **other: str) -> str:
        """As the query of an address, with some of it said otherwise."""
        return urlencode([(name, text) for name, text in {**self.parts, **other}.items() if text])


@page()
def results(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What became of every promise, the state of each, and what is missing."""
    said = said_by(request.GET, visit)
    number = counts(visit.workspace, replace(said.asked, states=()))
    found = rows_of(visit.workspace, said.asked)
    context = {
        "said": said,
        "page": Paginator(found, SIZE).get_page(request.GET.get("page")),
        "number": number,
        "total": sum(number.values()),
        "standing": number[ResultState.FRESH] + number[ResultState.LAPSING],
        "states": _states(visit, said, number),
        "who": _who(visit, said),
        "tests": [(test.value, test.label) for test in ResultTest],
        "categories": [(category.value, category.label) for category in Category],
        "sorts": [(name, _SORTED[name]) for name in SORTS],
        "as_of": as_of(visit.workspace),
    }
    return render(request, visit, "results/list.html", context, title="Results", active="results")


@page(Verb.EXPORT)
def results_export(request: HttpRequest, visit: Visit) -> StreamingHttpResponse:
    """The same results as CSV, all pages of them."""
    found = rows_of(visit.workspace, said_by(request.GET, visit).asked).select_related("account", "outcome")
    return csv_response(f"results-{visit.today}", _HEADINGS, _lines(found.iterator(chunk_size=2_000)))


def said_by(said: QueryDict, visit: Visit) -> Said:
    """What the address asks for; what it says that is not known here is left out."""
    states = tuple(state for state in ResultState if state.value in said.getlist("state"))
    mine = said.get("who") == MINE
    parts = {
        "who": MINE if mine else "",
        "state": states[0].value if len(states) == 1 else "",
        "text": said.get("text", "").strip()[:_LONGEST],
        "category": _one_of(said.get("category", ""), [c.value for c in Category]),
        "unmet": _one_of(said.get("unmet", ""), [t.value for t in ResultTest]),
        "mismatched": "yes" if said.get("mismatched") == "yes" else "",
        "sort": _one_of(said.get("sort", ""), list(SORTS)),
    }
    asked = Asked(
        states=states,
        owners=(visit.member.name, visit.member.email) if mine else (),
        text=parts["text"],
        category=parts["category"],
        unmet=parts["unmet"],
        mismatched=bool(parts["mismatched"]),
        sort=parts["sort"] or "account",
    )
    return Said(asked, mine, parts)


_SORTED = {
    "account": "Account",
    "state": "State",
    "progress": "Progress, most first",
    "confirmed": "Confirmed last",
    "measured": "Measured last",
    "due": "Due first",
}


def _one_of(text: str, known: list[str]) -> str:
    return text if text in known else ""


def _states(visit: Visit, said: Said, number: dict[ResultState, int]) -> list[Choice]:
    here = reverse("results", args=[visit.workspace.pk])
    everything = Choice("All", f"{here}?{said.query(state='')}", not said.asked.states, sum(number.values()))
    shown = [(state, count) for state, count in number.items() if count or state in said.asked.states]
    return [
        everything,
        *(
            Choice(state.label, f"{here}?{said.query(state=state.value)}", said.asked.states == (state,), count)
            for state, count in shown
        ),
    ]


def _who(visit: Visit, said: Said) -> list[Choice]:
    here = reverse("results", args=[visit.workspace.pk])
    return [
        Choice("My team", f"{here}?{said.query(who='')}", not said.mine),
        Choice("Mine", f"{here}?{said.query(who=MINE)}", said.mine),
    ]


def _lines(found: Iterator[OutcomeState]) -> Iterator[tuple[object, ...]]:
    for row in found:
        account = row.account
        yield (
            *(account.external_id, account.name, account.owner, row.outcome.external_id, row.statement, row.category),
            *("yes" if row.primary else "no", row.state, row.as_of, "" if row.progress is None else row.progress),
            *(row.latest_on or "", row.due_on or "", row.confirmed_on or "", row.grade, row.fell_on or ""),
            *(row.unmet.strip(), "yes" if row.mismatched else "no", row.ask),
        )
