"""A plan is begun, filled with milestones, and moves on."""

from __future__ import annotations

from datetime import date

import pytest
from tests.cast import NOW, TODAY, Cast
from tests.records.plans.conftest import LATER, Planned, as_actor

from toprung.kernel.errors import BadInput, NotAllowed, NotFound, Refused
from toprung.kernel.vocabulary import Aim, MilestoneState, Side, StakeholderRole
from toprung.records.journal.models import Entry
from toprung.records.plans import queries
from toprung.records.plans.actions import (
    add_milestone,
    add_step,
    change_milestone,
    change_plan,
    change_step,
    change_template,
    move_milestone,
    remove_step,
    remove_template,
    share_milestones,
    start_plan,
    use_template,
    write_template,
)
from toprung.records.plans.drafts import MilestoneDraft, MilestoneMove, PlanDraft, StepDraft, TemplateDraft
from toprung.records.plans.models import PlanTemplate, TemplateStep
from toprung.records.tenancy.actors import ANONYMOUS


@pytest.fixture
def template(cast: Cast) -> PlanTemplate:
    """First steps for Mid-Market: one the vendor's, one the champion's."""
    draft = TemplateDraft("First 90 days", "Mid-Market", "Reach first value")
    made = write_template(cast.workspace, draft, by=cast.leader, now=NOW)
    add_step(made, StepDraft("Kick off", due_days=0), by=cast.leader, now=NOW)
    theirs = StepDraft("Train the team", Aim.FIRST_VALUE, Side.CUSTOMER, StakeholderRole.CHAMPION, 30)
    add_step(made, theirs, by=cast.leader, now=NOW)
    return made


def test_anonymous_strangers_viewers_and_customers_begin_no_plan(promised: Cast) -> None:
    for actor in (ANONYMOUS, promised.stranger, promised.viewer, as_actor(promised.champion)):
        with pytest.raises(NotAllowed):
            start_plan(promised.harbor, by=actor, now=NOW)


def test_the_csm_begins_one_once(promised: Cast) -> None:
    plan = start_plan(promised.harbor, by=promised.csm, now=NOW)

    assert (plan.purpose, plan.template, plan.shared_at) == ("", "", None)
    assert queries.the_plan(promised.harbor) == plan
    with pytest.raises(Refused, match="has a success plan already"):
        start_plan(promised.harbor, by=promised.leader, now=NOW)


def test_a_plan_of_another_workspace_is_not_found(planned: Planned) -> None:
    assert list(queries.plans(planned.cast.elsewhere)) == []
    with pytest.raises(NotFound, match="has no success plan yet"):
        queries.the_plan(planned.cast.their_harbor)


def test_a_template_brings_milestones_with_owners_and_days(promised: Cast, template: PlanTemplate) -> None:
    plan = start_plan(promised.harbor, template, by=promised.csm, now=NOW)

    first, second = queries.milestones(plan)
    assert (plan.purpose, plan.template) == ("Reach first value", "First 90 days")
    assert (first.number, first.title, first.outcome.external_id, first.due_days) == (1, "Kick off", "waste", 0)
    assert first.owner_member_id == int(promised.csm.id)
    # No outcome is marked first value but the first, which took the mark: the same.
    assert (second.number, second.outcome.external_id, second.owner_stakeholder) == (2, "waste", promised.champion)
    assert not first.shared


def test_a_template_adds_only_what_is_missing(planned: Planned, template: PlanTemplate) -> None:
    cast = planned.cast
    add_milestone(planned.plan, MilestoneDraft("KICK OFF", "audit"), by=cast.csm, now=NOW)

    added = use_template(planned.plan, template, by=cast.csm, now=NOW)

    assert [(m.number, m.title) for m in added] == [(4, "Train the team")]
    assert use_template(planned.plan, template, by=cast.csm, now=NOW) == []


def test_a_template_needs_an_outcome(cast: Cast, template: PlanTemplate) -> None:
    with pytest.raises(Refused, match="Promise an outcome first"):
        start_plan(cast.harbor, template, by=cast.csm, now=NOW)
    assert queries.plan_of(cast.harbor) is None


def test_a_milestone_needs_a_title_and_an_outcome_on_file(planned: Planned) -> None:
    plan, csm = planned.plan, planned.cast.csm
    with pytest.raises(BadInput, match="needs a title and the outcome"):
        add_milestone(plan, MilestoneDraft("Weigh"), by=csm, now=NOW)
    with pytest.raises(NotFound, match="has no outcome “other”"):
        add_milestone(plan, MilestoneDraft("Weigh", "other"), by=csm, now=NOW)
    with pytest.raises(NotFound, match="member or one of Harbor Foods’s people"):
        add_milestone(plan, MilestoneDraft("Weigh", "waste", "stakeholder:999"), by=csm, now=NOW)
    with pytest.raises(NotFound, match="member or one of Harbor Foods’s people"):
        add_milestone(plan, MilestoneDraft("Weigh", "waste", f"member:{planned.cast.stranger.id}"), by=csm, now=NOW)
    with pytest.raises(BadInput, match="Shorten it to 300"):
        add_milestone(plan, MilestoneDraft("x" * 301, "waste"), by=csm, now=NOW)


def test_a_milestone_changes_field_by_field(planned: Planned) -> None:
    cast = planned.cast
    one = MilestoneDraft(title="Weigh each bin", owner=f"member:{cast.csm.id}")
    other = MilestoneDraft(due_days=30, clear=frozenset({"due_on"}))

    change_milestone(planned.mapping, one, by=cast.csm, now=LATER)
    change_milestone(planned.mapping, other, by=cast.other_csm, now=LATER)

    held = queries.milestone(planned.plan, 1)
    assert (held.title, held.due_on, held.due_days, held.shared) == ("Weigh each bin", None, 30, True)
    assert (held.owner_member_id, held.owner_stakeholder) == (int(cast.csm.id), None)
    assert Entry.objects.latest("pk").changes == {"due_on": ["2026-04-30", None], "due_days": [None, 30]}


