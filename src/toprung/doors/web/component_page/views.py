"""The two pages that show how screens are made and which words they use."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toprung.doors.web.component_page.samples import samples
from toprung.doors.web.ui.glossary import TERMS


@require_safe
@login_required
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state, light and dark."""
    return render(request, "component_page/page.html", {"title": "Components", **samples()})


@require_safe
@login_required
def words(request: HttpRequest) -> HttpResponse:
    """Every word of the domain that a screen explains."""
    return render(request, "component_page/words.html", {"title": "The words", "terms": list(TERMS.values())})
