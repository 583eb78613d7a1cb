"""The vendor's colour and logo. The content policy takes no style in a page, so the colour is a sheet of its own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from toprung.doors.portal.guests import Guest, portal_page
from toprung.doors.web.ui.colours import readable_on
from toprung.records.portal.branding import brand_of


@portal_page()
def colours(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The vendor's colour for buttons and the head of the page, with letters that can be read on it."""
    colour = brand_of(guest.workspace).colour
    sheet = f":root{{--portal-brand:{colour};--portal-on-brand:{readable_on(colour)}}}" if colour else ""
    return HttpResponse(sheet, content_type="text/css")


@portal_page()
def logo(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The vendor's logo. Raises Http404 where there is none."""
    brand = brand_of(guest.workspace)
    if not brand.logo_type:
        raise Http404
    return HttpResponse(bytes(brand.logo), content_type=brand.logo_type)
