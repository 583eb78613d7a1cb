"""Addresses."""

from __future__ import annotations

from django.urls import path

from toprung.doors.web.checks.views import check_answer, checks

urlpatterns = [
    path("checks/", checks, name="checks"),
    path("checks/<int:pk>/answer/", check_answer, name="check_answer"),
]
