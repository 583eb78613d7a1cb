"""Comments and proposed wordings: who says what, who sees it, who decides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.cast import NOW, TODAY
from tests.records.plans.conftest import LATER, Planned, as_actor

from toprung.kernel.errors import BadInput, NotAllowed, NotFound, Refused
from toprung.records.outcomes.models import Outcome
from toprung.records.plans import queries
from toprung.records.plans.actions import (
    accept_wording,
    comment_plan,
    decline_wording,
    propose_wording,
    share_comment,
)
from toprung.records.plans.drafts import Subject, Wording
from toprung.records.tenancy.actors import ANONYMOUS

FIRST = Subject(milestone=1)
INTERNAL = Subject(milestone=2)


def waste(planned: Planned) -> Subject:
    """The outcome about waste."""
    return Subject(outcome=Outcome.objects.get(account=planned.cast.harbor, external_id="waste").pk)


def test_anonymous_strangers_and_viewers_say_nothing(planned: Planned) -> None:
    for actor in (ANONYMOUS, planned.cast.stranger, planned.cast.viewer):
        with pytest.raises(NotAllowed):
            comment_plan(planned.plan, "Hello", by=actor, now=NOW)


def test_a_members_comment_is_internal_until_shared(planned: Planned) -> None:
    cast = planned.cast
    said = comment_plan(planned.plan, "They are slow", by=cast.csm, now=NOW)
    assert (said.shared, said.written_by, said.stakeholder) == (False, "Chidi Mensah", None)

    with pytest.raises(Refused, match="does not see yet"):
        share_comment(said, by=cast.csm, now=NOW)
    planned.share()
    share_comment(said, by=cast.csm, now=NOW)

    assert list(queries.comments(planned.plan, shared_only=True)) == [said]


def test_a_stakeholders_comment_is_always_shared(planned: Planned) -> None:
    planned.share()

    said = comment_plan(planned.plan, "We can start in May", FIRST, by=as_actor(planned.cast.champion), now=NOW)

    assert (said.shared, said.stakeholder, said.written_by) == (True, planned.cast.champion, "")


def test_a_stakeholder_sees_nothing_internal(planned: Planned) -> None:
    champion = as_actor(planned.cast.champion)
    with pytest.raises(NotFound):
        comment_plan(planned.plan, "Too early", by=champion, now=NOW)
    planned.share()

    with pytest.raises(NotFound):
        comment_plan(planned.plan, "What is this?", INTERNAL, by=champion, now=NOW)
    with pytest.raises(NotFound):
        propose_wording(planned.plan, INTERNAL, Wording("Another"), by=champion, now=NOW)


def test_a_comment_on_what_is_internal_cannot_be_shared(planned: Planned) -> None:
    planned.share()

    with pytest.raises(Refused, match="keep the comment internal"):
        comment_plan(planned.plan, "Look", INTERNAL, shared=True, by=planned.cast.csm, now=NOW)
    assert list(queries.comments(planned.plan)) == []


def test_an_empty_or_endless_comment_is_refused(planned: Planned) -> None:
    for text in ("  ", "x" * 10_001):
        with pytest.raises(BadInput):
            comment_plan(planned.plan, text, by=planned.cast.csm, now=NOW)


def test_no_member_proposes_wording(planned: Planned) -> None:
    planned.share()
    with pytest.raises(NotAllowed):
        propose_wording(planned.plan, FIRST, Wording("Another"), by=planned.cast.admin, now=NOW)


def test_accepted_words_become_the_customers_promise(planned: Planned) -> None:
    cast = planned.cast
    planned.share()
    wording = Wording("Bin less food", Decimal(3), date(2026, 9, 30), "Three is what we told the board")

    proposed = propose_wording(planned.plan, waste(planned), wording, by=as_actor(cast.champion), now=NOW)
    assert proposed.before == {"statement": "Throw away less food", "target": "4", "due_on": None}
    assert planned.terms("waste").statement == "Throw away less food"
    accepted = accept_wording(proposed, by=cast.csm, now=LATER)

    terms = planned.terms("waste")
    assert (terms.statement, terms.target, terms.due_on) == ("Bin less food", Decimal(3), date(2026, 9, 30))
    assert terms.customer_confirmed
    assert (accepted.state, accepted.decided_by) == ("accepted", "Chidi Mensah")
    with pytest.raises(Refused, match="Chidi Mensah has accepted this wording already"):
        decline_wording(proposed, "Too late", by=cast.leader, now=LATER)


def test_a_milestone_takes_title_and_day(planned: Planned) -> None:
    planned.share()
    wording = Wording("Weigh the bins", due_on=date(2026, 5, 31))

    proposed = propose_wording(planned.plan, FIRST, wording, by=as_actor(planned.cast.champion), now=NOW)
    accept_wording(proposed, by=planned.cast.csm, now=LATER)

    held = queries.milestone(planned.plan, 1)
    assert (held.title, held.due_on) == ("Weigh the bins", date(2026, 5, 31))


def test_a_state_is_worded_too(planned: Planned) -> None:
    planned.share()
    audit = Subject(outcome=Outcome.objects.get(external_id="audit").pk)

    proposed = propose_wording(
        planned.plan, audit, Wording(target="passed without findings"), by=as_actor(planned.cast.buyer), now=NOW
    )
    accept_wording(proposed, by=planned.cast.csm, now=LATER)

    assert planned.terms("audit").state_after == "passed without findings"


def test_declined_words_change_nothing_and_say_why(planned: Planned) -> None:
    planned.share()
    proposed = propose_wording(
        planned.plan, waste(planned), Wording("Anything"), by=as_actor(planned.cast.buyer), now=NOW
    )
    with pytest.raises(BadInput, match="reason is empty"):
        decline_wording(proposed, " ", by=planned.cast.csm, now=NOW)

    declined = decline_wording(proposed, "It says less", by=planned.cast.csm, now=LATER)

    assert (declined.state, declined.reason) == ("declined", "It says less")
    assert planned.terms("waste").statement == "Throw away less food"


@pytest.mark.parametrize(
    ("wording", "why"),
    [
        (Wording(), "how it reads already"),
        (Wording("Throw away less food", Decimal("4.0")), "how it reads already"),
        (Wording(target=Decimal(12)), "lies against the direction"),
        (Wording(target="few"), "is not a number"),
        (Wording("  "), "wording is empty"),
    ],
)
def test_a_wording_says_something_that_can_be(planned: Planned, wording: Wording, why: str) -> None:
    planned.share()
    with pytest.raises(BadInput, match=why):
        propose_wording(planned.plan, waste(planned), wording, by=as_actor(planned.cast.champion), now=NOW)


def test_a_proposal_is_of_something(planned: Planned) -> None:
    planned.share()
    with pytest.raises(BadInput, match="of which outcome or milestone"):
        propose_wording(planned.plan, Subject(), Wording("x"), by=as_actor(planned.cast.champion), now=NOW)


def test_today_is_the_casts(planned: Planned) -> None:
    assert planned.mapping.planned_on == TODAY
