"""Addresses."""

from __future__ import annotations

from django.urls import path

from toprung.doors.web.home.views import home

urlpatterns = [path("", home, name="home")]
