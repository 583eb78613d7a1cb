"""Addresses of the way in; allauth's views one by one, so that only those we have pages for are there.

Left out on purpose: sign-up (users are added) and the management of e-mail addresses (an address says whose member one
is, so nobody changes it alone).
"""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path, re_path

from toprung.doors.web.entering import arriving, asking, links

_ENTER = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", asking.ask_password, name="account_reset_password"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("link/", asking.ask_link, name="ask_link"),
    path("link/<str:key>/", links.enter, name="enter_by_link"),
    path("2fa/", include("allauth.mfa.urls")),
]

urlpatterns = [
    path("", arriving.start, name="start"),
    path("w/", arriving.workspaces, name="workspaces"),
    path("enter/", include(_ENTER)),
]
