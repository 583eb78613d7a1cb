"""Addresses of the settings; members have theirs in members_urls."""

from __future__ import annotations

from django.urls import path

from toprung.doors.web.settings import chain, connections, library, policy, portal, segment, segments, workspace

_SEGMENT = "settings/segments/<int:segment>/"

urlpatterns = [
    path("settings/", segments.segments, name="settings"),
    path("settings/segments/", segments.add_segment, name="segment_add"),
    path(_SEGMENT, segment.segment, name="segment"),
    path(f"{_SEGMENT}name/", segment.rename, name="segment_rename"),
    path(f"{_SEGMENT}looked/", segment.looked, name="segment_looked"),
    path(f"{_SEGMENT}policy/", policy.policy, name="policy"),
    path(f"{_SEGMENT}policy/preview/", policy.preview, name="policy_preview"),
    path(f"{_SEGMENT}policy/row/", policy.policy_row, name="policy_row"),
    path(f"{_SEGMENT}policy/changes/<int:change>/", policy.policy_settling, name="policy_settling"),
    path("settings/templates/", library.result_templates, name="result_templates"),
    path("settings/templates/new/", library.result_template_new, name="result_template_new"),
    path("settings/templates/<slug:template_key>/", library.result_template, name="result_template"),
    path(
        "settings/templates/<slug:template_key>/retire/", library.result_template_retire, name="result_template_retire"
    ),
    path("settings/workspace/", workspace.workspace, name="workspace_settings"),
    path("settings/chain/", chain.chain, name="chain"),
    path("settings/portal/", portal.portal_settings, name="portal_settings"),
    path("settings/connections/", connections.connections, name="connections"),
    path("settings/connections/examined/", connections.examined, name="connections_examined"),
]
