"""Addresses of the import."""

from __future__ import annotations

from django.urls import path

from toprung.doors.web.importing import uploads, views

urlpatterns = [
    path("import/", views.importing, name="importing"),
    path("import/new/", uploads.new, name="import_new"),
    path("import/template/", views.template, name="import_template"),
    path("import/<int:run>/", views.run, name="import_run"),
    path("import/<int:run>/bytes/", uploads.piece, name="import_bytes"),
    path("import/<int:run>/columns/", views.columns, name="import_columns"),
    path("import/<int:run>/progress/", views.progress, name="import_progress"),
    path("import/<int:run>/start/", views.begin, name="import_start"),
    path("import/<int:run>/drop/", views.drop, name="import_drop"),
    path("import/<int:run>/rejects/", views.rejects, name="import_rejects"),
    path("import/<int:run>/undo/", views.take_back, name="import_undo"),
    path("import/<int:run>/withdraw/", views.withdraw, name="import_withdraw"),
]
