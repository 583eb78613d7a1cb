"""Addresses of the members' page."""

from __future__ import annotations

from django.urls import path

from toprung.doors.web.settings import members

urlpatterns = [
    path("settings/members/", members.list_members, name="members"),
    path("settings/members/add/", members.add, name="members_add"),
    path("settings/members/<int:member>/role/", members.change_role, name="member_role"),
    path("settings/members/<int:member>/remove/", members.remove, name="member_remove"),
    path("settings/members/<int:member>/link/", members.send_link, name="member_link"),
]
