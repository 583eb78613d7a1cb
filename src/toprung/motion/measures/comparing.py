"""Two figures side by side (DOMAIN section 4): what they say, what they mean, and whether they may be compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from toprung.doctrine.definitions import MEASURES, Definition, require_comparable
from toprung.kernel.days import month_end_or_day
from toprung.motion.measures.facts import Facts
from toprung.motion.measures.figures import number
from toprung.motion.measures.measuring import computed, kept_figure
from toprung.motion.measures.periods import Period
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Value:
    """What a figure came to, without the accounts behind it."""

    definition: Definition
    as_of: date
    value: Decimal | None
    numerator: Decimal
    denominator: Decimal
    parts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """One part of two definitions; `decides`: figures that differ in it are not compared."""

    name: str
    one: str
    other: str
    decides: bool = True

    @property
    def differs(self) -> bool:
        """Do the two say something else?"""
        return self.one != self.other


def compared(workspace: Workspace, one: int, other: int) -> dict[str, Any]:
    """Both kept figures and the change from one to the other. Raises Refused, with the reason, for unlike ones."""
    first, second = kept_figure(workspace, one), kept_figure(workspace, other)
    require_comparable(Definition.from_json(first.definition), Definition.from_json(second.definition))
    change = None if first.value is None or second.value is None else second.value - first.value
    return {"one": first.figure, "other": second.figure, "change": number(change)}


def side_by_side(one: Definition, other: Definition) -> tuple[Side, ...]:
    """Both definitions, part by part."""
    options, others = dict(one.options), dict(other.options)
    # The options of two measures have only their names in common.
    names = sorted(options.keys() | others.keys()) if one.measure == other.measure else []
    return (
        Side("measure", MEASURES[one.measure].title, MEASURES[other.measure].title),
        Side("length of the window", one.window.length, other.window.length),
        *(Side(f"option {name}", options.get(name, ""), others.get(name, "")) for name in names),
        Side("version of the measure", str(one.version), str(other.version)),
        Side("segment", one.segment or "the whole book", other.segment or "the whole book", decides=False),
        Side("window", _told(one), _told(other), decides=False),
    )


def months_before(definition: Definition, period: Period, as_of: date, months: int) -> tuple[Definition, date]:
    """The same definition over the period so many months before, and the day as of which it is read then."""
    window = period.earlier(months).window(definition.measure)
    return replace(definition, window=window), month_end_or_day(as_of, -months)


def value_of(definition: Definition, facts: Facts) -> Value:
    """The figure over these facts, without its accounts. Raises BadInput and Refused where they cannot give it."""
    figure = computed(definition, facts)
    return Value(definition, facts.as_of, figure.value, figure.numerator, figure.denominator, figure.parts)


def _told(definition: Definition) -> str:
    return f"{definition.window.start} to {definition.window.end}"
