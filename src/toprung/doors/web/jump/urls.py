"""/w/<workspace>/jump/."""

from __future__ import annotations

from django.urls import path

from toprung.doors.web.jump import views

urlpatterns = [path("jump/", views.jump, name="jump")]
