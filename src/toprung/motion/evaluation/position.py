"""How far the facts of a workspace had come: what two looks at them have to agree in to have seen the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from toprung import __version__
from toprung.motion import stores
from toprung.motion.evaluation.models import BookState
from toprung.records.journal.models import Entry
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.turns import turn


@dataclass(frozen=True, slots=True)
class Position:
    """The last entry of the workspace's journal, the lake's version with which its events last changed, and their
    first day.

    Not a moment: an import is stamped with its beginning, and its last rows come long after it. Within a workspace
    entries are numbered in the order in which they are committed: who writes one holds the workspace's turn.
    """

    journal: int
    lake: int
    fed_since: date | None

    @classmethod
    def of(cls, workspace: Workspace, known: BookState | None = None) -> Position:
        """Where the workspace is now. The files are not looked through where the lake is as `known` has found it."""
        latest = Entry.objects.filter(workspace=workspace).order_by("-id").values_list("id", flat=True).first()
        lake, key = stores.lake(), stores.lake_key(workspace)
        # The version first: a day that came after it is looked at again with the next one.
        version = lake.last_change(key)
        if known is not None and known.lake_version == version:
            return cls(latest or 0, version, known.fed_since)
        return cls(latest or 0, version, lake.first_event_on(key))


def reach(workspace: Workspace, as_of: date, position: Position, now: datetime) -> None:
    """Note that every state of the book has come to this day and position. Moves forward only."""
    with turn(workspace):
        held = BookState.objects.filter(workspace=workspace).first()
        if held is not None and (held.as_of, held.journal_position) > (as_of, position.journal):
            return
        BookState.objects.update_or_create(
            workspace=workspace,
            defaults={
                "as_of": as_of,
                "journal_position": position.journal,
                "lake_version": position.lake,
                "fed_since": position.fed_since,
                "version": __version__,
                "at": now,
            },
        )


def reached(workspace: Workspace) -> BookState | None:
    """How far the states of the book have come; None before its first evaluation."""
    return BookState.objects.filter(workspace=workspace).first()
