"""Two kept figures side by side (DOMAIN section 4)."""

from __future__ import annotations

from typing import Any

from toprung.doctrine.definitions import Definition, require_comparable
from toprung.motion.measures.figures import number
from toprung.motion.measures.measuring import kept_figure
from toprung.records.tenancy.models import Workspace


def compared(workspace: Workspace, one: int, other: int) -> dict[str, Any]:
    """Both figures and the change from one to the other. Raises Refused, with the reason, for unlike definitions."""
    first, second = kept_figure(workspace, one), kept_figure(workspace, other)
    require_comparable(Definition.from_json(first.definition), Definition.from_json(second.definition))
    change = None if first.value is None or second.value is None else second.value - first.value
    return {"one": first.figure, "other": second.figure, "change": number(change)}
