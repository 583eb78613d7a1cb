"""The controls above a list: each filter as the input that fits it, grouped as people think of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toprung.motion.lists.filters import BY_KEY
from toprung.motion.lists.narrowing import NONE, Amount, Counted, Days, Filter, Flag, Mine, OneOf, OnFile, Until, Values
from toprung.motion.lists.request import ListRequest
from toprung.records.views.models import ListKind


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a control."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Control:
    """One filter as an input: `shape` is checks, select, switch, days, date, number or amount."""

    key: str
    label: str
    shape: str
    value: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Filters that open together; `set_count` of them are set."""

    label: str
    controls: tuple[Control, ...]
    set_count: int

    @property
    def key(self) -> str:
        """What tells the group apart in the page."""
        return self.label.lower()


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, in words, and the address of the list without it."""

    label: str
    href: str


_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Owner", ("who", "owner")),
    ("Rung", ("rung", "hollow")),
    ("Segment", ("segment", "tier")),
    ("Health", ("band",)),
    ("ARR", ("arr_from", "arr_to")),
    ("Renewal", ("renews_within", "renews_before", "notice_before")),
    ("Result", ("named", "on_triage", "triage", "result")),
    (
        "Usage",
        (
            *("users_7_from", "users_7_to", "users_28_from", "users_28_to"),
            *("events_7_from", "events_7_to", "events_28_from", "events_28_to"),
        ),
    ),
    ("Signals", ("signal",)),
    ("More", ("customers", "lifecycle", "check_due", "check", "changed_within", "changed_since")),
)
#: what every account of the triage list answers alike
_SETTLED_BY_TRIAGE = {"named", "on_triage"}


def groups(request: ListRequest, known: Mapping[str, Sequence[str]]) -> tuple[Group, ...]:
    """The filter bar for that list; `known` is what the workspace has on file, by filter."""
    return tuple(_group(request, known, label, keys) for label, keys in _GROUPS)


def chips(request: ListRequest, address: str) -> tuple[Chip, ...]:
    """The filters that are set, each with the way to take it off; a search stands in its own box as well."""
    return tuple(
        Chip(BY_KEY[key].words(values), f"{address}{request.with_filter(key, ()).to_query()}")
        for key, values in request.filters
    )


def _group(request: ListRequest, known: Mapping[str, Sequence[str]], label: str, keys: tuple[str, ...]) -> Group:
    left_out = _SETTLED_BY_TRIAGE if request.kind is ListKind.TRIAGE else set()
    controls = tuple(
        _control(BY_KEY[key], request.values(key), known.get(key, ())) for key in keys if key not in left_out
    )
    return Group(label, controls, sum(1 for key in keys if request.values(key)))


def _control(item: Filter, values: Values, known: Sequence[str]) -> Control:
    value = values[0] if values else ""
    return Control(item.key, item.label, _shape(item), value, _options(item, values, known))


def _shape(item: Filter) -> str:
    shapes: tuple[tuple[type[Filter], str], ...] = (
        (OneOf, "checks"),
        (OnFile, "checks"),
        (Flag, "select"),
        (Mine, "switch"),
        (Days, "days"),
        (Until, "date"),
        (Amount, "amount"),
        (Counted, "number"),
    )
    return next(shape for kind, shape in shapes if isinstance(item, kind))


def _options(item: Filter, values: Values, known: Sequence[str]) -> tuple[Option, ...]:
    if isinstance(item, OneOf):
        return tuple(Option(value, label, value in values) for value, label in item.choices.items())
    if isinstance(item, OnFile):
        there = [value or NONE for value in known]
        return tuple(Option(value, item.word(value), value in values) for value in there)
    if isinstance(item, Flag):
        labels = (("", "any"), ("yes", item.yes), ("no", item.no))
        return tuple(Option(value, label, (value,) == values or (not value and not values)) for value, label in labels)
    return ()
