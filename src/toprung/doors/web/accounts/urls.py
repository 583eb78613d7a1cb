"""Addresses of the two lists and of what is done with them."""

from __future__ import annotations

from django.urls import path

from toprung.doors.web.accounts import editing, exporting, mending, viewing, views

urlpatterns = [
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/export/", exporting.accounts_export, name="accounts_export"),
    path("accounts/edit/", editing.accounts_edit, name="accounts_edit"),
    path("triage/", views.triage, name="triage"),
    path("triage/export/", exporting.triage_export, name="triage_export"),
    path("triage/<int:pk>/", mending.triage_mend, name="triage_mend"),
    path("views/new/", viewing.view_save, name="view_save"),
    path("views/<int:view>/", viewing.view_change, name="view_change"),
    path("views/<int:view>/delete/", viewing.view_delete, name="view_delete"),
]
