"""The permission table, as every action asks it."""

from __future__ import annotations

import pytest
from tests.cast import Cast

from toprung.kernel.errors import NotAllowed
from toprung.kernel.vocabulary import MemberRole
from toprung.records.tenancy.actors import ANONYMOUS, OPERATOR, Actor, ActorKind
from toprung.records.tenancy.permissions import ALLOWED, OF_CUSTOMERS, Verb, may, require, require_for


def test_anonymous_may_nothing(cast: Cast) -> None:
    assert not any(may(ANONYMOUS, verb, cast.workspace) for verb in Verb)


def test_a_stranger_may_nothing_here_and_everything_at_home(cast: Cast) -> None:
    assert not any(may(cast.stranger, verb, cast.workspace) for verb in Verb)
    assert all(may(cast.stranger, verb, cast.elsewhere) for verb in Verb if ALLOWED[verb])


@pytest.mark.parametrize("verb", list(Verb))
def test_each_role_may_what_the_table_says(cast: Cast, verb: Verb) -> None:
    allowed = {role for role, actor in cast.members.items() if may(actor, verb, cast.workspace)}
    assert allowed == ALLOWED[verb]


def test_viewers_change_nothing() -> None:
    assert {verb for verb, roles in ALLOWED.items() if MemberRole.VIEWER in roles} == {Verb.READ, Verb.EXPORT}


def test_the_operator_may_everything_everywhere(cast: Cast) -> None:
    everything = [verb for verb in Verb if ALLOWED[verb]]
    assert all(may(OPERATOR, verb, workspace) for verb in everything for workspace in (cast.workspace, cast.elsewhere))


def test_a_refusal_says_who_may(cast: Cast) -> None:
    with pytest.raises(
        NotAllowed, match="Vera Novak is viewer here and may not change policy: ask one who is admin, leader"
    ):
        require(cast.viewer, Verb.CHANGE_POLICY, cast.workspace)


def test_what_only_a_customer_can_say_no_member_and_no_operator_may(cast: Cast) -> None:
    for verb in (verb for verb in Verb if not ALLOWED[verb]):
        assert verb in OF_CUSTOMERS
        for actor in (*cast.members.values(), OPERATOR):
            with pytest.raises(NotAllowed, match="own person"):
                require_for(actor, verb, cast.harbor)


def test_a_customers_person_acts_for_their_own_account_alone(cast: Cast) -> None:
    bea = Actor(
        ActorKind.STAKEHOLDER,
        cast.buyer.name,
        str(cast.buyer.pk),
        workspace=cast.workspace.pk,
        account=cast.harbor.pk,
    )
    for verb in Verb:
        assert not may(bea, verb, cast.workspace), "a customer's person is never a member"
        if verb in OF_CUSTOMERS:
            require_for(bea, verb, cast.harbor)
        else:
            with pytest.raises(NotAllowed, match="one account alone"):
                require_for(bea, verb, cast.harbor)
        with pytest.raises(NotAllowed, match="one account alone"):
            require_for(bea, verb, cast.their_harbor)
