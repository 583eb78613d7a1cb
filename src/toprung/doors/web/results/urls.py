"""Addresses."""

from __future__ import annotations

from django.urls import path

from toprung.doors.web.results import listing, outcome

urlpatterns = [
    path("accounts/<int:pk>/outcomes/<int:outcome>/life/", outcome.outcome_page, name="outcome_page"),
    path("results/", listing.results, name="results"),
    path("results/results.csv", listing.results_export, name="results_export"),
]
