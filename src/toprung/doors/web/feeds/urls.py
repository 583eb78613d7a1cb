"""Addresses of sources, matching and the lake."""

from __future__ import annotations

from django.urls import path

from toprung.doors.web.feeds import debugger, lake, linking, matching, sources

_SOURCE = "settings/sources/<int:source>/"
_MATCHING = "settings/matching/"

urlpatterns = [
    path("settings/sources/", sources.list_sources, name="sources"),
    path("settings/sources/new/", sources.add, name="source_add"),
    path(_SOURCE, debugger.debug, name="source"),
    path(f"{_SOURCE}name/", sources.rename, name="source_rename"),
    path(f"{_SOURCE}revoked/", sources.revoke, name="source_revoke"),
    path(f"{_SOURCE}messages/", debugger.messages_now, name="source_messages"),
    path(f"{_SOURCE}messages/<int:message>/", debugger.payload, name="source_message"),
    path(_MATCHING, matching.matching, name="matching"),
    path(f"{_MATCHING}unmatched/", linking.unmatched, name="unmatched"),
    path(f"{_MATCHING}accounts/", linking.accounts_like, name="matching_accounts"),
    path(f"{_MATCHING}links/", linking.link, name="group_link"),
    path(f"{_MATCHING}links/<int:link>/", linking.unlink, name="group_unlink"),
    path("settings/lake/", lake.lake, name="lake"),
    path("settings/lake/now/", lake.lake_now, name="lake_now"),
]
