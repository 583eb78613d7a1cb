"""Answers of views: a page, a fragment of one, a redirect, a word that it was saved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_template
from django.urls import reverse

from toprung.doors.web.visits import Visit


def render(
    request: HttpRequest,
    visit: Visit,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    title: str = "",
    active: str = "",
    status: int = 200,
) -> HttpResponse:
    """The template with the visit; `active` is the entry of the navigation, `title` the page's heading."""
    shown = {"visit": visit, "title": title, "active": active, **(context or {})}
    return render_template(request, template, shown, status=status)


def redirect_to(request: HttpRequest, name: str, *args: Any, message: str = "") -> HttpResponseRedirect:
    """After a form was accepted: to the page of that name, which then shows the message."""
    if message:
        messages.success(request, message)
    # 303: whatever the method was, the page is fetched with GET, so that going back sends nothing twice.
    return HttpResponseRedirect(reverse(name, args=args), status=303)


def saved(response: HttpResponse, message: str) -> HttpResponse:
    """A fragment for htmx with a word beside it, shown as a toast."""
    response.headers["HX-Trigger"] = json.dumps({"toast": message})
    return response
