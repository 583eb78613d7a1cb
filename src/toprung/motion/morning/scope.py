"""Whose accounts are looked at: the team's, or those that one member owns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from toprung.motion.evaluation.models import AccountState, StateChange
from toprung.motion.lists.narrowing import Mine, Viewer
from toprung.records.tenancy.models import Workspace

_MINE = Mine("who", "Whose")


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of a workspace's book as one member sees it. `mine`: the accounts whose owner the member is."""

    workspace: Workspace
    viewer: Viewer
    mine: bool = False

    @property
    def today(self) -> date:
        return self.viewer.today

    @property
    def narrowed(self) -> Q:
        """What the states have to answer to."""
        return _MINE.where(("mine",), self.viewer) if self.mine else Q()

    def states(self) -> QuerySet[AccountState]:
        """The states of the accounts looked at."""
        return AccountState.objects.filter(self.narrowed, workspace=self.workspace)

    def changes(self) -> QuerySet[StateChange]:
        """The history of the accounts looked at, by the owner of today."""
        found = StateChange.objects.filter(workspace=self.workspace)
        if not self.mine:
            return found
        return found.filter(account__in=self.states().values("account"))
