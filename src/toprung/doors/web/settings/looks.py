"""Looks at what a policy would change, kept for a while: a large segment is looked at piece by piece.

A look belongs to what is on file, what is proposed, and the day; whoever proposes the same sees the same one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import cache

from toprung.doors.web.visits import Visit
from toprung.kernel.canon import fingerprint
from toprung.motion.preview import SLICE, Preview, preview_slice, waiting
from toprung.records.book.models import Segment

#: of the accounts that would change, how many are listed, the largest
LISTED = 100
#: segments up to this size are looked at as soon as a number changes, larger ones when asked to
AT_ONCE = 3_000
#: how long a look is believed, in seconds: the book goes on meanwhile
_BELIEVED = 600
#: how long what was foreseen can be held against what came, in seconds
_REMEMBERED = 14 * 24 * 3600
#: accounts judged twice in a second, as measured on two slow cores
_A_SECOND = 400

Settings = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Look:
    """A preview so far, and how many accounts are still to be looked at."""

    preview: Preview
    left: int

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1."""
        looked = self.preview.accounts
        return looked / (looked + self.left) if self.left else 1.0


def look(visit: Visit, segment: Segment, settings: Settings, *, go_on: bool, again: bool = False) -> Look:
    """The next piece of the look; all of it where the segment is small or the look was done lately.

    `go_on` takes up where the last piece ended, `again` begins anew. Raises BadInput for what does not fit.
    """
    key = _key(visit, segment, settings)
    found = None if again else _kept(key)
    if found is None or (found.left and not go_on):
        found = Look(Preview(segment.name, visit.today), 1)
    if not found.left:
        return found
    preview = found.preview
    preview.add(preview_slice(visit.workspace, segment.name, settings, visit.today, preview.last, SLICE))
    return _keep(key, Look(preview.cut(LISTED), waiting(visit.workspace, segment.name, preview.last)))


def is_begun(visit: Visit, segment: Segment, settings: Settings) -> bool:
    """Has somebody asked for this look lately?"""
    return _kept(_key(visit, segment, settings)) is not None


def size(visit: Visit, segment: Segment) -> int:
    """How many accounts a look would have to judge."""
    return waiting(visit.workspace, segment.name)


def seconds(accounts: int) -> int:
    """About how long a look at so many accounts takes."""
    return max(1, round(accounts / _A_SECOND))


def foreseen(visit: Visit, segment: Segment, settings: Settings) -> Preview | None:
    """What was foreseen of these settings: by a look that is done, or by one now where it fits into one piece."""
    found = _kept(_key(visit, segment, settings))
    if found is None or found.left:
        if size(visit, segment) > SLICE:
            return None
        found = look(visit, segment, settings, go_on=False)
    return found.preview


def remember(entry: int, preview: Preview) -> None:
    """Keep what was foreseen of the change of policy that is this entry of the journal."""
    cache.set(_memory(entry), preview.as_json(), _REMEMBERED)


def remembered(entry: int) -> Preview | None:
    """What was foreseen of that change; None where nobody looked, or it is long ago."""
    told = cache.get(_memory(entry))
    return None if told is None else Preview.from_json(told)


def _memory(entry: int) -> str:
    return f"policy.foreseen.{entry}"


def _key(visit: Visit, segment: Segment, settings: Settings) -> str:
    about = [segment.pk, segment.name, segment.settings, dict(settings), visit.today]
    return f"policy.look.{fingerprint(about)}"


def _kept(key: str) -> Look | None:
    told = cache.get(key)
    return None if told is None else Look(Preview.from_json(told["preview"]), told["left"])


def _keep(key: str, found: Look) -> Look:
    cache.set(key, {"preview": found.preview.as_json(), "left": found.left}, _BELIEVED)
    return found
