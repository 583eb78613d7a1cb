"""A segment by the key in the address, within the visitor's workspace."""

from __future__ import annotations

from toprung.doors.web.visits import Visit
from toprung.kernel.errors import NotFound
from toprung.records.book import queries
from toprung.records.book.models import Segment


def segment_at(visit: Visit, key: int) -> Segment:
    """The segment, with its workspace. Raises NotFound, which says no more than that it is not there."""
    found = queries.segments(visit.workspace).select_related("workspace").filter(pk=key).first()
    if found is None:
        raise NotFound("There is no such segment in this workspace.")
    return found
