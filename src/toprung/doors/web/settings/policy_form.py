"""The form of a policy: what stands in its fields, what was typed, and what that means to save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from toprung.doctrine.policy import Policy, policy_for, read_setting
from toprung.doors.web.settings.policy_groups import BESIDE_TODAY, GROUPS, LABELS, Group
from toprung.doors.web.settings.policy_seasons import read_seasons, seasons_of
from toprung.doors.web.settings.policy_values import (
    ABOUT,
    bounds_told,
    default_of,
    field_of,
    kind_of,
    read_number,
    text_of,
    told,
    unit_of,
)
from toprung.kernel.days import Rhythm
from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import StakeholderRole
from toprung.records.book.models import Segment


@dataclass(frozen=True, slots=True)
class Row:
    """One number on the page. `field` is what its input holds: text, a list of roles, or rows of an off season."""

    name: str
    label: str
    kind: str
    means: str
    unit: str
    bounds: str
    beside: str
    may_be_off: bool
    field: Any
    value: str
    default: str
    differs: bool
    error: str = ""
    #: what is on file now, where somebody else has changed it meanwhile
    theirs: str = ""


@dataclass(slots=True)
class Typed:
    """What a person typed: the fields as they hold it, the texts of what can be read, and what is wrong with others."""

    fields: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, post: QueryDict) -> Typed:
        """Every number that the form sends; one that it does not send is left as it is."""
        typed = cls()
        for name in LABELS:
            if _is_sent(post, name):
                typed._take(post, name)
        return typed

    def _take(self, post: QueryDict, name: str) -> None:
        self.fields[name], read = _typed(post, name)
        try:
            self.texts[name] = text_of(name, read())
        except BadInput as error:
            self.errors[name] = str(error)


def policy_of(segment: Segment) -> Policy:
    """The segment's policy as it is on file."""
    return policy_for(segment.name, segment.settings)


def texts_of(policy: Policy) -> dict[str, str]:
    """Every number's text: what the form was shown with, and what is compared when it comes back."""
    return {name: text_of(name, getattr(policy, name)) for name in LABELS}


def settings_of(segment: Segment, changes: Mapping[str, str]) -> dict[str, str | None]:
    """The changes as the action wants them: what equals the segment's default goes back to it."""
    usual = texts_of(default_of(segment.name))
    return {name: None if text == usual[name] else text for name, text in changes.items()}


def fields_of(policy: Policy) -> dict[str, Any]:
    """What the inputs hold for a policy."""
    return {name: input_of(name, getattr(policy, name)) for name in LABELS}


def input_of(name: str, value: Any) -> Any:
    """What one input holds for a value."""
    if kind_of(name) == "roles":
        return [role.value for role in value]
    return seasons_of(value) if kind_of(name) == "seasons" else field_of(name, value)


def value_of(name: str, text: str) -> Any:
    """The value of a text that `text_of` gave."""
    return read_setting(name, text)


def groups_of(
    segment: Segment, fields: Mapping[str, Any], errors: Mapping[str, str], theirs: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The page's groups with their rows."""
    policy, usual = policy_of(segment), default_of(segment.name)
    return [
        _shown(
            group,
            [
                row_of(name, policy, usual, fields[name], errors.get(name, ""), theirs.get(name, ""))
                for name, _ in group.labels
            ],
        )
        for group in GROUPS
    ]


def _shown(group: Group, rows: list[Row]) -> dict[str, Any]:
    """A group is open where there is something to see in it."""
    wrong = sum(bool(row.error or row.theirs) for row in rows)
    differing = sum(row.differs for row in rows)
    return {"group": group, "rows": rows, "wrong": wrong, "differing": differing, "open": bool(wrong or differing)}


def row_of(name: str, policy: Policy, usual: Policy, held: Any, error: str = "", theirs: str = "") -> Row:
    """One row: the number on file, its default, and what its input holds."""
    value, default = getattr(policy, name), getattr(usual, name)
    return Row(
        name=name,
        label=LABELS[name],
        kind=kind_of(name),
        means=_means(name),
        unit=unit_of(name),
        bounds=bounds_told(name) if kind_of(name) in ("number", "share") else "",
        beside=BESIDE_TODAY.get(name, ""),
        may_be_off=bool(ABOUT[name].get("off")),
        field=held,
        value=told(name, value),
        default=told(name, default),
        differs=held != input_of(name, default),
        error=error,
        theirs=theirs,
    )


def choices_of(kind: str) -> list[tuple[str, str]]:
    """What can be chosen: roles or rhythms."""
    if kind == "roles":
        return StakeholderRole.choices()
    return [(rhythm.value, rhythm.value) for rhythm in Rhythm]


def _is_sent(post: QueryDict, name: str) -> bool:
    # No box of a group ticked sends nothing at all; the off season sends rows under names of its own.
    return name in post or kind_of(name) in ("roles", "seasons")


def _typed(post: QueryDict, name: str) -> tuple[Any, Any]:
    """What the input held, and how to read it."""
    if kind_of(name) == "roles":
        chosen = post.getlist(name)
        return chosen, lambda: _roles(chosen)
    if kind_of(name) == "seasons":
        rows = seasons_of((), post)
        return rows, lambda: read_seasons(rows)
    text = post.get(name, "")
    if kind_of(name) == "rhythm":
        return text, lambda: read_setting(name, text)
    return text, lambda: read_number(name, text)


def _roles(chosen: list[str]) -> Any:
    if not chosen:
        raise BadInput("Choose at least one role: without one no result of this segment could be validated.")
    return read_setting("validators", ", ".join(chosen))


def _means(name: str) -> str:
    """What the number means, as a sentence that does not repeat how the label begins."""
    text, beginning = str(ABOUT[name]["means"]), LABELS[name].partition(":")[0] + ": "
    text = text[len(beginning) :] if text.casefold().startswith(beginning.casefold()) else text
    return text[0].upper() + text[1:] + "."
