"""/components/ and /components/words/."""

from __future__ import annotations

from django.urls import path

from toprung.doors.web.component_page import views

urlpatterns = [
    path("", views.components, name="components"),
    path("words/", views.words, name="words"),
]
