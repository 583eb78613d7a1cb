"""The returns of the whole book: its sums, and the accounts behind them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from toprung.doors.web.csvs import csv_response
from toprung.doors.web.rendering import render
from toprung.doors.web.roi.days import DayForm
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import Refused
from toprung.motion.roi.book import BookReturn, book_return
from toprung.records.tenancy.permissions import Verb

SIZE = 50
_HEADINGS = (
    *("account", "name", "owner", "as_of", "currency", "value", "paid", "times", "outcomes", "accruing"),
    *("unvalued", "grade", "revenue_stated", "paid_otherwise"),
)


@page()
def roi(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The book's returns as of its last evaluation, or of another day."""
    form = DayForm(request.GET, visit.today)
    found, problem = _asked(visit, form.asked)
    context: dict[str, object] = {"form": form, "book": found, "problem": problem}
    if found is not None:
        context["page"] = Paginator(found.rows, SIZE).get_page(request.GET.get("page"))
    return render(request, visit, "roi/book.html", context, title="ROI of the book", active="measures")


@page(Verb.EXPORT)
def roi_accounts(request: HttpRequest, visit: Visit) -> StreamingHttpResponse:
    """The same accounts as CSV."""
    found, problem = _asked(visit, DayForm(request.GET, visit.today).asked)
    if problem:
        raise Refused(problem)
    day = found.as_of if found else visit.today
    return csv_response(f"roi-{day}", _HEADINGS, _lines(found) if found else ())


def _asked(visit: Visit, day: date | None) -> tuple[BookReturn | None, str]:
    try:
        return book_return(visit.workspace, day), ""
    except Refused as error:
        return None, str(error)


def _lines(found: BookReturn) -> Iterator[tuple[object, ...]]:
    for row in found.rows:
        account = row.account
        yield (
            *(account.external_id, account.name, account.owner, row.as_of, row.currency, row.value, row.paid),
            *("" if row.times is None else row.times, row.outcomes, row.accruing, row.unvalued, row.grade),
            *("yes" if row.stated else "no", "; ".join(f"{c} {a}" for c, a in row.paid_otherwise.items())),
        )
