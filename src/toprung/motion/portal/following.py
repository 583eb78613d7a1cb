"""What follows by itself: reminders that stop, and asking again where a confirmed number was corrected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F

from toprung.kernel.vocabulary import Said
from toprung.records.outcomes.models import Measurement
from toprung.records.portal.asking import ask_again, asked_again, due_reminders, remind, requests
from toprung.records.portal.models import AttestationRequest, RequestEnd
from toprung.records.tenancy.actors import SYSTEM
from toprung.records.tenancy.models import Workspace


def follow(workspace: Workspace, now: datetime) -> int:
    """Put the reminders and the new questions that are due; returns how many. Doing it twice adds nothing.

    Where nothing is due: four queries at most, however many numbers were corrected once.
    """
    today = workspace.day_of(now)
    reminded = sum(remind(asked, today, now=now) for asked in due_reminders(workspace, today))
    return reminded + _ask_again(workspace, now)


def _ask_again(workspace: Workspace, now: datetime) -> int:
    """Who said yes to a number that another one has replaced since is asked about that one."""
    found = list(_corrected(workspace))
    known = asked_again(workspace) if found else set()
    return sum(
        ask_again(asked, corrected, by=SYSTEM, now=now)
        for asked, corrected in found
        if (asked.stakeholder_id, corrected.pk) not in known
    )


def _corrected(workspace: Workspace) -> Iterator[tuple[AttestationRequest, Measurement]]:
    """Questions answered with yes whose number says something else by now, with what it says. Two queries at most."""
    answered = requests(workspace).filter(
        closed_as=RequestEnd.ANSWERED.value, answer__said=Said.YES.value, about__superseded_at__gt=F("closed_at")
    )
    found = [(asked, asked.about) for asked in answered.select_related("about") if asked.about is not None]
    standing = Measurement.objects.filter(
        outcome__account__workspace=workspace, outcome__in={about.outcome_id for _, about in found}, superseded_at=None
    )
    now = {(value.outcome_id, value.occurred_on): value for value in standing} if found else {}
    for asked, about in found:
        value = now.get((about.outcome_id, about.occurred_on))
        if value is not None and (value.value, value.state) != (about.value, about.state):
            yield asked, value
