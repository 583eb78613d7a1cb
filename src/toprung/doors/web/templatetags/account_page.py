"""What the account's page says in its own way: signed points, plain numbers, a happening's icon."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Textarea

from toprung.doors.web.ui.values import NOTHING
from toprung.kernel.changing_hands import HandOffStepKind
from toprung.motion.portrait.happenings import Kind
from toprung.motion.portrait.telling import number_told
from toprung.records.tenancy.permissions import Verb

register = template.Library()

_ICONS = {
    Kind.STANDING: "ladder",
    Kind.ATTESTATION: "message-check",
    Kind.MEASUREMENT: "ruler-measure",
    Kind.CLAIM: "flag",
    Kind.CHECK: "checklist",
    Kind.HAND_OFF: "arrows-exchange",
    Kind.REVENUE: "coins",
    Kind.TOUCH: "phone",
    Kind.NOTE: "note",
    Kind.CHANGE: "pencil",
}


@register.filter
def kind_icon(kind: Kind) -> str:
    """The icon that goes with a kind of happening."""
    return _ICONS[kind]


_STEP_ICONS = {
    HandOffStepKind.COMMITMENTS.value: "note",
    HandOffStepKind.HANDED_OVER.value: "arrows-exchange",
    HandOffStepKind.SENT_BACK.value: "alert-triangle",
    HandOffStepKind.ACCEPTED.value: "circle-check",
}


@register.filter
def step_icon(step: str) -> str:
    """The icon that goes with a step of a hand-off."""
    return _STEP_ICONS[step]


@register.filter
def words(name: str) -> str:
    """A code of the domain as a reader writes it: outcome_progress is Outcome progress."""
    return name.replace("_", " ").capitalize()


@register.filter
def signed(points: Decimal) -> str:
    """Points with their sign: +9, −4.5."""
    return f"{'−' if points < 0 else '+'}{number_told(abs(points))}"


@register.filter
def number(value: Decimal | str | None) -> str:
    """A number without needless zeros: 1,234.5; a dash where there is none."""
    return NOTHING if value in (None, "") else number_told(Decimal(str(value)))


@register.filter
def allows(can: Mapping[str, bool], verb: Verb) -> bool:
    """May this member do it?"""
    return can[verb.value]


@register.filter
def width(bound: BoundField) -> str:
    """How much of a form's line the field takes: wide or narrow."""
    wide = isinstance(bound.field.widget, Textarea | CheckboxInput | CheckboxSelectMultiple)
    return "wide" if wide else "narrow"
