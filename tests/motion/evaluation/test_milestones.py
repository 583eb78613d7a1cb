"""Milestones of success plans as evidence: those open by the day, with the day they are due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from tests.cast import NOW, TODAY, Cast
from tests.records.plans.conftest import as_actor

from toprung.doctrine.evidence import Milestone
from toprung.kernel.vocabulary import MilestoneState
from toprung.motion.evaluation.gathering import gather
from toprung.motion.evaluation.models import AccountVerdict
from toprung.motion.upkeep import refresh
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.plans.actions import (
    add_milestone,
    comment_plan,
    move_milestone,
    report_signature,
    share_plan,
    start_plan,
)
from toprung.records.plans.drafts import MilestoneDraft, MilestoneMove
from toprung.records.plans.models import SuccessPlan


@pytest.fixture
def plan(cast: Cast) -> SuccessPlan:
    """Harbor Foods (live since 1 Oct 2025) with a promise and a plan."""
    write_outcomes(cast.workspace, [OutcomeDraft("HF-1", "waste", "Throw away less food")], by=cast.csm, now=NOW)
    return start_plan(cast.harbor, by=cast.csm, now=NOW)


def milestones(cast: Cast, day: date = TODAY) -> tuple[Milestone, ...]:
    """What the evidence of Harbor Foods holds on the day."""
    [[evidence]] = list(gather(cast.workspace, day))
    return evidence.milestones


def add(cast: Cast, plan: SuccessPlan, draft: MilestoneDraft, now: datetime = NOW) -> None:
    """One more milestone."""
    add_milestone(plan, draft, by=cast.csm, now=now)


def test_open_ones_with_a_day(cast: Cast, plan: SuccessPlan) -> None:
    add(cast, plan, MilestoneDraft("Weigh", "waste", due_on=date(2026, 4, 30)))
    add(cast, plan, MilestoneDraft("Report", "waste", due_days=90))
    add(cast, plan, MilestoneDraft("Some day", "waste"))

    # 1 Oct 2025 + 90 days = 30 Dec 2025
    assert milestones(cast) == (
        Milestone("1", "Weigh", "waste", date(2026, 4, 30)),
        Milestone("2", "Report", "waste", date(2025, 12, 30)),
    )
    assert next(iter(gather(cast.elsewhere, TODAY)))[0].milestones == ()


def test_done_and_dropped_ones_are_closed_from_their_day(cast: Cast, plan: SuccessPlan) -> None:
    for title in ("Weigh", "Report"):
        add(cast, plan, MilestoneDraft(title, "waste", due_on=date(2026, 3, 1)), NOW - timedelta(days=20))
    done, dropped = plan.milestones.order_by("number")
    move_milestone(done, MilestoneMove(MilestoneState.DONE, date(2026, 3, 20)), by=cast.csm, now=NOW)
    move_milestone(dropped, MilestoneMove(MilestoneState.DROPPED), by=cast.csm, now=NOW)

    assert milestones(cast) == ()
    assert [m.reference for m in milestones(cast, date(2026, 3, 30))] == ["2"]
    assert [m.reference for m in milestones(cast, date(2026, 3, 19))] == ["1", "2"]
    assert milestones(cast, date(2026, 3, 10)) == (), "not planned yet"


def test_an_overdue_one_opens_a_signal_that_its_end_closes(cast: Cast, plan: SuccessPlan) -> None:
    add(cast, plan, MilestoneDraft("Weigh", "waste", due_on=date(2026, 3, 30)))
    refresh(cast.workspace, ["HF-1"], NOW)
    assert "milestone:1" in subjects(cast)

    move_milestone(plan.milestones.get(), MilestoneMove(MilestoneState.DONE), by=cast.csm, now=NOW)
    refresh(cast.workspace, ["HF-1"], NOW)
    assert "milestone:1" not in subjects(cast)


def test_an_executive_who_signs_or_comments_has_acted(cast: Cast, plan: SuccessPlan) -> None:
    version = share_plan(plan, by=cast.csm, now=NOW)
    comment_plan(plan, "Good", by=as_actor(cast.champion), now=NOW)
    assert acts(cast) == ()

    comment_plan(plan, "On my agenda", by=as_actor(cast.sponsor), now=NOW)
    report_signature(version, cast.sponsor, signed_on=date(2026, 3, 30), how="On paper", by=cast.csm, now=NOW)

    assert set(acts(cast)) == {date(2026, 3, 30), TODAY}
    assert acts(cast, date(2026, 3, 30)) == (date(2026, 3, 30),)


def acts(cast: Cast, day: date = TODAY) -> tuple[date, ...]:
    """When the evidence says that Harbor Foods' executive did something."""
    [[evidence]] = list(gather(cast.workspace, day))
    return evidence.executive_acts


def subjects(cast: Cast) -> set[str]:
    """What the open signals are about."""
    return {s["subject"] for s in AccountVerdict.objects.get(account=cast.harbor).verdict["signals"]}
