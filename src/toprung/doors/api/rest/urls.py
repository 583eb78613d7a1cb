"""Addresses of the API for programs."""

from __future__ import annotations

from django.urls import path, re_path

from toprung.doors.api.rest.api import api
from toprung.doors.api.rest.errors import no_such_call

urlpatterns = [
    path("api/v1/", api.urls),
    re_path(r"^api/(?P<path>.*)$", no_such_call),
]
