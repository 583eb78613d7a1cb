"""Sending the mails that were asked for: a log-in link, or the way to a new password. The worker calls `send_due`."""

from __future__ import annotations

import logging
from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from toprung.doors.entry import link_path
from toprung.records.access.actions import MAIL_TRIES, claim_mail, make_login_link, settle_mail
from toprung.records.access.models import AccessMail, User
from toprung.records.access.queries import find_user

logger = logging.getLogger(__name__)
_AT_ONCE = 20


def send_due(now: datetime) -> int:
    """Send what is waiting, at most 20; returns how many mails went out. What a mail server refuses is tried again."""
    sent = 0
    for _ in range(_AT_ONCE):
        asked = claim_mail(now)
        if asked is None:
            break
        try:
            sent += _send(asked, now)
        except OSError as error:  # smtplib's errors are OSErrors
            logger.error("A mail to %s was not sent, try %d of %d: %s", asked.email, asked.tries, MAIL_TRIES, error)
            continue
        settle_mail(asked)
    return sent


def _send(asked: AccessMail, now: datetime) -> int:
    """One mail; none where nobody active has the address."""
    user = find_user(asked.email)
    if user is None or not user.is_active:
        return 0
    # A password that somebody else may have set is not changed but dropped, which using a link does.
    by_link = asked.what == AccessMail.What.LINK or user.vouched_by_id is not None
    subject, template = _LINK if by_link else _PASSWORD
    path = link_path(make_login_link(user, now, proves=True)) if by_link else _password_path(user)
    text = render_to_string(template, {"user": user, "address": f"{asked.origin}{path}"})
    return send_mail(subject, text, None, [user.email])


_LINK = ("Your log-in link for Toprung", "entering/mail/link.txt")
_PASSWORD = ("A new password for Toprung", "entering/mail/password.txt")


def _password_path(user: User) -> str:
    token = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), token])