def test_the_same_again_is_not_journalled(planned: Planned) -> None:
    before = Entry.objects.count()

    change_milestone(planned.mapping, MilestoneDraft(title="Weigh every bin"), by=planned.cast.csm, now=LATER)
    move_milestone(planned.mapping, MilestoneMove(MilestoneState.PLANNED), by=planned.cast.csm, now=LATER)

    assert Entry.objects.count() == before


def test_a_milestone_is_done_on_a_day_and_can_be_taken_up_again(planned: Planned) -> None:
    csm = planned.cast.csm
    done = move_milestone(planned.mapping, MilestoneMove(MilestoneState.DONE), by=csm, now=LATER)
    assert (done.state, done.done_on, done.dropped_on) == ("done", TODAY, None)

    earlier = move_milestone(done, MilestoneMove(MilestoneState.DONE, date(2026, 3, 1)), by=csm, now=LATER)
    assert earlier.done_on == date(2026, 3, 1)

    again = move_milestone(earlier, MilestoneMove(MilestoneState.IN_PROGRESS), by=csm, now=LATER)
    assert (again.state, again.done_on) == ("in_progress", None)
    dropped = move_milestone(again, MilestoneMove(MilestoneState.DROPPED), by=csm, now=LATER)
    assert dropped.dropped_on == TODAY


def test_done_tomorrow_is_refused(planned: Planned) -> None:
    with pytest.raises(BadInput, match="still to come"):
        move_milestone(
            planned.mapping, MilestoneMove(MilestoneState.DONE, date(2026, 4, 1)), by=planned.cast.csm, now=NOW
        )


def test_milestones_are_shown_on_purpose(planned: Planned) -> None:
    assert share_milestones(planned.plan, [1, 2, 77], by=planned.cast.csm, now=NOW) == 1
    assert queries.milestone(planned.plan, 2).shared


def test_a_plan_says_what_it_is_for_and_leaves_outcomes_out(planned: Planned) -> None:
    csm = planned.cast.csm
    change_plan(planned.plan, PlanDraft("  Half the waste  ", frozenset({"audit"})), by=csm, now=NOW)

    held = queries.the_plan(planned.cast.harbor)
    assert (held.purpose, held.withheld) == ("Half the waste", ["audit"])
    with pytest.raises(NotFound, match="no outcome “other”"):
        change_plan(planned.plan, PlanDraft(withheld=frozenset({"other"})), by=csm, now=NOW)


def test_templates_are_the_leaders(cast: Cast, template: PlanTemplate) -> None:
    for actor in (ANONYMOUS, cast.stranger, cast.csm):
        with pytest.raises(NotAllowed):
            write_template(cast.workspace, TemplateDraft("Mine"), by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            remove_template(template, by=actor, now=NOW)


def test_a_template_changes_and_goes(promised: Cast, template: PlanTemplate) -> None:
    leader = promised.leader
    plan = start_plan(promised.harbor, template, by=promised.csm, now=NOW)
    changed = change_template(template, TemplateDraft("First value", ""), by=leader, now=NOW)
    assert (changed.name, changed.segment, changed.purpose) == ("First value", None, "Reach first value")
    kick_off = template.steps.order_by("pk")[0]
    change_step(kick_off, StepDraft("Kick it off", due_days=3), by=leader, now=NOW)
    remove_step(template.steps.order_by("pk")[1], by=leader, now=NOW)
    assert [(s.title, s.due_days) for s in queries.template(promised.workspace, template.pk).steps.all()] == [
        ("Kick it off", 3)
    ]
    remove_template(changed, by=leader, now=NOW)
    assert list(queries.templates(promised.workspace)) == []
    assert queries.milestones(plan).count() == 2


def test_a_milestone_taken_out_of_a_template_meanwhile_does_not_come_back(cast: Cast, template: PlanTemplate) -> None:
    step = template.steps.order_by("pk")[0]
    remove_step(TemplateStep.objects.get(pk=step.pk), by=cast.leader, now=NOW)

    with pytest.raises(NotFound, match="somebody took it out"):
        change_step(step, StepDraft("Kick it off"), by=cast.leader, now=NOW)
    with pytest.raises(NotFound, match="somebody took it out"):
        remove_step(step, by=cast.leader, now=NOW)
    assert not TemplateStep.objects.filter(pk=step.pk).exists()


def test_template_names_are_told_apart(cast: Cast, template: PlanTemplate) -> None:
    with pytest.raises(Refused, match="already"):
        write_template(cast.workspace, TemplateDraft("First  90 days"), by=cast.leader, now=NOW)
    with pytest.raises(BadInput, match="template’s name is empty"):
        write_template(cast.workspace, TemplateDraft(), by=cast.leader, now=NOW)
    with pytest.raises(BadInput, match="A role is the customer’s"):
        add_step(template, StepDraft("x", role=StakeholderRole.USER), by=cast.leader, now=NOW)


def test_templates_of_a_segment_and_of_whichever(cast: Cast, template: PlanTemplate) -> None:
    anyone = write_template(cast.workspace, TemplateDraft("Anyone"), by=cast.leader, now=NOW)

    assert set(queries.templates_for(cast.workspace, "SMB")) == {anyone}
    assert set(queries.templates_for(cast.workspace, "Mid-Market")) == {anyone, template}
