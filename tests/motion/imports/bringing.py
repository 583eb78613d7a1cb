"""What tests of imports share beside the fixture `import_`."""

from __future__ import annotations

from collections.abc import Callable

from django.apps import apps

from toprung.motion.imports.report import ImportReport

Import = Callable[..., ImportReport]


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    """read, created, updated, unchanged, rejected"""
    return report.read, report.created, report.updated, report.unchanged, report.rejected


def tables() -> dict[str, int]:
    """How many rows each table holds."""
    return {model.__name__: model._default_manager.count() for model in apps.get_models()}
