"""Setting and removing targets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from toprung.doctrine.definitions import MEASURES
from toprung.kernel.errors import BadInput, NotFound, Refused
from toprung.kernel.vocabulary import ReadAs, Reading
from toprung.records.book.models import Segment
from toprung.records.book.queries import segment as segment_named
from toprung.records.journal.actions import Note, changes_between, write
from toprung.records.targets.models import Target
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

#: the most a target may ask for: a share that no vendor keeps, and ten years
_MOST = {"share": Decimal(1), "days": Decimal(3650)}
_MOST_NRR = Decimal(10)


@dataclass(frozen=True, slots=True)
class TargetDraft:
    """A target as it is set: the period's ends are both in it, `segment` None is the whole book.

    `value` is a share of 1, or days for TTFV; `reading` is given for OAR alone.
    """

    measure: str
    value: Decimal
    read_as: ReadAs
    starts_on: date
    ends_on: date
    segment: str | None = None
    reading: Reading | None = None


def set_target(workspace: Workspace, draft: TargetDraft, *, by: Actor, now: datetime) -> Target:
    """Set the target; the same measure, segment and period again takes the new value.

    Raises NotAllowed, BadInput for what does not fit, NotFound for an unknown segment, and Refused where another
    target's period overlaps.
    """
    require(by, Verb.CHANGE_POLICY, workspace)
    _require_fit(draft)
    with turn(workspace):
        segment = None if draft.segment is None else segment_named(workspace, draft.segment)
        found = _same_period(workspace, draft, segment)
        before = _told(found) if found else None
        target = found or Target(workspace=workspace, measure=draft.measure, reading=draft.reading or "")
        target.segment, target.starts_on, target.ends_on = segment, draft.starts_on, draft.ends_on
        target.value, target.read_as = draft.value, draft.read_as.value
        target.save()
        changes = changes_between(before, _told(target))
        if changes:
            write(workspace, [Note("set_target", subject=subject(target), changes=changes)], by=by, at=now)
    return target


def remove_target(workspace: Workspace, number: int, *, by: Actor, now: datetime) -> None:
    """The target is no more; the journal keeps what it was. Raises NotFound where it is gone already."""
    require(by, Verb.CHANGE_POLICY, workspace)
    with turn(workspace):
        target = Target.objects.filter(workspace=workspace, pk=number).select_related("segment").first()
        if target is None:
            raise NotFound("This target is not on file any more: somebody else removed it. Nothing was changed.")
        changes = {name: [value, None] for name, [_, value] in changes_between(None, _told(target)).items()}
        note = Note("remove_target", subject=subject(target), changes=changes)
        target.delete()
        write(workspace, [note], by=by, at=now)


def subject(target: Target) -> str:
    """What the target is about: "Outcome achievement rate, validated, Enterprise, 2026-01-01 to 2026-12-31"."""
    parts = (MEASURES[target.measure].title, target.reading, target.segment_name or "")
    return ", ".join((*filter(None, parts), f"{target.starts_on} to {target.ends_on}"))


def _told(target: Target) -> dict[str, Any]:
    return {"value": target.value, "read_as": target.read_as, "ends_on": target.ends_on}


def _same_period(workspace: Workspace, draft: TargetDraft, segment: Segment | None) -> Target | None:
    """The target of that very period, if there is one. Raises Refused for one that overlaps."""
    there = Target.objects.filter(
        workspace=workspace,
        measure=draft.measure,
        reading=draft.reading or "",
        segment=segment,
        starts_on__lte=draft.ends_on,
        ends_on__gte=draft.starts_on,
    ).select_related("segment")
    for target in there:
        if (target.starts_on, target.ends_on) != (draft.starts_on, draft.ends_on):
            raise Refused(
                f"There is a target already from {target.starts_on} to {target.ends_on}, which overlaps. "
                "Nothing was changed: give another period, or remove that target first."
            )
    return there.first()


def _require_fit(draft: TargetDraft) -> None:
    measure = MEASURES.get(draft.measure)
    if measure is None:
        raise BadInput(f"There is no measure “{draft.measure}”. There is: {', '.join(MEASURES)}.")
    if (measure.name == "oar") != (draft.reading is not None):
        raise BadInput("A target for OAR names its reading, measured or validated; one for another measure names none.")
    if draft.ends_on < draft.starts_on:
        raise BadInput(
            f"The period ends on {draft.ends_on}, before it starts on {draft.starts_on}: give a later last day."
        )
    most = _MOST_NRR if measure.name == "nrr" else _MOST[measure.unit]
    if not 0 < draft.value <= most:
        raise BadInput(f"A target for {measure.title} is {_bounds(measure.unit, most)}.")


def _bounds(unit: str, most: Decimal) -> str:
    return f"1 to {most} days" if unit == "days" else f"over 0% and at most {most:.0%}"
