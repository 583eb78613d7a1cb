"""Every page's address."""

from __future__ import annotations

from django.urls import include, path

PAGES = (
    "home",
    "checks",
    "accounts",
    "account",
    "handoffs",
    "plan",
    "measures",
    "roi",
    "monthly",
    "results",
    "apikeys",
    "importing",
    "settings",
    "feeds",
    "jump",
)

urlpatterns = [
    *(path("w/<int:workspace>/", include(f"toprung.doors.web.{page}.urls")) for page in PAGES),
    path("w/<int:workspace>/", include("toprung.doors.web.settings.members_urls")),
    path("components/", include("toprung.doors.web.component_page.urls")),
    path("", include("toprung.doors.web.entering.urls")),
]

handler400 = "toprung.doors.web.errors.bad_request"
handler403 = "toprung.doors.web.errors.forbidden"
handler404 = "toprung.doors.web.errors.not_found"
handler500 = "toprung.doors.web.errors.went_wrong"
