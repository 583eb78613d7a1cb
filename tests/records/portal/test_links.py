"""Personal links: who they let in, and who they do not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import QuerySet
from tests.cast import NOW, TODAY, Cast

from toprung.kernel.errors import NotAllowed, Refused
from toprung.records.portal import mails
from toprung.records.portal.links import LINK_DAYS, LinkState, bind, invite, look_up, make_link, renew, revoke_links
from toprung.records.portal.models import MailKind, PortalLink, PortalMail
from toprung.records.tenancy.actors import ANONYMOUS

ORIGIN = "https://cs.example"


def _found(cast: Cast, browser: str = "", days: int = 0) -> LinkState:
    key = make_link(cast.buyer, by="Chidi Mensah", now=NOW)
    return look_up(key, browser, NOW + timedelta(days=days)).state


def test_who_may_invite(cast: Cast) -> None:
    for actor in (ANONYMOUS, cast.stranger, cast.viewer):
        with pytest.raises(NotAllowed):
            invite(cast.buyer, origin=ORIGIN, by=actor, now=NOW)

    for actor in (cast.admin, cast.leader, cast.csm, cast.seller):
        invite(cast.buyer, origin=ORIGIN, by=actor, now=NOW)

    assert PortalMail.objects.filter(kind=MailKind.INVITATION).count() == 4


def test_nobody_is_invited_who_cannot_be_reached(cast: Cast) -> None:
    cast.buyer.email = ""
    with pytest.raises(Refused, match="Bea Lindqvist has no e-mail address on file: add it"):
        invite(cast.buyer, origin=ORIGIN, by=cast.csm, now=NOW)

    cast.manager.left_on = TODAY
    with pytest.raises(Refused, match="Mina Sato has left on 2026-03-31"):
        invite(cast.manager, origin=ORIGIN, by=cast.csm, now=NOW)
    assert not PortalMail.objects.exists()


def test_a_key_opens_until_it_ends(cast: Cast) -> None:
    assert _found(cast) is LinkState.OPENS
    assert _found(cast, days=LINK_DAYS - 1) is LinkState.OPENS
    assert _found(cast, days=LINK_DAYS) is LinkState.EXPIRED
    assert look_up("made up", "", NOW).state is LinkState.UNKNOWN
    assert look_up("\ud800", "", NOW).state is LinkState.UNKNOWN


def test_the_key_is_nowhere_in_clear(cast: Cast) -> None:
    key = make_link(cast.buyer, by="Chidi Mensah", now=NOW)

    assert key not in str(PortalLink.objects.values_list().get())


def test_who_has_left_gets_in_no_more(cast: Cast) -> None:
    key = make_link(cast.buyer, by="Chidi Mensah", now=NOW)
    cast.buyer.left_on = TODAY
    cast.buyer.save()

    assert look_up(key, "", NOW - timedelta(days=1)).state is LinkState.OPENS
    assert look_up(key, "", NOW).state is LinkState.DEPARTED


def test_revoked_links_open_no_more_and_waiting_mails_do_not_leave(cast: Cast) -> None:
    key = make_link(cast.buyer, by="Chidi Mensah", now=NOW)
    invite(cast.buyer, origin=ORIGIN, by=cast.csm, now=NOW)

    with pytest.raises(NotAllowed):
        revoke_links(cast.buyer, by=cast.stranger, now=NOW)
    assert revoke_links(cast.buyer, by=cast.csm, now=NOW) == 1
    assert look_up(key, "", NOW).state is LinkState.REVOKED
    assert PortalMail.objects.get().given_up


def test_an_ended_link_of_who_was_shut_out_brings_no_new_one(cast: Cast) -> None:
    ended = make_link(cast.buyer, by="Chidi Mensah", now=NOW - timedelta(days=LINK_DAYS))
    make_link(cast.buyer, by="Chidi Mensah", now=NOW)

    assert revoke_links(cast.buyer, by=cast.csm, now=NOW) == 1

    found = look_up(ended, "", NOW)
    assert found.state is LinkState.REVOKED
    assert found.link is not None
    renew(found.link, origin=ORIGIN, now=NOW)
    assert not PortalMail.objects.exists()


def test_after_an_answer_a_link_opens_in_that_browser_alone(cast: Cast) -> None:
    key = make_link(cast.buyer, by="Chidi Mensah", now=NOW)
    link = PortalLink.objects.get()

    assert bind(link, "phone")
    assert bind(link, "phone"), "the same browser again"
    assert not bind(link, "somebody else’s")
    assert look_up(key, "phone", NOW).state is LinkState.OPENS
    assert look_up(key, "", NOW).state is LinkState.ELSEWHERE
    assert look_up(key, "somebody else’s", NOW).state is LinkState.ELSEWHERE


def test_a_link_revoked_while_its_page_was_read_answers_nothing(cast: Cast) -> None:
    make_link(cast.buyer, by="Chidi Mensah", now=NOW)
    read = PortalLink.objects.get()
    revoke_links(cast.buyer, by=cast.csm, now=NOW)

    assert not bind(read, "phone")
    assert PortalLink.objects.get().browser_sha256 == ""


def test_of_two_who_would_send_a_mail_one_does(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    invite(cast.buyer, origin=ORIGIN, by=cast.csm, now=NOW)
    waiting, others = mails.waiting, []

    def overtaken() -> QuerySet[PortalMail]:
        # Between the look and the claim another process claims it.
        if len(others) == 1:
            monkeypatch.setattr(mails, "waiting", waiting)
            others.append(mails.claim(NOW))
        else:
            others.append(None)
        return waiting()

    monkeypatch.setattr(mails, "waiting", overtaken)

    assert mails.claim(NOW) is None
    assert others[1] is not None
    assert PortalMail.objects.get().tries == 1


def test_a_new_link_goes_to_the_old_address_once(cast: Cast) -> None:
    make_link(cast.buyer, by="Chidi Mensah", now=NOW)
    link = PortalLink.objects.select_related("stakeholder__account__workspace").get()
    later = NOW + timedelta(days=LINK_DAYS)

    renew(link, origin=ORIGIN, now=later)
    renew(link, origin=ORIGIN, now=later)

    assert PortalMail.objects.get().stakeholder == cast.buyer


@pytest.mark.parametrize("gone", ["left", "revoked", "no address"])
def test_no_new_link_for_who_is_not_to_have_one(gone: str, cast: Cast) -> None:
    make_link(cast.buyer, by="Chidi Mensah", now=NOW)
    if gone == "left":
        cast.buyer.left_on = TODAY
    if gone == "no address":
        cast.buyer.email = ""
    cast.buyer.save()
    if gone == "revoked":
        revoke_links(cast.buyer, by=cast.csm, now=NOW)
    link = PortalLink.objects.select_related("stakeholder__account__workspace").get()

    renew(link, origin=ORIGIN, now=NOW)

    assert not PortalMail.objects.filter(kind=MailKind.RENEWAL).exists()
