"""One door to every measure: pin the definition, compute, group, keep."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from toprung.doctrine.definitions import MEASURES, Definition, define
from toprung.kernel.days import Window
from toprung.kernel.errors import BadInput, NotFound
from toprung.motion.evaluation import models
from toprung.motion.measures import oar, promise_kept, retention, ttfv
from toprung.motion.measures.facts import Facts
from toprung.motion.measures.figures import Figure, Row
from toprung.motion.measures.members import Roll
from toprung.records.outcomes.templates import WITHOUT_TEMPLATE
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require


class By(enum.StrEnum):
    """What a figure can be broken down by."""

    SEGMENT = "segment"
    OWNER = "owner"
    COHORT = "cohort"
    SELLER = "seller"
    CATEGORY = "category"
    TEMPLATE = "template"


def grouping(text: str) -> By:
    """The grouping of that name. Raises BadInput that lists them."""
    if text not in list(By):
        raise BadInput(f"“{text}” is no grouping: choose {', '.join(By)}.")
    return By(text)


@dataclass(frozen=True, slots=True)
class _Computing:
    """How a measure's options are pinned, how it is computed, and how it is over some of the rows."""

    pin: Callable[[dict[str, str], Workspace, Roll, str | None], dict[str, str]]
    compute: Callable[[Workspace, Definition, date, Roll, Facts], Figure]
    over: Callable[[Definition, date, tuple[Row, ...]], Figure]
    groups: tuple[By, ...] = (By.SEGMENT, By.OWNER, By.COHORT)


_RETENTION = _Computing(
    lambda settings, workspace, roll, segment: retention.pin(settings, workspace),
    retention.retention_figure,
    retention.figure_of,
)
COMPUTING: dict[str, _Computing] = {
    "nrr": _RETENTION,
    "grr": _RETENTION,
    "logo_retention": _RETENTION,
    "oar": _Computing(
        lambda settings, workspace, roll, segment: oar.pin(settings, roll, segment), oar.oar_figure, oar.figure_of
    ),
    "ttfv": _Computing(lambda settings, workspace, roll, segment: settings, ttfv.ttfv_figure, ttfv.figure_of),
    "promise_kept": _Computing(
        lambda settings, workspace, roll, segment: promise_kept.pin(settings, workspace),
        promise_kept.promise_kept_figure,
        promise_kept.figure_of,
        tuple(By),
    ),
}


def measure(
    workspace: Workspace,
    name: str,
    window: Window,
    *,
    as_of: date,
    by: Actor,
    segment: str | None = None,
    group_by: By | None = None,
    settings: dict[str, str] | None = None,
) -> Figure:
    """A figure as of the day, with one of its kind per group where asked for.

    Raises BadInput for an unknown measure, option or segment, Refused where the records cannot give it.
    """
    require(by, Verb.READ, workspace)
    facts = Facts(workspace, as_of)
    definition = pinned(workspace, name, window, segment, settings, facts.roll)
    figure = computed(definition, facts)
    return figure.with_groups(groups(figure, group_by)) if group_by else figure


def pinned(
    workspace: Workspace,
    name: str,
    window: Window,
    segment: str | None = None,
    settings: dict[str, str] | None = None,
    roll: Roll | None = None,
) -> Definition:
    """The definition with every option written out; without a roll it is read in one query, whatever the book's size.

    Raises BadInput for an unknown measure or option, NotFound for an unknown segment.
    """
    roll = roll or Roll.of_nobody(workspace)
    roll.require_segment(segment)
    define(name, window, segment, settings or {})
    return define(name, window, segment, COMPUTING[name].pin(settings or {}, workspace, roll, segment))


def computed(definition: Definition, facts: Facts) -> Figure:
    """The figure over these facts, as of their day. Raises BadInput and Refused where they cannot give it."""
    return COMPUTING[definition.measure].compute(facts.workspace, definition, facts.as_of, facts.roll, facts)


def keep(workspace: Workspace, figure: Figure, *, by: Actor, now: datetime) -> models.Figure:
    """The figure on file, with definition and inputs' fingerprint; the same figure is kept once. Raises NotAllowed."""
    require(by, Verb.READ, workspace)
    kept, _ = models.Figure.objects.get_or_create(
        workspace=workspace,
        definition_id=figure.definition.id,
        as_of=figure.as_of,
        inputs_fingerprint=figure.inputs_fingerprint,
        defaults={
            "measure": figure.definition.measure,
            "definition": figure.definition.as_json(),
            "window_from": figure.definition.window.start,
            "window_to": figure.definition.window.end,
            "value": figure.value,
            "figure": figure.as_json(accounts=False),
            "at": now,
        },
    )
    return kept


def kept_figure(workspace: Workspace, number: int) -> models.Figure:
    """One figure on file. Raises NotFound."""
    found = models.Figure.objects.filter(workspace=workspace, pk=number).first()
    if found is None:
        raise NotFound(f"There is no figure {number} on file: “toprung measure” prints the number of each it keeps.")
    return found


def kept_figures(workspace: Workspace, measure: str | None = None) -> QuerySet[models.Figure]:
    """What was kept (of one measure), the latest first."""
    found = models.Figure.objects.filter(workspace=workspace).order_by("-pk")
    return found if measure is None else found.filter(measure=measure)


def groups(figure: Figure, group_by: By) -> list[tuple[str, Figure]]:
    """One figure of the same definition per group, by the group's name; their accounts add up to the figure's.

    A template's group is named by its key, which stays when the template is reworded or retired.
    Raises BadInput for a grouping that the measure does not know.
    """
    name = figure.definition.measure
    if group_by not in COMPUTING[name].groups:
        known = ", ".join(COMPUTING[name].groups)
        raise BadInput(f"{MEASURES[name].title} has no grouping by {group_by}: choose {known}.")
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in figure.rows:
        rows[_group_of(row, group_by)].append(row)
    over = COMPUTING[name].over
    return [(name, over(figure.definition, figure.as_of, tuple(found))) for name, found in sorted(rows.items())]


def _group_of(row: Row, group_by: By) -> str:
    found = row.details.get(group_by.value) if group_by in _OF_A_PROMISE else getattr(row, group_by.value)
    return str(found or (WITHOUT_TEMPLATE if group_by is By.TEMPLATE else "—"))


#: what tells promises apart, and not accounts
_OF_A_PROMISE = (By.SELLER, By.CATEGORY, By.TEMPLATE)
