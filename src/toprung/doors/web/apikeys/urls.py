"""Addresses."""

from __future__ import annotations

from django.urls import path

from toprung.doors.web.apikeys import views

urlpatterns = [
    path("settings/keys/", views.list_keys, name="api_keys"),
    path("settings/keys/new/", views.make, name="api_key_make"),
    path("settings/keys/<int:key>/revoked/", views.revoke, name="api_key_revoke"),
]
