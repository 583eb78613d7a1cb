"""Addresses."""

from __future__ import annotations

from django.urls import path

from toprung.doors.web.roi import account, book

urlpatterns = [
    path("accounts/<int:pk>/roi/", account.account_roi, name="account_roi"),
    path("accounts/<int:pk>/roi/chart/", account.account_roi_chart, name="account_roi_chart"),
    path("roi/", book.roi, name="roi"),
    path("roi/accounts.csv", book.roi_accounts, name="roi_accounts"),
]
