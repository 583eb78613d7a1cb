"""How far the facts of a workspace had come: what two looks at them have to agree in to have seen the same."""

from __future__ import annotations

from dataclasses import dataclass

from toprung.motion import stores
from toprung.records.journal.models import Entry
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Position:
    """The last entry of the workspace's journal, and the fingerprint of its files in the lake.

    Not a moment: an import is stamped with its beginning, and its last rows come long after it.
    """

    journal: int
    lake: str

    @classmethod
    def of(cls, workspace: Workspace) -> Position:
        """Where the workspace is now."""
        latest = Entry.objects.filter(workspace=workspace).order_by("-id").values_list("id", flat=True).first()
        lake = stores.lake()
        return cls(latest or 0, lake.fingerprint(lake.files(stores.lake_key(workspace))))
