"""Addresses."""

from __future__ import annotations

from django.urls import path

from toprung.doors.web.measures import kept, one, targets, views

urlpatterns = [
    path("measures/", views.measures, name="measures"),
    path("measures/compare/", kept.measures_compare, name="measures_compare"),
    path("measures/kept/<int:figure>/", kept.figure_kept, name="figure_kept"),
    path("measures/targets/", targets.targets_page, name="targets"),
    path("measures/targets/<int:target>/", targets.target_change, name="target_change"),
    path("measures/targets/<int:target>/remove/", targets.target_remove, name="target_remove"),
    path("measures/<slug:measure>/", one.measure, name="measure"),
    path("measures/<slug:measure>/figure/", one.measure_body, name="measure_body"),
    path("measures/<slug:measure>/card/", views.measure_card, name="measure_card"),
    path("measures/<slug:measure>/change/<int:months>/", views.measure_change, name="measure_change"),
    path("measures/<slug:measure>/chart/<slug:which>/", one.measure_chart, name="measure_chart"),
    path("measures/<slug:measure>/accounts.csv", one.measure_accounts, name="measure_accounts"),
    path("measures/<slug:measure>/figure.json", one.measure_json, name="measure_json"),
    path("measures/<slug:measure>/keep/", one.measure_keep, name="measure_keep"),
]
