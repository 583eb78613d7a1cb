"""Mails to customers, through a real conversation with a mail server."""

from __future__ import annotations

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.test import Client
from tests.cast import NOW, TODAY, Cast
from tests.doors.portal.conftest import Mailbox
from tests.records.plans.conftest import LATER, Planned, planned, promised
from tests.records.portal.asked import asked

from toprung.doors import clock
from toprung.doors.portal.mailing import send_due
from toprung.motion.portal.following import follow
from toprung.motion.portal.sharing import share
from toprung.records.book.models import Stakeholder
from toprung.records.plans.actions import change_plan
from toprung.records.plans.drafts import PlanDraft
from toprung.records.portal.asking import take_back_request
from toprung.records.portal.branding import BrandDraft, set_brand
from toprung.records.portal.links import invite
from toprung.records.portal.mails import MAIL_TRIES
from toprung.records.portal.models import MailKind, PortalMail

__all__ = ["planned", "promised"]


def _parts(message: object) -> tuple[str, str]:
    assert isinstance(message, EmailMessage)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def test_a_question_arrives_once_as_text_and_html(
    cast: Cast, mailbox: Mailbox, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    set_brand(cast.workspace, BrandDraft("Bright", "#1a5fb4", "care@bright.example"), by=cast.admin, now=NOW)
    asked(cast, note="Tom & Mina, <b>please</b>")

    assert (send_due(NOW), send_due(NOW + timedelta(days=1))) == (1, 0)

    (message,) = mailbox.messages
    text, html = _parts(message)
    assert message["To"] == "Mina Sato <mina@harborfoods.example>"
    assert str(message["From"]).startswith("Bright <")
    assert message["Reply-To"] == "care@bright.example"
    assert message["Subject"] == "Mina, did Harbor Foods get this result?"
    assert "Cut the time to close the books from 9 days to 4" in text
    assert "From 9 to 5 days" in text
    assert "“Tom & Mina, <b>please</b>”" in text
    assert "Tom &amp; Mina, &lt;b&gt;please&lt;/b&gt;" in html
    (path,) = set(re.findall(r"https://cs\.example(/p/[\w-]+/results/\d+/)", text + html))
    assert browser.get(path).status_code == 200


def test_a_domain_beyond_ascii_is_written_as_servers_know_it(cast: Cast, mailbox: Mailbox) -> None:
    Stakeholder.objects.filter(pk=cast.buyer.pk).update(email="bea@käserei.example")
    invite(Stakeholder.objects.get(pk=cast.buyer.pk), origin="https://cs.example", by=cast.csm, now=NOW)

    assert send_due(NOW) == 1
    (message,) = mailbox.messages
    assert message["To"] == "Bea Lindqvist <bea@xn--kserei-bua.example>"


def test_a_mail_server_that_refuses_is_asked_again_ever_later_and_then_left_alone(cast: Cast, mailbox: Mailbox) -> None:
    invite(cast.buyer, origin="https://cs.example", by=cast.csm, now=NOW)
    mailbox.refusing = "451 come back later"
    minutes = [minute for minute in range(6 * 60) if _tries_after(NOW + timedelta(minutes=minute))]

    assert minutes == [0, 1, 3, 7, 15, 31, 63, 127]
    assert len(minutes) == MAIL_TRIES
    assert "451" in PortalMail.objects.get().given_up


@pytest.mark.parametrize(
    "address", ["bea@" + "ä" * 60 + ".example", "béa@harborfoods.example", "bea@harbor\r\nBcc: x@y.example"]
)
def test_an_address_that_no_mail_can_carry_is_told_and_holds_up_no_other(
    cast: Cast, mailbox: Mailbox, address: str
) -> None:
    invite(cast.buyer, origin="https://cs.example", by=cast.csm, now=NOW)
    invite(cast.manager, origin="https://cs.example", by=cast.csm, now=NOW)
    Stakeholder.objects.filter(pk=cast.buyer.pk).update(email=address)

    assert send_due(NOW) == 1
    assert [message["To"] for message in mailbox.messages] == ["Mina Sato <mina@harborfoods.example>"]
    assert "No mail can be written" in PortalMail.objects.get(stakeholder=cast.buyer).given_up


def _tries_after(now: object) -> bool:
    before = PortalMail.objects.get().tries
    send_due(now)  # type: ignore[arg-type]
    return PortalMail.objects.get().tries > before


def test_what_failed_first_arrives_later_under_the_same_id(cast: Cast, mailbox: Mailbox) -> None:
    invite(cast.buyer, origin="https://cs.example", by=cast.csm, now=NOW)
    mailbox.refusing = "451 come back later"
    send_due(NOW)
    mailbox.refusing = ""

    assert send_due(NOW + timedelta(minutes=1)) == 1
    (message,) = mailbox.messages
    assert message["Message-ID"] == PortalMail.objects.get().message_id


def test_who_left_before_it_was_sent_gets_nothing(cast: Cast, mailbox: Mailbox) -> None:
    asked(cast)
    cast.manager.left_on = TODAY
    cast.manager.save()

    assert send_due(NOW) == 0
    assert not mailbox.messages
    assert "left" in PortalMail.objects.get().given_up


@pytest.mark.parametrize("ended", [True, False])
def test_reminders_stop_when_the_question_is_taken_back(ended: bool, cast: Cast, mailbox: Mailbox) -> None:
    request = asked(cast)
    send_due(NOW)
    if ended:
        take_back_request(request, by=cast.csm, now=NOW)
    for days in range(1, 40):
        now = NOW + timedelta(days=days)
        follow(cast.workspace, now)
        send_due(now)

    reminders = [m for m in mailbox.messages if str(m["Subject"]).startswith("Reminder")]
    assert len(reminders) == (0 if ended else 2)


def test_a_new_version_of_the_plan_arrives_once_as_text_and_html(
    planned: Planned, mailbox: Mailbox, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    cast, told = planned.cast, {"origin": "https://cs.example", "by": planned.cast.csm, "now": NOW}
    invite(cast.champion, **told)
    send_due(NOW)
    mailbox.messages.clear()

    share(planned.plan, (), None, **told)
    assert (send_due(NOW), send_due(NOW + timedelta(days=1))) == (1, 0)
    (message,) = mailbox.messages
    text, html = _parts(message)
    assert message["To"] == "Carlos Prado <carlos@harborfoods.example>"
    assert message["Subject"] == "The success plan of Harbor Foods with Brightworks"
    for part in (text, html):
        assert "Chidi Mensah of Brightworks has shared the success plan of Harbor Foods with you" in part
        assert "2 outcomes and 1 milestone." in part
        assert "Weigh every bin, due 30 Apr 2026" in part

    change_plan(planned.plan, PlanDraft("Less <b>waste</b> & more food"), by=cast.csm, now=NOW)
    share(planned.plan, (2,), None, **told)
    assert send_due(LATER) == 1
    text, html = _parts(mailbox.messages[-1])
    assert mailbox.messages[-1]["Subject"] == "Version 2 of the success plan of Harbor Foods with Brightworks"
    assert "  - Milestone “Ask for a reference” added" in text
    assert "Less <b>waste</b> & more food" in text
    assert "Less &lt;b&gt;waste&lt;/b&gt; &amp; more food" in html
    assert "<b>waste" not in html
    (path,) = set(re.findall(r"https://cs\.example(/p/[\w-]+/plan/)", text + html))
    page = browser.get(path)
    assert page.status_code == 200
    assert "Sign version 2 as Carlos Prado" in page.content.decode()


def test_who_left_before_they_were_told_gets_nothing(planned: Planned, mailbox: Mailbox) -> None:
    cast, told = planned.cast, {"origin": "https://cs.example", "by": planned.cast.csm, "now": NOW}
    invite(cast.champion, **told)
    send_due(NOW)
    share(planned.plan, (), None, **told)
    cast.champion.left_on = TODAY
    cast.champion.save()
    mailbox.messages.clear()

    assert send_due(LATER) == 0
    assert not mailbox.messages
    assert "left" in PortalMail.objects.get(kind=MailKind.NEW_VERSION).given_up
