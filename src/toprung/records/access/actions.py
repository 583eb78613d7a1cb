"""Users come in, links are made and used, forms are receipted."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import transaction

from toprung.kernel.errors import BadInput, NotAllowed, Refused
from toprung.kernel.keys import hash_of
from toprung.kernel.vocabulary import MemberRole
from toprung.records.access.models import AccessMail, FormReceipt, LoginLink, User
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.addresses import email_address

#: how long a form is remembered as sent, and a link as ended
RECEIPTS_KEPT = timedelta(days=7)
#: after as many failures a mail is given up
MAIL_TRIES = 5
_LONGEST_NAME = 200


def add_user(email: str, name: str, *, by: Actor, now: datetime) -> User:
    """A person who can enter from now on, without a password yet. Refused where the address has a user.

    Added by the operator, the address counts as proven; added by a workspace's admin, that workspace vouches for it.
    Raises NotAllowed for anybody else and BadInput for what is no address or no name.
    """
    if by.role is not MemberRole.ADMIN:
        raise NotAllowed(f"{by.name} may not add users: ask an admin.")
    address = email_address(email)
    values = {"name": _name(name), "created_at": now, "vouched_by_id": by.workspace, "password": make_password(None)}
    user, added = User.objects.get_or_create(email=address, defaults=values)
    if not added:
        raise Refused(f"{address} can enter already; nothing was changed.")
    return user


def make_login_link(user: User, now: datetime, days: int = 1, *, proves: bool) -> str:
    """A key that lets the user in once within `days`; it is nowhere kept in clear, so show or mail it now.

    `proves`: whoever holds it has shown that the address is theirs (it is mailed there, or the operator hands it over).
    """
    if not user.is_active:
        raise Refused(f"{user.email} may not enter any more; no link was made.")
    LoginLink.objects.filter(expires_at__lt=now - RECEIPTS_KEPT).delete()
    key = secrets.token_urlsafe(32)
    LoginLink.objects.create(
        user=user, key_sha256=hash_of(key), proves_address=proves, expires_at=now + timedelta(days=days)
    )
    return key


def use_login_link(key: str, now: datetime) -> User:
    """The user whom the key lets in; the key is used up. Raises Refused, saying what is wrong with the key.

    An address that is proven thereby frees the user from whatever was set up before: password and vouching.
    """
    with transaction.atomic():
        fitting = LoginLink.objects.filter(key_sha256=hash_of(key), used_at=None, expires_at__gt=now)
        # One statement: of two who come at once, one finds the link used.
        if not fitting.filter(user__is_active=True).update(used_at=now):
            raise Refused(_why_not(key))
        link = LoginLink.objects.select_related("user").get(key_sha256=hash_of(key))
        if link.proves_address:
            prove_address(link.user)
    return link.user


def prove_address(user: User) -> None:
    """The address is this person's: no single workspace vouches for it any more.

    Whoever came in on a workspace's word until now may have been someone else, so their password goes, and with it
    every session.
    """
    if user.vouched_by_id is None:
        return
    user.vouched_by = None
    user.set_unusable_password()
    user.save(update_fields=["vouched_by", "password"])


def reset_entry(user: User) -> None:
    """Password and second step go, for who has lost them; the next link lets in. For the operator alone to call."""
    with transaction.atomic():
        # allauth's record of app and codes, reached by name: this floor knows no door's library.
        apps.get_model("mfa", "Authenticator")._default_manager.filter(user=user).delete()
        user.set_unusable_password()
        user.save(update_fields=["password"])


def accept(key: str, user: User, now: datetime) -> bool:
    """Is it the first time that this user sends the form of that key? Forgets forms older than `RECEIPTS_KEPT`."""
    with transaction.atomic():
        FormReceipt.objects.filter(at__lt=now - RECEIPTS_KEPT).delete()
        _, first = FormReceipt.objects.get_or_create(key=_receipt(key, user), defaults={"user": user, "at": now})
    return first


def give_back(key: str, user: User) -> None:
    """The form was not accepted after all: it may be sent again."""
    FormReceipt.objects.filter(key=_receipt(key, user)).delete()


def ask_for_mail(email: str, what: AccessMail.What, origin: str, *, now: datetime) -> None:
    """Note that somebody asked for it; whether the address is a user's is looked up when it is sent."""
    AccessMail.objects.create(email=email_address(email), what=what, origin=origin, due_at=now)


def claim_mail(now: datetime) -> AccessMail | None:
    """The next mail that is due; nobody else gets it for a minute. What failed `MAIL_TRIES` times is given up."""
    AccessMail.objects.filter(due_at__lte=now, tries__gte=MAIL_TRIES).delete()
    asked = AccessMail.objects.filter(due_at__lte=now).order_by("pk").first()
    if asked is None:
        return None
    asked.tries += 1
    mine = AccessMail.objects.filter(pk=asked.pk, due_at=asked.due_at)
    return asked if mine.update(due_at=now + timedelta(minutes=1), tries=asked.tries) else None


def settle_mail(asked: AccessMail) -> None:
    """It was sent, or there is nobody to send it to."""
    AccessMail.objects.filter(pk=asked.pk).delete()


def _receipt(key: str, user: User) -> str:
    """Each user's keys are apart, so that nobody can use up another's."""
    return hash_of(f"{user.pk}:{key}")


def _why_not(key: str) -> str:
    link = LoginLink.objects.filter(key_sha256=hash_of(key)).first()
    if link is None:
        return "This link is not known here: it may have been cut off when it was copied. Ask for a new one."
    if link.used_at is not None:
        return "This link was used before, and each works once. Ask for a new one."
    return f"This link ended on {link.expires_at:%-d %b %Y, %H:%M} UTC. Ask for a new one."


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 0 < len(name) <= _LONGEST_NAME:
        raise BadInput(f"A user needs a name of 1 to {_LONGEST_NAME} characters.")
    return name
