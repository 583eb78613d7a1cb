"""A form's field with label, help and errors, dressed for the screen and tied together for screen readers."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, Textarea

_CHECKS = (CheckboxInput,)
_GROUPS = (RadioSelect, CheckboxSelectMultiple)
#: what a Textarea has by itself; too high for a dense page
_DJANGOS_ROWS = "10"


def shape(bound: BoundField) -> str:
    """Which markup the field takes: `check`, `group`, or `plain`."""
    widget = bound.field.widget
    if isinstance(widget, _GROUPS):
        return "group"
    return "check" if isinstance(widget, _CHECKS) else "plain"


def control(bound: BoundField, attributes: dict[str, Any] | None = None) -> str:
    """The input itself with the classes of its kind beside its own attributes. A group's inputs come one by one."""
    if isinstance(bound.field.widget, _GROUPS):
        bound.field.widget.attrs = {"class": "form-check-input", **bound.field.widget.attrs, **(attributes or {})}
        return ""
    given = {**bound.field.widget.attrs, **(attributes or {})}
    classes = [_class_of(bound), "is-invalid" if bound.errors else "", given.pop("class", "")]
    given["class"] = " ".join(name for name in classes if name)
    if isinstance(bound.field.widget, Textarea) and given.get("rows") == _DJANGOS_ROWS:
        given["rows"] = "3"
    return bound.as_widget(attrs=given)


def _class_of(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, _CHECKS):
        return "form-check-input"
    return "form-select" if isinstance(widget, Select) else "form-control"
