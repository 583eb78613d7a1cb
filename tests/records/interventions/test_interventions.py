"""Interventions: opened once, worked on, closed for good."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import NOW, TODAY, Cast

from toprung.kernel.changing_hands import InterventionCause, InterventionEnd
from toprung.kernel.errors import BadInput, NotAllowed, NotFound, Refused
from toprung.records.interventions import queries
from toprung.records.interventions.actions import (
    Opening,
    add_step,
    close_interventions,
    finish_step,
    open_interventions,
    take_intervention,
)
from toprung.records.interventions.models import Intervention, InterventionStep
from toprung.records.journal.models import Entry
from toprung.records.tenancy.actors import ANONYMOUS, SYSTEM

LATER = NOW + timedelta(days=1)


@pytest.fixture
def opened(cast: Cast) -> Intervention:
    opening = Opening(cast.harbor.pk, InterventionCause.NO, "Close in 5 days")
    assert open_interventions(cast.workspace, [opening], by=SYSTEM, now=NOW) == 1
    return Intervention.objects.select_related("account__workspace").get()


def test_anonymous_strangers_and_sellers_may_not(cast: Cast, opened: Intervention) -> None:
    for actor in (ANONYMOUS, cast.stranger, cast.seller, cast.viewer):
        with pytest.raises(NotAllowed):
            add_step(opened, "Call them", by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            take_intervention(opened, "Me", by=actor, now=NOW)
    assert not InterventionStep.objects.exists()


def test_one_is_open_at_a_time_and_of_one_workspace(cast: Cast, opened: Intervention) -> None:
    again = [Opening(cast.harbor.pk, InterventionCause.SILENCE), Opening(cast.their_harbor.pk, InterventionCause.NO)]
    assert open_interventions(cast.workspace, again, by=SYSTEM, now=LATER) == 0
    assert (opened.owner, opened.opened_on, opened.subject) == ("Chidi Mensah", TODAY, "Close in 5 days")


def test_steps_are_planned_done_and_told_by_the_journal(cast: Cast, opened: Intervention) -> None:
    step = add_step(opened, " Ask Mina for the number ", owner="Clara Ruiz", due_on=TODAY, by=cast.csm, now=NOW)
    assert (step.text, step.done_on) == ("Ask Mina for the number", None)
    finish_step(step, by=cast.csm, now=LATER)
    finish_step(step, by=cast.csm, now=LATER)
    assert step.done_on == TODAY + timedelta(days=1)
    assert add_step(opened, "Called Tom", done=True, by=cast.csm, now=NOW).done_on == TODAY
    take_intervention(opened, "Clara Ruiz", by=cast.leader, now=NOW)
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "open_intervention",
        "add_intervention_step",
        "finish_intervention_step",
        "add_intervention_step",
        "take_intervention",
    ]


def test_a_step_needs_words(cast: Cast, opened: Intervention) -> None:
    for text in ("  ", "x" * 2_001):
        with pytest.raises(BadInput, match="Say what is done"):
            add_step(opened, text, by=cast.csm, now=NOW)


def test_closed_is_closed(cast: Cast, opened: Intervention) -> None:
    ends = {cast.harbor.pk: InterventionEnd.RESULT_STANDS}
    assert close_interventions(cast.workspace, ends, by=SYSTEM, now=LATER) == 1
    assert close_interventions(cast.workspace, ends, by=SYSTEM, now=LATER) == 0
    with pytest.raises(Refused, match="was closed on 2026-04-01"):
        add_step(opened, "Too late", by=cast.csm, now=LATER)
    opening = Opening(cast.harbor.pk, InterventionCause.SILENCE)
    assert open_interventions(cast.workspace, [opening], by=SYSTEM, now=LATER) == 1
    assert [i.ended for i in queries.interventions(cast.workspace)] == ["", "result_stands"]


def test_a_key_of_another_account_is_not_found(cast: Cast, opened: Intervention) -> None:
    assert queries.intervention(cast.workspace, cast.harbor.pk, opened.pk) == opened
    with pytest.raises(NotFound):
        queries.intervention(cast.elsewhere, cast.their_harbor.pk, opened.pk)
    with pytest.raises(NotFound):
        queries.step(cast.workspace, cast.harbor.pk, 1)
