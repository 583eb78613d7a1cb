"""A version shared, and those of the customer's people who are told: who they are, and what they read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.cast import NOW, TODAY, Cast
from tests.records.plans.conftest import LATER, Planned, as_actor, planned, promised

from toprung.kernel.errors import NotAllowed
from toprung.motion.portal.sharing import MOST_LISTED, Shared, hearers, news_for, share
from toprung.records.book.models import Stakeholder
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.plans import queries
from toprung.records.plans.actions import (
    add_milestone,
    change_plan,
    comment_plan,
    propose_wording,
    report_signature,
    sign_plan,
)
from toprung.records.plans.drafts import MilestoneDraft, PlanDraft, Subject, Wording
from toprung.records.portal.links import invite, make_link, revoke_links
from toprung.records.portal.models import PortalMail

__all__ = ["planned", "promised"]

ORIGIN = "https://cs.example"


def shared(held: Planned, tell: set[int] | None = None, milestones: tuple[int, ...] = ()) -> Shared:
    """Share the plan as it stands."""
    return share(held.plan, milestones, tell, origin=ORIGIN, by=held.cast.csm, now=LATER)


def heard(cast: Cast, held: Planned) -> list[tuple[str, str, str]]:
    """Who has to do with the plan, by what, and what keeps a mail from them."""
    return [(one.person.name, one.because, one.hindered) for one in hearers(held.plan, NOW)]


def test_who_was_invited_signed_or_said_something(planned: Planned) -> None:
    cast = planned.cast
    assert heard(cast, planned) == []
    version = planned.share()
    invite(cast.buyer, origin=ORIGIN, by=cast.csm, now=NOW)
    invite(cast.sponsor, origin=ORIGIN, by=cast.csm, now=NOW)
    sign_plan(version, by=as_actor(cast.sponsor), now=NOW)
    report_signature(version, cast.team_lead, signed_on=TODAY, how="On paper", by=cast.csm, now=NOW)
    comment_plan(planned.plan, "Good", by=as_actor(cast.champion), now=NOW)
    propose_wording(planned.plan, Subject(milestone=1), Wording("Weigh"), by=as_actor(cast.manager), now=NOW)
    comment_plan(planned.plan, "Ours", by=cast.csm, now=NOW)
    away = Stakeholder.objects.create(account=cast.their_harbor, name="Nils Far", email="nils@far.example")
    invite(away, origin=ORIGIN, by=cast.stranger, now=NOW)
    make_link(cast.manager, by="Chidi Mensah", now=NOW)
    revoke_links(cast.manager, by=cast.csm, now=NOW)

    assert heard(cast, planned) == [
        ("Bea Lindqvist", "invited", ""),
        ("Carlos Prado", "took part", ""),
        ("Esi Laurent", "signed", ""),
        ("Tom Becker", "signed", ""),
        ("Mina Sato", "took part", "the links were taken back"),
    ]


def test_all_or_those_chosen_are_told_once(planned: Planned) -> None:
    cast = planned.cast
    for person in (cast.buyer, cast.sponsor, cast.champion):
        invite(person, origin=ORIGIN, by=cast.csm, now=NOW)

    first = shared(planned, {cast.buyer.pk, cast.manager.pk, 999})
    assert (first.new, first.version.number, [p.name for p in first.told]) == (True, 1, ["Bea Lindqvist"])
    # Nothing differs: nobody is told by default; who is chosen now, and was not told before, is.
    assert shared(planned).told == ()
    again = shared(planned, {cast.buyer.pk, cast.sponsor.pk})
    assert (again.new, [p.name for p in again.told]) == (False, ["Esi Laurent"])

    second = shared(planned, milestones=(2,))
    assert [p.name for p in second.told] == ["Bea Lindqvist", "Carlos Prado", "Esi Laurent"]
    change_plan(planned.plan, PlanDraft("Less waste"), by=cast.csm, now=LATER)
    assert shared(planned, set()).told == ()
    told = PortalMail.objects.filter(kind="new_version").values_list("stakeholder__name", "number").order_by("pk")
    assert list(told) == [
        ("Bea Lindqvist", 1),
        ("Esi Laurent", 1),
        ("Bea Lindqvist", 2),
        ("Carlos Prado", 2),
        ("Esi Laurent", 2),
    ]


def test_who_may_not_share_tells_nobody(planned: Planned) -> None:
    cast = planned.cast
    invite(cast.buyer, origin=ORIGIN, by=cast.csm, now=NOW)
    for actor in (cast.viewer, cast.stranger, as_actor(cast.buyer)):
        with pytest.raises(NotAllowed):
            share(planned.plan, (), None, origin=ORIGIN, by=actor, now=LATER)

    assert queries.latest_version(planned.plan) is None
    assert not PortalMail.objects.filter(kind="new_version").exists()


def test_what_the_mail_says(planned: Planned) -> None:
    cast = planned.cast
    shared(planned)
    first = news_for(cast.champion, 1, LATER)
    assert (first.changes, len(first.content.outcomes), len(first.content.milestones)) == ((), 2, 1)
    assert [(m.title, m.due) for m in first.mine] == [("Weigh every bin", date(2026, 4, 30))]
    assert news_for(cast.buyer, 1, LATER).mine == ()

    write_outcomes(cast.workspace, [OutcomeDraft("HF-1", "waste", target=Decimal(3))], by=cast.csm, now=LATER)
    for number in range(MOST_LISTED):
        add_milestone(planned.plan, MilestoneDraft(f"Step {number}", "waste", shared=True), by=cast.csm, now=LATER)
    shared(planned)

    second = news_for(cast.champion, 2, LATER)
    assert second.changes[0].startswith("Target of “Throw away less food” from 4 to 3")
    assert (len(second.changes), second.more) == (MOST_LISTED, 1)
