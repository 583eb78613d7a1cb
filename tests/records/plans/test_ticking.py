"""A customer's person says a milestone of their own is done, or not after all: who, when, and what they may not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cast import NOW, TODAY
from tests.records.plans.conftest import LATER, Planned, as_actor

from toprung.kernel.errors import NotAllowed, NotFound, Refused
from toprung.kernel.vocabulary import MilestoneState, StakeholderRole
from toprung.records.book.models import Stakeholder
from toprung.records.journal.models import Entry
from toprung.records.plans import queries
from toprung.records.plans.actions import change_milestone, move_milestone, share_milestones, tick_milestone
from toprung.records.plans.drafts import MilestoneDraft, MilestoneMove
from toprung.records.tenancy.actors import ANONYMOUS


def test_nobody_else_ticks_it_off(planned: Planned) -> None:
    planned.share()
    cast = planned.cast
    away = Stakeholder.objects.create(account=cast.their_harbor, name="Nils Far", role=StakeholderRole.CHAMPION)
    before = Entry.objects.count()

    for actor in (ANONYMOUS, cast.stranger, as_actor(away), *cast.members.values()):
        with pytest.raises(NotAllowed):
            tick_milestone(planned.plan, 1, done=True, by=actor, now=NOW)
    with pytest.raises(Refused, match="somebody else’s"):
        tick_milestone(planned.plan, 1, done=True, by=as_actor(cast.buyer), now=NOW)

    assert queries.milestone(planned.plan, 1).state == MilestoneState.PLANNED
    assert Entry.objects.count() == before


def test_done_and_not_after_all_stay_on_record(planned: Planned) -> None:
    planned.share()
    champion = planned.cast.champion

    tick_milestone(planned.plan, 1, done=True, by=as_actor(champion), now=NOW)
    held = queries.milestone(planned.plan, 1)
    assert (held.state, held.done_on, held.moved_by, held.moved_at) == ("done", TODAY, champion, NOW)

    tick_milestone(planned.plan, 1, done=False, by=as_actor(champion), now=LATER)
    held = queries.milestone(planned.plan, 1)
    assert (held.state, held.done_on, held.moved_by, held.moved_at) == ("in_progress", None, champion, LATER)

    undone, done = Entry.objects.filter(verb="move_milestone").order_by("-pk")
    assert {(e.actor_kind, e.actor_name, e.account, e.subject) for e in (done, undone)} == {
        ("stakeholder", "Carlos Prado", "HF-1", "milestone 1")
    }
    assert (done.at, done.changes) == (NOW, {"state": ["planned", "done"], "done_on": [None, "2026-03-31"]})
    assert (undone.at, undone.changes) == (LATER, {"state": ["done", "in_progress"], "done_on": ["2026-03-31", None]})


def test_the_same_again_changes_nothing(planned: Planned) -> None:
    planned.share()
    move_milestone(planned.mapping, MilestoneMove(MilestoneState.DONE, date(2026, 3, 20)), by=planned.cast.csm, now=NOW)
    before = Entry.objects.count()

    tick_milestone(planned.plan, 1, done=True, by=as_actor(planned.cast.champion), now=LATER)

    held = queries.milestone(planned.plan, 1)
    assert (held.done_on, held.moved_by, held.moved_at) == (date(2026, 3, 20), None, NOW)
    assert Entry.objects.count() == before


def test_what_the_vendor_says_later_takes_its_place(planned: Planned) -> None:
    planned.share()
    tick_milestone(planned.plan, 1, done=True, by=as_actor(planned.cast.champion), now=NOW)

    move_milestone(planned.mapping, MilestoneMove(MilestoneState.IN_PROGRESS), by=planned.cast.csm, now=LATER)

    held = queries.milestone(planned.plan, 1)
    assert (held.state, held.moved_by, held.moved_at) == ("in_progress", None, LATER)


def test_only_what_was_shared_with_them_as_theirs(planned: Planned) -> None:
    cast, champion = planned.cast, as_actor(planned.cast.champion)
    with pytest.raises(NotFound):
        tick_milestone(planned.plan, 1, done=True, by=champion, now=NOW)
    planned.share()
    share_milestones(planned.plan, [2], by=cast.csm, now=NOW)
    change_milestone(planned.internal, MilestoneDraft(owner=f"stakeholder:{cast.champion.pk}"), by=cast.csm, now=NOW)
    with pytest.raises(NotFound):
        tick_milestone(planned.plan, 2, done=True, by=champion, now=NOW)
    with pytest.raises(NotFound):
        tick_milestone(planned.plan, 99, done=True, by=champion, now=NOW)

    # Given to somebody else, which the customer was not shown: by the version they see it is still the champion's.
    change_milestone(planned.mapping, MilestoneDraft(owner=f"stakeholder:{cast.buyer.pk}"), by=cast.csm, now=NOW)
    with pytest.raises(Refused):
        tick_milestone(planned.plan, 1, done=True, by=as_actor(cast.buyer), now=NOW)
    assert tick_milestone(planned.plan, 1, done=True, by=champion, now=NOW).state == MilestoneState.DONE
    planned.share()
    with pytest.raises(Refused):
        tick_milestone(planned.plan, 1, done=False, by=champion, now=NOW)
    assert tick_milestone(planned.plan, 2, done=True, by=champion, now=NOW).state == MilestoneState.DONE


def test_a_dropped_one_is_not_ticked_off(planned: Planned) -> None:
    planned.share()
    move_milestone(planned.mapping, MilestoneMove(MilestoneState.DROPPED), by=planned.cast.csm, now=NOW)

    with pytest.raises(Refused, match="was dropped"):
        tick_milestone(planned.plan, 1, done=True, by=as_actor(planned.cast.champion), now=LATER)


def test_who_has_left_does_not_act(planned: Planned) -> None:
    planned.share()
    champion = planned.cast.champion
    champion.left_on = TODAY - timedelta(days=1)
    champion.save()

    with pytest.raises(Refused, match="What was said before stands"):
        tick_milestone(planned.plan, 1, done=True, by=as_actor(champion), now=NOW)
