"""What follows by itself: reminders that stop, and asking again where a confirmed number was corrected."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from toprung.kernel.vocabulary import Said
from toprung.records.outcomes.models import Measurement
from toprung.records.portal.asking import ask_again, due_reminders, remind, requests
from toprung.records.portal.models import RequestEnd
from toprung.records.tenancy.actors import SYSTEM
from toprung.records.tenancy.models import Workspace


def follow(workspace: Workspace, now: datetime) -> int:
    """Put the reminders and the new questions that are due; returns how many. Doing it twice adds nothing."""
    today = workspace.day_of(now)
    reminded = sum(remind(asked, today, now=now) for asked in due_reminders(workspace, today))
    return reminded + _ask_again(workspace, now)


def _ask_again(workspace: Workspace, now: datetime) -> int:
    """Who said yes to a number that another one has replaced since is asked about that one."""
    answered = requests(workspace).filter(
        closed_as=RequestEnd.ANSWERED.value, answer__said=Said.YES.value, about__superseded_at__gt=F("closed_at")
    )
    asked = 0
    for request in answered.select_related("about"):
        about = request.about
        of_workspace = Measurement.objects.filter(outcome__account__workspace=workspace)
        standing = of_workspace.filter(outcome=request.outcome, superseded_at=None)
        corrected = standing.filter(occurred_on=about.occurred_on).first() if about else None
        if about and corrected and (corrected.value, corrected.state) != (about.value, about.state):
            asked += ask_again(request, corrected, by=SYSTEM, now=now)
    return asked
