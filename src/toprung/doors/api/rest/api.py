"""The API: its calls put together."""

from __future__ import annotations

from ninja import NinjaAPI

from toprung.doors.api.rest import linting, measurements, plans, prospects
from toprung.doors.api.rest.caller import ApiKeyAuth
from toprung.doors.api.rest.errors import answer_errors

_ABOUT = """Programs use it with an API key of a workspace (Settings, API keys): `Authorization: Bearer KEY`.

A key may do what a member of its role may. Every error has one shape: `{"error": {"code", "message", "details"}}`.
Days are those of the workspace's time zone.
"""

api = NinjaAPI(
    title="Toprung",
    version="1",
    description=_ABOUT,
    auth=ApiKeyAuth(),
    # Its page of documentation loads scripts from elsewhere, which our content policy refuses.
    docs_url=None,
    urls_namespace="rest",
)
answer_errors(api)
api.add_router("/accounts", plans.router)
api.add_router("/measurements", measurements.router)
api.add_router("/lint", linting.router)
api.add_router("/prospects", prospects.router)
