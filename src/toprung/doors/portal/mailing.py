"""Sending the mails that are due to customers' people, as HTML and text. The worker calls `send_due`."""

from __future__ import annotations

import logging
from datetime import datetime
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from toprung.doors.web.ui.colours import readable_on
from toprung.motion.portal.seeing import SeenResult, results_for
from toprung.motion.portal.sharing import news_for
from toprung.records.book.models import Stakeholder
from toprung.records.portal import mails
from toprung.records.portal.branding import brand_of
from toprung.records.portal.links import LINK_DAYS, is_present, make_link
from toprung.records.portal.models import MailKind, PortalMail

logger = logging.getLogger(__name__)
_AT_ONCE = 20
_COLOUR = "#1f5fa8"


def send_due(now: datetime) -> int:
    """Send what is due, at most 20; returns how many left. What the mail server refuses is tried again, ever later."""
    sent = 0
    for _ in range(_AT_ONCE):
        mail = mails.claim(now)
        if mail is None:
            break
        sent += _try(mail, now)
    return sent


def _try(mail: PortalMail, now: datetime) -> bool:
    person = mail.stakeholder
    if not person.email or not is_present(person, now):
        mails.give_up(mail, "The person has left or has no address any more.")
        return False
    key = make_link(person, by=mail.asked_by, now=now)
    try:
        _message(mail, key, now).send()
    except ValueError as error:  # a name or an address that no mail can carry, which no later try mends
        logger.error("Mail %d to a customer cannot be written: %s", mail.pk, error)
        mails.give_up(mail, f"No mail can be written to this name and address: {error}")
        return False
    except OSError as error:  # smtplib's errors are OSErrors
        # The link stays: a server that broke off late may have taken the mail all the same.
        tries = f"try {mail.tries} of {mails.MAIL_TRIES}"
        logger.error("Mail %d to a customer was not sent, %s: %s", mail.pk, tries, error)
        if mail.tries >= mails.MAIL_TRIES:
            mails.give_up(mail, f"The mail server refused it {mail.tries} times: {error}")
        return False
    mails.sent(mail, now)
    return True


def _message(mail: PortalMail, key: str, now: datetime) -> EmailMultiAlternatives:
    workspace = mail.stakeholder.account.workspace
    brand = brand_of(workspace)
    vendor = brand.called
    told = _told(mail, key, vendor, brand.colour or _COLOUR, now)
    message = EmailMultiAlternatives(
        subject=" ".join(render_to_string("portal/mail/subject.txt", told).split()),
        body=render_to_string("portal/mail/body.txt", told).strip() + "\n",
        # The vendor's name before our address: what they can be reached under is the reply address.
        from_email=formataddr((vendor, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[_addressed(mail.stakeholder)],
        reply_to=[brand.reply_to] if brand.reply_to else None,
        headers={"Message-ID": mail.message_id},
    )
    message.attach_alternative(render_to_string("portal/mail/body.html", told), "text/html")
    return message


def _addressed(person: Stakeholder) -> str:
    """The person as a mail is addressed. Mail servers know a domain such as münchen.example by its letters of ASCII."""
    local, _, domain = person.email.rpartition("@")
    return formataddr((person.name, f"{local}@{domain.encode('idna').decode()}"))


def _told(mail: PortalMail, key: str, vendor: str, colour: str, now: datetime) -> dict[str, object]:
    person, request = mail.stakeholder, mail.request
    seen = _asked_about(mail, now)
    news = news_for(person, mail.number, now) if mail.kind == MailKind.NEW_VERSION else None
    path = reverse("portal_plan" if news else "portal", args=[key])
    if request:
        path = reverse("portal_result", args=[key, request.pk])
    answer = request.answer if request and mail.kind == MailKind.RECEIPT else None
    return {
        "mail": mail,
        "kind": mail.kind,
        "person": person,
        "first_name": person.name.split()[0],
        "account": person.account,
        "vendor": vendor,
        "request": request,
        "answer": answer,
        "seen": seen,
        "news": news,
        "href": f"{mail.origin}{path}",
        "days": LINK_DAYS,
        "colour": colour,
        "on_colour": readable_on(colour),
    }


def _asked_about(mail: PortalMail, now: datetime) -> SeenResult | None:
    if mail.request is None:
        return None
    results = results_for(mail.stakeholder, now)
    return next((seen for seen in results if seen.outcome.pk == mail.request.outcome_id), None)
