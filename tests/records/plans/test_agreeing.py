"""A version is shared, frozen, and signed; signing agrees what it promises."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.cast import LONG_AGO, NOW, TODAY
from tests.records.plans.conftest import LATER, Planned, as_actor

from toprung.kernel.canon import fingerprint
from toprung.kernel.errors import BadInput, NotAllowed, NotFound, Refused
from toprung.kernel.vocabulary import MilestoneState
from toprung.records.book.models import Stakeholder
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.plans import queries
from toprung.records.plans.actions import (
    change_milestone,
    change_plan,
    move_milestone,
    report_signature,
    share_plan,
    sign_plan,
)
from toprung.records.plans.content import content_read, names_of, reference
from toprung.records.plans.drafts import MilestoneDraft, MilestoneMove, PlanDraft
from toprung.records.plans.models import PlanSignature, PlanVersion
from toprung.records.tenancy.actors import ANONYMOUS
from toprung.records.tenancy.models import Member


def retarget(planned: Planned, target: int) -> None:
    """Another target for the waste."""
    draft = OutcomeDraft("HF-1", "waste", target=Decimal(target))
    write_outcomes(planned.cast.workspace, [draft], by=planned.cast.csm, now=LATER)


def test_only_who_writes_plans_shares_them(planned: Planned) -> None:
    cast = planned.cast
    for actor in (ANONYMOUS, cast.stranger, cast.viewer, as_actor(cast.champion)):
        with pytest.raises(NotAllowed):
            share_plan(planned.plan, by=actor, now=NOW)


def test_a_version_holds_what_the_customer_sees_and_no_more(planned: Planned) -> None:
    version = planned.share()

    content = content_read(version)
    assert [o.reference for o in content.outcomes] == ["waste", "audit"]
    assert (content.outcomes[0].target, content.outcomes[0].validator) == (
        Decimal(4),
        f"stakeholder:{planned.cast.team_lead.pk}",
    )
    assert [(m.number, m.title, m.owner) for m in content.milestones] == [
        (1, "Weigh every bin", f"stakeholder:{planned.cast.champion.pk}")
    ]
    assert version.content_hash == fingerprint(version.content)
    assert "Ask for a reference" not in str(version.content)
    assert queries.the_plan(planned.cast.harbor).shared_at == NOW


def test_sharing_the_same_again_makes_no_version(planned: Planned) -> None:
    first = planned.share()
    move_milestone(planned.mapping, MilestoneMove(MilestoneState.DONE), by=planned.cast.csm, now=LATER)

    assert share_plan(planned.plan, by=planned.cast.csm, now=LATER) == first
    assert PlanVersion.objects.count() == 1


def test_a_version_stays_as_it_was(planned: Planned) -> None:
    first = planned.share()
    retarget(planned, 3)
    second = planned.share()

    assert (first.number, second.number) == (1, 2)
    assert content_read(queries.version(planned.plan, 1)).outcomes[0].target == 4
    assert content_read(second).outcomes[0].target == 3


def test_withheld_outcomes_take_their_milestones_along(planned: Planned) -> None:
    change_plan(planned.plan, PlanDraft(withheld=frozenset({"waste"})), by=planned.cast.csm, now=NOW)

    content = content_read(planned.share())
    assert ([o.reference for o in content.outcomes], content.milestones) == (["audit"], ())

    change_plan(planned.plan, PlanDraft(withheld=frozenset({"waste", "audit"})), by=planned.cast.csm, now=NOW)
    with pytest.raises(Refused, match="without an outcome"):
        planned.share()


def test_a_dropped_milestone_leaves_the_next_version(planned: Planned) -> None:
    move_milestone(planned.mapping, MilestoneMove(MilestoneState.DROPPED), by=planned.cast.csm, now=NOW)

    assert content_read(planned.share()).milestones == ()


def test_no_member_and_no_stranger_signs(planned: Planned) -> None:
    cast, version = planned.cast, planned.share()
    away = Stakeholder.objects.create(account=cast.their_harbor, name="Nils Far", joined_on=LONG_AGO)

    for actor in (ANONYMOUS, cast.stranger, cast.admin, as_actor(away)):
        with pytest.raises(NotAllowed):
            sign_plan(version, by=actor, now=NOW)
    assert PlanSignature.objects.count() == 0


def test_a_signature_agrees_the_outcomes_that_were_proposed(planned: Planned) -> None:
    cast, version = planned.cast, planned.share()
    agreed = OutcomeDraft("HF-1", "audit", agreed_on=date(2026, 1, 5), agreed_by="Bea Lindqvist")
    write_outcomes(cast.workspace, [agreed], by=cast.csm, now=NOW)

    signature = sign_plan(version, by=as_actor(cast.champion), now=LATER)

    assert (signature.grade, signature.role, signature.signed_on) == ("signed", "champion", TODAY)
    assert signature.content_hash == version.content_hash
    waste, audit = planned.terms("waste"), planned.terms("audit")
    assert (waste.agreed_on, waste.agreed_by, waste.agreement) == (TODAY, "Carlos Prado", "success plan version 1")
    assert waste.customer_confirmed
    assert (audit.agreed_on, audit.agreed_by) == (date(2026, 1, 5), "Bea Lindqvist")


def test_signing_twice_is_signing_once(planned: Planned) -> None:
    version, champion = planned.share(), as_actor(planned.cast.champion)

    assert sign_plan(version, by=champion, now=NOW) == sign_plan(version, by=champion, now=LATER)
    assert PlanSignature.objects.count() == 1


def test_a_replaced_version_is_not_signed(planned: Planned) -> None:
    first = planned.share()
    retarget(planned, 3)
    planned.share()

    with pytest.raises(Refused, match="Version 2 has taken the place of version 1"):
        sign_plan(first, by=as_actor(planned.cast.champion), now=LATER)
    assert planned.terms("waste").agreed_on is None


def test_what_was_changed_after_sharing_is_not_agreed(planned: Planned) -> None:
    version = planned.share()
    retarget(planned, 3)

    sign_plan(version, by=as_actor(planned.cast.champion), now=LATER)

    assert planned.terms("waste").agreed_on is None
    assert planned.terms("audit").agreed_on == TODAY


def test_who_has_left_does_not_sign(planned: Planned) -> None:
    version, champion = planned.share(), planned.cast.champion
    champion.left_on = TODAY
    champion.save()

    with pytest.raises(Refused, match="Carlos Prado left on 2026-03-31"):
        sign_plan(version, by=as_actor(champion), now=NOW)
    gone = as_actor(champion)
    champion.delete()
    with pytest.raises(NotFound, match="not on file"):
        sign_plan(version, by=gone, now=NOW)


def test_a_member_reports_a_signature_with_how(planned: Planned) -> None:
    cast, version = planned.cast, planned.share()

    made = report_signature(version, cast.sponsor, signed_on=date(2026, 3, 30), how="On paper", by=cast.csm, now=LATER)

    assert (made.grade, made.how, made.recorded_by, made.role) == (
        "reported",
        "On paper",
        "Chidi Mensah",
        "executive_sponsor",
    )
    assert planned.terms("waste").agreed_on == date(2026, 3, 30)
    with pytest.raises(BadInput, match="how it was signed is empty"):
        report_signature(version, cast.sponsor, signed_on=TODAY, how=" ", by=cast.csm, now=LATER)
    with pytest.raises(BadInput, match="still to come"):
        report_signature(version, cast.sponsor, signed_on=TODAY + timedelta(1), how="On paper", by=cast.csm, now=LATER)
    with pytest.raises(Refused, match="joined on 2024-01-01 and cannot have signed"):
        report_signature(version, cast.sponsor, signed_on=date(2023, 1, 1), how="On paper", by=cast.csm, now=LATER)
    with pytest.raises(NotAllowed):
        report_signature(version, cast.sponsor, signed_on=TODAY, how="Call", by=as_actor(cast.champion), now=LATER)


def test_a_plan_knows_the_people_of_its_account_and_of_its_workspace_alone(planned: Planned) -> None:
    cast, version = planned.cast, planned.share()
    theirs = Stakeholder.objects.create(account=cast.their_harbor, name="Nadia Roth", role="buyer", joined_on=LONG_AGO)
    their_member = Member.objects.get(workspace=cast.elsewhere)
    ours = Member.objects.get(workspace=cast.workspace, name="Chidi Mensah")

    with pytest.raises(NotFound, match="Harbor Foods has no such person"):
        report_signature(version, theirs, signed_on=TODAY, how="On paper", by=cast.csm, now=LATER)
    named = names_of(cast.harbor, [reference(each) for each in (theirs, their_member, ours, cast.sponsor)])
    assert set(named.values()) == {"Chidi Mensah", "Esi Laurent"}


def test_a_milestone_taken_back_stays_in_what_was_shared(planned: Planned) -> None:
    first = planned.share()
    change_milestone(planned.mapping, MilestoneDraft(shared=False), by=planned.cast.csm, now=LATER)

    assert [m.number for m in content_read(first).milestones] == [1]
    assert content_read(planned.share()).milestones == ()
