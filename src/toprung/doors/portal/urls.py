"""The customer's addresses, each below a personal link's key."""

from __future__ import annotations

from django.urls import path

from toprung.doors.portal import brand, results, views

urlpatterns = [
    path("p/<str:key>/", views.home, name="portal"),
    path("p/<str:key>/renew/", views.renew, name="portal_renew"),
    path("p/<str:key>/brand.css", brand.colours, name="portal_colours"),
    path("p/<str:key>/logo", brand.logo, name="portal_logo"),
    path("p/<str:key>/results/<int:number>/", results.result, name="portal_result"),
    path("p/<str:key>/results/<int:number>/forward/", results.hand_on, name="portal_forward"),
    path("p/<str:key>/results/<int:number>/take-back/", results.take_back_word, name="portal_take_back"),
]
