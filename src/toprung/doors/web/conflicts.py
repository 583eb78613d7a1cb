"""Two people editing the same thing: nobody's words are lost.

A form carries, signed, the values as they were shown. What another person has changed since, and this one has not,
stays as the other left it; where both changed one field, both versions are shown and nothing is saved yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing

from toprung.kernel.canon import plain
from toprung.kernel.errors import BadInput, Refused

#: the hidden field in which a form says what was on file when it was shown
FIELD = "seen"
_SALT = "toprung.seen"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in two versions: on file now, and as this person wants it."""

    field: str
    theirs: Any
    yours: Any


class Conflict(Refused):
    """Someone else changed the same field since it was shown; nothing was saved, and both versions are here."""

    def __init__(self, differences: tuple[Difference, ...]) -> None:
        super().__init__(
            "Someone else changed this while you were writing. Nothing of yours is lost: both versions are shown; "
            "choose, then save again."
        )
        self.differences = differences


def seen(values: Mapping[str, Any]) -> str:
    """What goes into the form's hidden field: the values on file as the form shows them, in types of `canon.plain`."""
    return signing.dumps({name: plain(value) for name, value in values.items()}, salt=_SALT, compress=True)


def merged(seen_then: str, on_file: Mapping[str, Any], yours: Mapping[str, Any]) -> dict[str, Any]:
    """What to save: this person's changes laid over what is on file now.

    Fields that this person left as they were shown are not among them. Raises Conflict where both changed a field to
    different values, BadInput where the form does not say what it showed.
    """
    shown = _shown(seen_then)
    changed = {name: value for name, value in yours.items() if name not in shown or plain(value) != shown[name]}
    differing = tuple(
        Difference(name, on_file.get(name), value)
        for name, value in changed.items()
        if name in shown and plain(on_file.get(name)) not in (shown[name], plain(value))
    )
    if differing:
        raise Conflict(differing)
    return changed


def _shown(seen_then: str) -> dict[str, Any]:
    try:
        return dict(signing.loads(seen_then, salt=_SALT))
    except signing.BadSignature as error:
        raise BadInput(
            "This form does not say what it showed; nothing was saved. Reload the page, then send it again."
        ) from error
