"""The parts that an account's page loads when they are looked at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from toprung.doors.web.rendering import render
from toprung.doors.web.visits import Visit


def part(request: HttpRequest, visit: Visit, name: str, context: dict[str, object], title: str) -> HttpResponse:
    """A part of the page, for the page that loads it; asked for by itself, with a page around it."""
    fragment = f"account_page/{name}.html"
    template = fragment if "HX-Request" in request.headers else "account_page/part_page.html"
    shown = {**context, "part": fragment, "name": name, "inline": template == fragment}
    return render(request, visit, template, shown, title=title, active="accounts")
