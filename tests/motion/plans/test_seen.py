"""The plan in the vendor's eyes and in the customer's."""

from __future__ import annotations

from datetime import date

import pytest
from tests.cast import NOW, TODAY
from tests.records.plans.conftest import LATER, Planned, as_actor, planned, promised

from toprung.kernel.errors import NotFound
from toprung.kernel.vocabulary import MilestoneState
from toprung.motion.plans.customers import as_shared, if_shared_now
from toprung.motion.plans.picture import PlanSeen, differing, plan_seen
from toprung.records.plans.actions import (
    change_milestone,
    move_milestone,
    propose_wording,
    report_signature,
    sign_plan,
    start_plan,
)
from toprung.records.plans.drafts import MilestoneDraft, MilestoneMove, Subject, Wording

__all__ = ["planned", "promised"]


def seen(held: Planned) -> PlanSeen:
    """The plan as the vendor sees it today."""
    found = plan_seen(held.cast.harbor, TODAY)
    assert found is not None
    return found


def done(held: Planned, number: int) -> None:
    """That milestone is done today."""
    milestone = held.plan.milestones.get(number=number)
    move_milestone(milestone, MilestoneMove(MilestoneState.DONE), by=held.cast.csm, now=NOW)


def test_no_plan(planned: Planned) -> None:
    assert plan_seen(planned.cast.their_harbor, TODAY) is None


def test_the_answer_tells_agreement_progress_and_what_waits(planned: Planned) -> None:
    cast = planned.cast
    assert seen(planned).answer == (
        "The plan is internal: nothing was shared with the customer yet; none of its 2 milestones is done or overdue."
    )
    first = planned.share()
    done(planned, 1)
    assert seen(planned).answer == (
        "Version 1 is shared and nobody has signed it yet; 1 of 2 milestones is done, none is overdue."
    )
    sign_plan(first, by=as_actor(cast.champion), now=NOW)
    report_signature(first, cast.sponsor, signed_on=date(2026, 3, 30), how="On paper", by=cast.csm, now=NOW)
    change_milestone(planned.mapping, MilestoneDraft(title="Weigh them"), by=cast.csm, now=LATER)
    propose_wording(planned.plan, Subject(milestone=1), Wording("Weigh"), by=as_actor(cast.buyer), now=LATER)
    done(planned, 2)
    assert seen(planned).answer == (
        "Version 1 is agreed by Esi Laurent and Carlos Prado on 30 Mar 2026; all 2 milestones are done. "
        "1 proposed wording waits for an answer and 1 change is not shared yet."
    )
    planned.share()
    assert seen(planned).answer.startswith(
        "Version 2 waits for a signature; version 1 was agreed by Esi Laurent and Carlos Prado on 30 Mar 2026; "
    )


def test_a_plan_without_milestones(promised: object, planned: Planned) -> None:
    planned.plan.milestones.all().delete()

    assert seen(planned).answer.endswith("; it has no milestones yet.")


def test_dropped_milestones_count_no_more(planned: Planned) -> None:
    move_milestone(planned.mapping, MilestoneMove(MilestoneState.DROPPED), by=planned.cast.csm, now=NOW)

    assert [m.number for m in seen(planned).milestones] == [2]
    assert seen(planned).answer.endswith("its milestone is not done yet, nor overdue.")


def test_the_customer_sees_the_versions_words_and_todays_state(planned: Planned) -> None:
    assert as_shared(planned.plan, TODAY) is None
    planned.share()
    change_milestone(planned.mapping, MilestoneDraft(title="Weigh them"), by=planned.cast.csm, now=LATER)
    done(planned, 1)

    theirs, next_one = as_shared(planned.plan, TODAY), if_shared_now(planned.plan, TODAY)

    assert theirs is not None
    assert [(m.title, m.state, m.done_on) for m in theirs.milestones] == [
        ("Weigh every bin", MilestoneState.DONE, TODAY)
    ]
    assert [m.title for m in next_one.milestones] == ["Weigh them"]
    assert (theirs.number, next_one.number, next_one.shared_at) == (1, 0, None)
    assert [o.validator for o in theirs.outcomes] == ["Tom Becker", ""]


def test_differences_between_any_two(planned: Planned) -> None:
    planned.share()
    change_milestone(planned.mapping, MilestoneDraft(due_on=date(2026, 5, 3)), by=planned.cast.csm, now=LATER)
    planned.share()
    change_milestone(planned.mapping, MilestoneDraft(title="Weigh them"), by=planned.cast.csm, now=LATER)

    assert differing(planned.plan, 1, 2) == ("Due day of milestone “Weigh every bin” from 30 Apr 2026 to 3 May 2026",)
    assert differing(planned.plan, 2, 1) == ("Due day of milestone “Weigh every bin” from 3 May 2026 to 30 Apr 2026",)
    assert differing(planned.plan, 2, 0) == ("Milestone “Weigh every bin” now reads “Weigh them”",)
    with pytest.raises(NotFound, match="has no version 9"):
        differing(planned.plan, 9, 0)


def test_another_companys_plan_is_its_own(planned: Planned) -> None:
    planned.share()
    theirs = start_plan(planned.cast.their_harbor, by=planned.cast.stranger, now=NOW)

    assert as_shared(theirs, TODAY) is None
    assert if_shared_now(theirs, TODAY).outcomes == ()
