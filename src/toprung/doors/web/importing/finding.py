"""The visit's run of a key."""

from __future__ import annotations

from django.http import Http404

from toprung.doors.web.visits import Visit
from toprung.motion.imports.models import ImportRun


def run_of(visit: Visit, key: int) -> ImportRun:
    """The import of that key in the visit's workspace. Raises Http404."""
    people = ("workspace", "member", "started_by", "undone_by", "mends")
    found = ImportRun.objects.select_related(*people).filter(workspace=visit.workspace, pk=key).first()
    if found is None:
        raise Http404
    return found
