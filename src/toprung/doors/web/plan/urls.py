"""Addresses."""

from __future__ import annotations

from django.urls import path

from toprung.doors.web.plan import milestones, sharing, talking, template_pages, template_steps, views, writing

_PLAN = "accounts/<int:pk>/plan/"
_TEMPLATES = "settings/plan-templates/"
_TEMPLATE = f"{_TEMPLATES}<int:template>/"

urlpatterns = [
    path(_PLAN, views.plan, name="plan"),
    path(f"{_PLAN}part/", views.plan_part, name="plan_part"),
    path(f"{_PLAN}preview/", views.plan_preview, name="plan_preview"),
    path(f"{_PLAN}versions/<int:number>/", views.plan_version, name="plan_version"),
    path(f"{_PLAN}differences/", views.plan_differences, name="plan_differences"),
    path(f"{_PLAN}start/", writing.plan_start, name="plan_start"),
    path(f"{_PLAN}edit/", writing.plan_edit, name="plan_edit"),
    path(f"{_PLAN}template/", writing.plan_template_use, name="plan_template_use"),
    path(f"{_PLAN}milestones/new/", milestones.milestone_new, name="milestone_new"),
    path(f"{_PLAN}milestones/<int:milestone>/", milestones.milestone_edit, name="milestone_edit"),
    path(f"{_PLAN}milestones/<int:milestone>/state/", milestones.milestone_state, name="milestone_state"),
    path(f"{_PLAN}share/", sharing.plan_share, name="plan_share"),
    path(f"{_PLAN}signatures/new/", sharing.signature_new, name="signature_new"),
    path(f"{_PLAN}comments/new/", talking.comment_new, name="comment_new"),
    path(f"{_PLAN}comments/<int:comment>/share/", talking.comment_share, name="comment_share"),
    path(f"{_PLAN}wordings/<int:wording>/accept/", talking.wording_accept, name="wording_accept"),
    path(f"{_PLAN}wordings/<int:wording>/decline/", talking.wording_decline, name="wording_decline"),
    path(_TEMPLATES, template_pages.plan_templates, name="plan_templates"),
    path(f"{_TEMPLATES}standard/", template_pages.plan_templates_standard, name="plan_templates_standard"),
    path(_TEMPLATE, template_pages.plan_template, name="plan_template"),
    path(f"{_TEMPLATE}remove/", template_pages.plan_template_remove, name="plan_template_remove"),
    path(f"{_TEMPLATE}steps/", template_steps.step_new, name="template_step_new"),
    path(f"{_TEMPLATE}steps/<int:step>/", template_steps.step_edit, name="template_step"),
    path(f"{_TEMPLATE}steps/<int:step>/remove/", template_steps.step_remove, name="template_step_remove"),
]
