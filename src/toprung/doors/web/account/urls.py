"""Addresses."""

from __future__ import annotations

from django.urls import path

from toprung.doors.web.account import (
    attestations,
    claims,
    editing,
    erasing,
    interventions,
    linting,
    measurements,
    notes,
    outcomes,
    people,
    portal,
    touches,
    usage,
    usage_measuring,
    views,
)

_ONE = "accounts/<int:pk>/"

urlpatterns = [
    path(_ONE, views.account, name="account"),
    path(f"{_ONE}sections/", views.account_sections, name="account_sections"),
    path(f"{_ONE}version/", views.account_version, name="account_version"),
    path(f"{_ONE}timeline/", views.account_timeline, name="account_timeline"),
    path(f"{_ONE}revenue/", views.account_revenue, name="account_revenue"),
    path(f"{_ONE}revenue/chart/", views.account_revenue_chart, name="account_revenue_chart"),
    path(f"{_ONE}usage/", usage.account_usage, name="account_usage"),
    path(f"{_ONE}usage/chart/", usage.account_usage_chart, name="account_usage_chart"),
    path(f"{_ONE}usage/events/", usage.account_events_chart, name="account_events_chart"),
    path(f"{_ONE}usage/features/", usage.account_features_chart, name="account_features_chart"),
    path(f"{_ONE}usage/roles/", usage.account_roles_chart, name="account_roles_chart"),
    path(f"{_ONE}edit/", editing.account_edit, name="account_edit"),
    path(f"{_ONE}notes/new/", notes.note_new, name="note_new"),
    path(f"{_ONE}notes/<int:note>/", notes.note_edit, name="note_edit"),
    path(f"{_ONE}notes/<int:note>/remove/", notes.note_remove, name="note_remove"),
    path(f"{_ONE}touches/new/", touches.touch_new, name="touch_new"),
    path(
        f"{_ONE}interventions/<int:intervention>/steps/new/",
        interventions.intervention_step_new,
        name="intervention_step_new",
    ),
    path(f"{_ONE}interventions/<int:intervention>/owner/", interventions.intervention_take, name="intervention_take"),
    path(
        f"{_ONE}interventions/steps/<int:task>/done/",
        interventions.intervention_step_done,
        name="intervention_step_done",
    ),
    path(f"{_ONE}people/new/", people.stakeholder_new, name="stakeholder_new"),
    path(f"{_ONE}people/<int:person>/", people.stakeholder_edit, name="stakeholder_edit"),
    path(f"{_ONE}people/<int:person>/erase/", erasing.person_erase, name="person_erase"),
    path(f"{_ONE}people/<int:person>/invite/", portal.person_invite, name="person_invite"),
    path(f"{_ONE}people/<int:person>/links/revoke/", portal.person_links_revoke, name="person_links_revoke"),
    path(f"{_ONE}portal/", portal.account_portal, name="account_portal"),
    path(f"{_ONE}portal/ask/", portal.request_new, name="request_new"),
    path(f"{_ONE}portal/asked/<int:asked>/take-back/", portal.request_take_back, name="request_take_back"),
    path(f"{_ONE}measurements/new/", measurements.measurement_new, name="measurement_new"),
    path(f"{_ONE}confirmations/new/", attestations.attestation_new, name="attestation_new"),
    path(
        f"{_ONE}confirmations/<int:sequence>/withdraw/", attestations.attestation_withdraw, name="attestation_withdraw"
    ),
    path(f"{_ONE}claims/new/", claims.claim_new, name="claim_new"),
    path(f"{_ONE}outcomes/new/", outcomes.outcome_new, name="outcome_new"),
    path(f"{_ONE}outcomes/lint/", linting.outcome_lint, name="outcome_lint"),
    path(f"{_ONE}outcomes/<int:outcome>/", outcomes.outcome_edit, name="outcome_edit"),
    path(f"{_ONE}outcomes/<int:outcome>/usage/", usage_measuring.usage_measurement, name="usage_measurement"),
    path(
        f"{_ONE}outcomes/<int:outcome>/usage/preview/",
        usage_measuring.usage_measurement_preview,
        name="usage_measurement_preview",
    ),
    path(
        f"{_ONE}outcomes/<int:outcome>/usage/chart/",
        usage_measuring.usage_measurement_chart,
        name="usage_measurement_chart",
    ),
    path(
        f"{_ONE}outcomes/<int:outcome>/usage/stop/",
        usage_measuring.usage_measurement_stop,
        name="usage_measurement_stop",
    ),
    path(f"{_ONE}outcomes/<int:outcome>/progress/", views.account_progress, name="account_progress"),
]
