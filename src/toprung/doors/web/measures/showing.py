"""What a card or a page shows of a measure: the figure in words, how far it is, or why there is none."""

from __future__ import annotations

from typing import Any

from toprung.doctrine.definitions import MEASURES
from toprung.doors.web.measures import wording
from toprung.doors.web.measures.asking import Ask
from toprung.doors.web.measures.looking import Look, Looking, aims_of
from toprung.doors.web.visits import Visit
from toprung.kernel.errors import ToprungError
from toprung.motion.measures.measuring import By, groups
from toprung.records.outcomes.templates import statements

#: a card with more groups than these shows the first ones and says so
GROUPS_SHOWN = 8
_PICTURES = {
    "kept": {"which": "kept", "caption": "By the month of the signature."},
    "cohorts": {"which": "cohorts", "caption": "By the month in which the clock started."},
    "curve": {"which": "curve", "caption": "The share that had got there, by days since the start."},
    "trend": {"which": "trend", "caption": "By the day on which the window ends."},
    "waterfall": {"which": "waterfall", "caption": "From the start of the period to its end."},
}


def shown(visit: Visit, ask: Ask, measure: str, *, patient: bool = False, brief: bool = False) -> dict[str, Any]:
    """The context of a figure's template. With `progress` in it the figure is not there yet, unless one is patient."""
    said: dict[str, Any] = {
        "ask": ask,
        "query": ask.query(),
        "name": measure,
        "measure": MEASURES[measure],
        "brief": brief,
    }
    try:
        looking = Looking(visit, ask, measure)
        if not patient and not looking.ready():
            return said | {"progress": looking.progress()}
        return said | _look_shown(visit, looking.look(), brief)
    except ToprungError as error:
        return said | {"problem": str(error)}


def _look_shown(visit: Visit, look: Look, brief: bool) -> dict[str, Any]:
    figure = look.figure
    found = groups(figure, look.ask.by) if look.ask.by else []
    told = found[:GROUPS_SHOWN] if brief else found
    templates = statements(visit.workspace) if look.ask.by is By.TEMPLATE else {}
    return {
        "figure": figure,
        "definition": figure.definition,
        "answer": wording.answer_of(figure),
        "heads": wording.heads_of(figure),
        "base": wording.base_text(figure.definition, figure.numerator, figure.denominator),
        "parts": wording.parts_of(figure),
        "options": wording.options_of(figure.definition),
        "aims": aims_of(visit, figure, look.ask.period.last),
        "groups": [wording.group_of(group, f, templates) for group, f in told],
        "groups_left": len(found) - len(told),
        "pictures": [_PICTURES[which] for which in _pictures(look, brief)],
    }


def _pictures(look: Look, brief: bool) -> list[str]:
    """Which pictures the figure has; none where there is nothing to draw. Side by side one waterfall is enough."""
    name, figure = look.figure.definition.measure, look.figure
    if name in ("oar", "ttfv"):
        return [{"oar": "cohorts", "ttfv": "curve"}[name]] if figure.denominator else []
    if name == "promise_kept":
        return ["kept"] if figure.denominator else []
    found = ["trend"] if any(point.share(name) is not None for point in look.trend) else []
    has_waterfall = name == "nrr" or (name == "grr" and not brief)
    return [*found, "waterfall"] if has_waterfall and figure.rows else found
