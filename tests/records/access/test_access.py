"""Users, links and receipts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import NOW, Cast

from toprung.kernel.errors import BadInput, NotAllowed, NotFound, Refused
from toprung.records.access.actions import (
    MAIL_TRIES,
    accept,
    add_user,
    ask_for_mail,
    claim_mail,
    give_back,
    make_login_link,
    prove_address,
    settle_mail,
    use_login_link,
)
from toprung.records.access.models import AccessMail, FormReceipt, LoginLink, User
from toprung.records.access.queries import find_user, memberships, user, users
from toprung.records.tenancy.actors import ANONYMOUS, OPERATOR
from toprung.records.tenancy.models import Member

ADA = "ada@brightworks.example"
DAY = timedelta(days=1)


def ada() -> User:
    """The admin's user, as the operator adds it."""
    return add_user(ADA, "Ada Osei", by=OPERATOR, now=NOW)


def link(owner: User, *, proves: bool = True) -> str:
    """A link's key, made now."""
    return make_login_link(owner, NOW, proves=proves)


def test_a_user_is_known_by_address_in_any_spelling(db: None) -> None:
    added = add_user("  Ada@BrightWorks.example ", " Ada   Osei ", by=OPERATOR, now=NOW)

    assert (added.email, added.name) == (ADA, "Ada Osei")
    assert not added.has_usable_password()
    assert user("ADA@brightworks.EXAMPLE") == find_user(ADA) == added
    assert list(users()) == [added]


def test_who_may_not_be_added(cast: Cast) -> None:
    ada()
    with pytest.raises(Refused, match="can enter already"):
        add_user(ADA, "Someone", by=OPERATOR, now=NOW)
    with pytest.raises(BadInput, match="not an e-mail address"):
        add_user("ada", "Ada", by=OPERATOR, now=NOW)
    with pytest.raises(BadInput, match="needs a name"):
        add_user("x@y.example", "  ", by=OPERATOR, now=NOW)
    for actor in (ANONYMOUS, cast.leader, cast.csm, cast.viewer):
        with pytest.raises(NotAllowed):
            add_user("x@y.example", "X", by=actor, now=NOW)
    with pytest.raises(NotFound, match="toprung user add"):
        user("x@y.example")


def test_memberships_are_those_of_the_address_today(cast: Cast) -> None:
    mine = ada()
    assert [m.workspace for m in memberships(mine)] == [cast.workspace]

    Member.objects.create(workspace=cast.elsewhere, name="Ada", email=ADA, role="viewer", joined_on=NOW.date())
    assert [m.workspace for m in memberships(mine)] == [cast.workspace, cast.elsewhere]

    Member.objects.filter(workspace=cast.workspace, email=ADA).update(left_on=NOW.date())
    assert [m.workspace for m in memberships(mine)] == [cast.elsewhere]


def test_whom_a_workspace_vouches_for_is_a_member_there_alone(cast: Cast) -> None:
    """An admin who brings in an address that is not theirs must not become that person in another workspace."""
    theirs = add_user("vera@brightworks.example", "Vera", by=cast.stranger, now=NOW)
    theirs.set_password("chosen by the stranger")
    theirs.save()
    assert list(memberships(theirs)) == []

    for proves, found in ((False, []), (True, [cast.workspace])):
        theirs = use_login_link(link(theirs, proves=proves), NOW)
        assert [m.workspace for m in memberships(theirs)] == found
        assert theirs.has_usable_password() is not proves


def test_what_was_proven_stays_as_it_is(db: None) -> None:
    proven = ada()
    proven.set_password("a password of her own")
    proven.save()

    prove_address(proven)
    use_login_link(link(proven), NOW)

    assert User.objects.get().check_password("a password of her own")


def test_a_link_lets_its_user_in_once(db: None) -> None:
    key = link(ada())

    assert use_login_link(key, NOW).email == ADA
    with pytest.raises(Refused, match="was used before"):
        use_login_link(key, NOW)


def test_a_link_is_kept_as_a_hash_alone(db: None) -> None:
    key = link(ada())

    kept = LoginLink.objects.get()
    assert len(key) >= 43
    assert key not in str(vars(kept))
    assert len(kept.key_sha256) == 64


def test_a_link_ends(db: None) -> None:
    key = link(ada())

    with pytest.raises(Refused, match="ended on 1 Apr 2026, 10:00 UTC"):
        use_login_link(key, NOW + DAY)
    assert use_login_link(key, NOW + DAY - timedelta(seconds=1)).email == ADA


@pytest.mark.parametrize("key", ["", "no-such-key", "ä" * 500, "\x00"])
def test_an_unknown_link(key: str, db: None) -> None:
    with pytest.raises(Refused, match="not known here"):
        use_login_link(key, NOW)


def test_who_may_not_enter_any_more(db: None) -> None:
    gone = ada()
    key = link(gone)
    User.objects.update(is_active=False)
    gone.refresh_from_db()

    with pytest.raises(Refused):
        use_login_link(key, NOW)
    with pytest.raises(Refused, match="may not enter any more"):
        link(gone)


def test_a_form_is_accepted_once_by_each_user(db: None) -> None:
    mine, other = ada(), add_user("other@brightworks.example", "Other", by=OPERATOR, now=NOW)

    assert [accept("key", mine, NOW), accept("key", mine, NOW), accept("key", other, NOW)] == [True, False, True]
    give_back("key", mine)
    assert accept("key", mine, NOW)
    assert accept("k" * 5000, mine, NOW), "whatever a form may send fits"


def test_old_receipts_are_forgotten(db: None) -> None:
    mine = ada()
    accept("old", mine, NOW)

    accept("new", mine, NOW + 7 * DAY)
    assert FormReceipt.objects.count() == 2
    accept("newer", mine, NOW + 7 * DAY + timedelta(seconds=1))
    assert FormReceipt.objects.count() == 2


def test_a_mail_is_sent_once_and_tried_again_where_it_failed(db: None) -> None:
    ask_for_mail("Who@Ever.example", AccessMail.What.LINK, "https://toprung.example", now=NOW)

    asked = claim_mail(NOW)
    assert asked is not None
    assert asked.email == "who@ever.example"
    assert claim_mail(NOW) is None, "somebody is at it"
    assert claim_mail(NOW + timedelta(minutes=1)) is not None, "whoever was at it has died"
    settle_mail(asked)
    assert not AccessMail.objects.exists()


def test_a_mail_that_always_fails_is_given_up(db: None) -> None:
    ask_for_mail(ADA, AccessMail.What.LINK, "https://toprung.example", now=NOW)

    tried = [claim_mail(NOW + timedelta(minutes=n)) for n in range(MAIL_TRIES + 2)]

    assert [asked is not None for asked in tried] == [True] * MAIL_TRIES + [False] * 2
    assert not AccessMail.objects.exists()
