"""The customer's addresses, each below a personal link's key."""

from __future__ import annotations

from django.urls import path

from toprung.doors.portal import brand, plans, results, returns, views

urlpatterns = [
    path("p/<str:key>/", views.home, name="portal"),
    path("p/<str:key>/renew/", views.renew, name="portal_renew"),
    path("p/<str:key>/brand.css", brand.colours, name="portal_colours"),
    path("p/<str:key>/logo", brand.logo, name="portal_logo"),
    path("p/<str:key>/plan/", plans.plan, name="portal_plan"),
    path("p/<str:key>/plan/versions/<int:number>/sign/", plans.sign, name="portal_sign"),
    path("p/<str:key>/plan/comment/", plans.comment, name="portal_comment"),
    path("p/<str:key>/plan/outcomes/<int:number>/words/", plans.outcome_words, name="portal_outcome_words"),
    path("p/<str:key>/plan/milestones/<int:number>/tick/", plans.tick, name="portal_tick"),
    path("p/<str:key>/plan/milestones/<int:number>/words/", plans.milestone_words, name="portal_milestone_words"),
    path("p/<str:key>/plan/outcomes/<int:number>/value/", plans.value, name="portal_value"),
    path("p/<str:key>/roi/", returns.roi, name="portal_roi"),
    path("p/<str:key>/results/<int:number>/", results.result, name="portal_result"),
    path("p/<str:key>/results/<int:number>/forward/", results.hand_on, name="portal_forward"),
    path("p/<str:key>/results/<int:number>/take-back/", results.take_back_word, name="portal_take_back"),
]
