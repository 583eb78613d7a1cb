"""The permission table, as every action asks it."""

from __future__ import annotations

import pytest
from tests.cast import Cast

from toprung.kernel.errors import NotAllowed
from toprung.kernel.vocabulary import MemberRole
from toprung.records.tenancy.actors import ANONYMOUS, OPERATOR
from toprung.records.tenancy.permissions import ALLOWED, Verb, may, require


def test_anonymous_may_nothing(cast: Cast) -> None:
    assert not any(may(ANONYMOUS, verb, cast.workspace) for verb in Verb)


def test_a_stranger_may_nothing_here_and_everything_at_home(cast: Cast) -> None:
    assert not any(may(cast.stranger, verb, cast.workspace) for verb in Verb)
    assert all(may(cast.stranger, verb, cast.elsewhere) for verb in Verb)


@pytest.mark.parametrize("verb", list(Verb))
def test_each_role_may_what_the_table_says(cast: Cast, verb: Verb) -> None:
    allowed = {role for role, actor in cast.members.items() if may(actor, verb, cast.workspace)}
    assert allowed == ALLOWED[verb]


def test_viewers_change_nothing() -> None:
    assert {verb for verb, roles in ALLOWED.items() if MemberRole.VIEWER in roles} == {Verb.READ, Verb.EXPORT}


def test_the_operator_may_everything_everywhere(cast: Cast) -> None:
    assert all(may(OPERATOR, verb, workspace) for verb in Verb for workspace in (cast.workspace, cast.elsewhere))


def test_a_refusal_says_who_may(cast: Cast) -> None:
    with pytest.raises(
        NotAllowed, match="Vera Novak is viewer here and may not change policy: ask one who is admin, leader"
    ):
        require(cast.viewer, Verb.CHANGE_POLICY, cast.workspace)
