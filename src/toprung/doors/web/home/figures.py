"""The headline as it is drawn: can we define, deliver, prove; each figure with all that it takes not to be naked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse

from toprung.doors.web.ui.values import counted, day_text, percent
from toprung.doors.web.visits import Visit
from toprung.motion.measures.headline import Headline, Line, headline
from toprung.records.tenancy.permissions import Verb

_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One figure: the question it answers, its name, value and base as text, and what it is compared with."""

    question: str
    label: str
    help: str
    value: str
    of: str
    change: str
    target: str


@dataclass(frozen=True, slots=True)
class Headed:
    """The three figures with what they have in common. `set_target`: where a target is set, for who may."""

    figures: tuple[Drawn, Drawn, Drawn]
    as_of: date
    definition: str
    definition_id: str
    notes: tuple[str, ...]
    href: str
    set_target: str


def headed(visit: Visit) -> Headed | None:
    """The headline of the whole book; None before it was first computed. Three queries."""
    kept = headline(visit.workspace, visit.today)
    if kept is None:
        return None
    return Headed(
        figures=(
            _drawn(kept, "Can we define it?", "Coverage", "coverage", kept.coverage, "with an outcome on file"),
            _drawn(kept, "Can we deliver it?", "OAR, measured", "oar_measured", kept.measured, "reached in time"),
            _drawn(
                kept, "Can we prove it?", "OAR, validated", "oar_validated", kept.validated, "reached and confirmed"
            ),
        ),
        as_of=kept.as_of,
        definition=_definition(kept),
        definition_id=kept.definition_id,
        notes=kept.notes,
        href=reverse("measure", args=[visit.workspace.pk, "oar"]),
        set_target=reverse("measures", args=[visit.workspace.pk]) if visit.may(Verb.CHANGE_POLICY) else "",
    )


def _drawn(kept: Headline, question: str, label: str, help: str, line: Line, did: str) -> Drawn:
    value = "no base" if line.value is None else str(percent(line.value))
    of = f"{line.numerator:,} of {counted(line.denominator, 'account,accounts')} {did}"
    return Drawn(question, label, help, value, of, _change(kept, line), "" if help == "coverage" else _target(line))


def _change(kept: Headline, line: Line) -> str:
    """“+2.5 points since 22 Oct 2026”."""
    if line.change is None or kept.before_on is None:
        return ""
    points = _points(line.change)
    moved = f"{points:+}" if points else "no change"
    return f"{moved} {'points ' if points else ''}since {day_text(kept.before_on)}"


def _target(line: Line) -> str:
    """“target 60%, 3.1 points above it”; nothing is set: said so."""
    if line.target is None:
        return "no target set"
    said = f"target {percent(line.target)}"
    if line.value is None:
        return said
    points = _points(line.value - line.target)
    if not points:
        return f"{said}, reached"
    return f"{said}, {abs(points)} points {'above' if points > 0 else 'below'} it"


def _points(difference: Decimal) -> Decimal:
    return (difference * 100).quantize(_TENTH, ROUND_HALF_UP)


def _definition(kept: Headline) -> str:
    """Whose clocks, and how long each had."""
    begin, end = (date.fromisoformat(kept.definition[name]) for name in ("from", "to"))
    options = kept.definition["options"]
    return (
        f"Of the accounts whose clock (go-live, or signature if later) started from {day_text(begin)} to "
        f"{day_text(end - timedelta(days=1))} and runs {options['window']} days or longer; in time is within "
        f"{options['window']} days"
    )
