"""Addresses."""

from __future__ import annotations

from django.urls import path

from toprung.doors.web.handoffs import forms, prospects, views

_ONE = "accounts/<int:pk>/handoff/"

urlpatterns = [
    path("handoffs/", views.handoffs, name="handoffs"),
    path("handoffs/begin/", views.handoffs_begin, name="handoffs_begin"),
    path("prospects/new/", prospects.prospect_new, name="prospect_new"),
    path("accounts/<int:pk>/prospect/", prospects.prospect_edit, name="prospect_edit"),
    path(_ONE, views.account_handoff, name="account_handoff"),
    path(f"{_ONE}signature/", forms.handoff_signature, name="handoff_signature"),
    path(f"{_ONE}<str:kind>/commitments/", forms.handoff_commitments, name="handoff_commitments"),
    path(f"{_ONE}<str:kind>/over/", forms.handoff_over, name="handoff_over"),
    path(f"{_ONE}<str:kind>/accept/", forms.handoff_accept, name="handoff_accept"),
    path(f"{_ONE}<str:kind>/back/", forms.handoff_back, name="handoff_back"),
]
