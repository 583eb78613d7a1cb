"""Addresses."""

from __future__ import annotations

from django.urls import path

from toprung.doors.web.monthly import views

urlpatterns = [
    path("measurements/", views.measurements, name="measurements"),
    path("measurements/rows/", views.measurement_row, name="measurement_row"),
]
