"""Who joins can enter, and nobody gets a link by which they would come in as someone else."""

from __future__ import annotations

import pytest
from tests.cast import NOW, Cast

from toprung.kernel.errors import BadInput, NotAllowed, Refused
from toprung.kernel.vocabulary import MemberRole
from toprung.motion.joining import join, mailed_link, shown_link, user_of, vouched_here_alone
from toprung.records.access.actions import use_login_link
from toprung.records.access.models import AccessMail, User
from toprung.records.journal.queries import entries
from toprung.records.tenancy.actors import OPERATOR, Actor
from toprung.records.tenancy.models import Member


def joined(cast: Cast, by: Actor) -> tuple[Member, User]:
    """Nia, brought in by that actor."""
    return join(cast.workspace, "Nia", "nia@brightworks.example", MemberRole.CSM, by=by, now=NOW)


def test_an_admin_brings_in_a_member_who_can_enter(cast: Cast) -> None:
    member, user = joined(cast, cast.admin)

    assert (member.email, user.email, user.vouched_by) == ("nia@brightworks.example", member.email, cast.workspace)
    key = shown_link(cast.workspace, user, by=cast.admin, now=NOW)
    assert use_login_link(key, NOW) == user
    assert [entry.verb for entry in entries(cast.workspace)] == ["add_member", "show_login_link"]


def test_nobody_else_brings_anybody_in(cast: Cast) -> None:
    _, user = joined(cast, OPERATOR)
    for actor in (cast.leader, cast.csm, cast.seller, cast.viewer, cast.stranger):
        with pytest.raises(NotAllowed):
            join(cast.workspace, "Bo", "bo@brightworks.example", MemberRole.CSM, by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            shown_link(cast.workspace, user, by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            mailed_link(cast.workspace, user, "http://x", by=actor, now=NOW)
    assert not User.objects.filter(email="bo@brightworks.example").exists()


def test_what_fails_leaves_nothing_behind(cast: Cast) -> None:
    with pytest.raises(BadInput):
        join(cast.workspace, " ", "bo@brightworks.example", MemberRole.CSM, by=cast.admin, now=NOW)

    assert not Member.objects.filter(email="bo@brightworks.example").exists()


def test_no_link_is_shown_for_who_was_proven_or_has_come_in(cast: Cast) -> None:
    _, proven = joined(cast, OPERATOR)
    assert not vouched_here_alone(cast.workspace, proven)
    with pytest.raises(Refused, match="made by whoever runs"):
        shown_link(cast.workspace, proven, by=cast.admin, now=NOW)

    _, came = join(cast.workspace, "Bo", "bo@brightworks.example", MemberRole.CSM, by=cast.admin, now=NOW)
    assert vouched_here_alone(cast.workspace, came)
    came.last_login = NOW
    assert not vouched_here_alone(cast.workspace, came)


def test_the_operators_word_proves_an_address(cast: Cast) -> None:
    member, user = joined(cast, cast.admin)
    user.set_password("chosen by the admin, perhaps")
    user.save()

    again = user_of(member, by=OPERATOR, now=NOW)

    assert (again.pk, again.vouched_by, again.has_usable_password()) == (user.pk, None, False)
    assert user_of(member, by=cast.admin, now=NOW).vouched_by is None


def test_a_mailed_link_is_noted_and_queued(cast: Cast) -> None:
    _, user = joined(cast, cast.admin)

    mailed_link(cast.workspace, user, "https://toprung.example", by=cast.admin, now=NOW)

    assert AccessMail.objects.get().email == user.email
    assert [entry.verb for entry in entries(cast.workspace)][-1] == "mail_login_link"
