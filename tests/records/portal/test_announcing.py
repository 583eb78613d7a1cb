"""Who is told by mail of a new version of the plan, and who is not: once each, and never who was shut out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import NOW, TODAY, Cast

from toprung.kernel.errors import NotAllowed, NotFound
from toprung.records.book.models import Stakeholder
from toprung.records.journal.models import Entry
from toprung.records.portal import mails
from toprung.records.portal.announcing import announce_version, hindered, invited
from toprung.records.portal.links import LINK_DAYS, invite, make_link, revoke_links
from toprung.records.portal.models import MailKind, PortalMail
from toprung.records.tenancy.actors import ANONYMOUS, Actor

ORIGIN = "https://cs.example"


def announce(cast: Cast, *people: Stakeholder, number: int = 1, by: Actor | None = None) -> list[str]:
    """Tell these people of that version; the names of those who are mailed."""
    told = announce_version(cast.harbor, people, number, origin=ORIGIN, by=by or cast.csm, now=NOW)
    return [person.name for person in told]


def test_who_may(cast: Cast) -> None:
    for actor in (ANONYMOUS, cast.stranger, cast.viewer):
        with pytest.raises(NotAllowed):
            announce(cast, cast.buyer, by=actor)
    away = Stakeholder.objects.create(account=cast.their_harbor, name="Nils Far", email="nils@far.example")
    with pytest.raises(NotFound):
        announce(cast, cast.buyer, away)
    assert not PortalMail.objects.exists()
    for number, actor in enumerate((cast.admin, cast.leader, cast.csm, cast.seller), 1):
        assert announce(cast, cast.buyer, number=number, by=actor) == ["Bea Lindqvist"]


def test_once_for_each_version_on_record(cast: Cast) -> None:
    assert announce(cast, cast.buyer) == ["Bea Lindqvist"]
    assert announce(cast, cast.buyer, cast.champion) == ["Carlos Prado"]
    assert announce(cast, cast.buyer, cast.champion) == []
    assert announce(cast, cast.buyer, number=2) == ["Bea Lindqvist"]

    first, _, third = Entry.objects.filter(verb="tell_of_version").order_by("pk")
    assert (first.account, first.subject, first.changes) == (
        "HF-1",
        "success plan version 1",
        {"told": [None, ["Bea Lindqvist"]]},
    )
    assert third.subject == "success plan version 2"


def test_what_waits_about_an_earlier_version_is_overtaken(cast: Cast) -> None:
    announce(cast, cast.buyer, cast.champion)

    announce(cast, cast.buyer, number=2)

    [given_up] = PortalMail.objects.exclude(given_up="")
    assert (given_up.stakeholder, given_up.number) == (cast.buyer, 1)
    assert given_up.given_up == "Version 2 has taken its place."
    assert mails.waiting().count() == 2


def test_who_cannot_be_reached_is_not_told_and_it_is_said_why(cast: Cast) -> None:
    cast.manager.left_on = TODAY
    cast.manager.save()
    cast.sponsor.email = ""
    cast.sponsor.save()
    make_link(cast.buyer, by="Chidi Mensah", now=NOW)
    revoke_links(cast.buyer, by=cast.csm, now=NOW)
    people = (cast.manager, cast.sponsor, cast.buyer, cast.champion)

    assert hindered(people, NOW) == {
        cast.manager.pk: "has left",
        cast.sponsor.pk: "no e-mail address on file",
        cast.buyer.pk: "the links were taken back",
    }
    assert announce(cast, *people) == ["Carlos Prado"]


def test_who_was_invited_again_after_the_links_were_taken_back_is_told(cast: Cast) -> None:
    make_link(cast.buyer, by="Chidi Mensah", now=NOW)
    revoke_links(cast.buyer, by=cast.csm, now=NOW)
    invite(cast.buyer, origin=ORIGIN, by=cast.csm, now=NOW)
    assert hindered([cast.buyer], NOW) == {}
    mails.sent(PortalMail.objects.get(), NOW)
    make_link(cast.buyer, by="Chidi Mensah", now=NOW)

    # That the link has ended meanwhile shuts nobody out.
    assert hindered([cast.buyer], NOW + timedelta(days=LINK_DAYS + 1)) == {}
    assert invited(cast.harbor) == {cast.buyer.pk}


def test_taking_the_links_back_stops_what_waits(cast: Cast) -> None:
    make_link(cast.buyer, by="Chidi Mensah", now=NOW)
    announce(cast, cast.buyer)

    revoke_links(cast.buyer, by=cast.csm, now=NOW)

    assert PortalMail.objects.get(kind=MailKind.NEW_VERSION).given_up == "The person’s links were revoked."
