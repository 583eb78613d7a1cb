"""Browsers without a browser: signed-in clients of the cast, and an address for every pattern."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.test import Client
from tests.cast import NOW, Cast

from toprung.kernel.vocabulary import MemberRole
from toprung.records.access.actions import add_user
from toprung.records.access.models import User
from toprung.records.tenancy.actors import OPERATOR
from toprung.records.tenancy.models import Member


@dataclass(slots=True)
class Visiting:
    """The cast with something on file for every address. `ids` are Brightworks' own, `foreign` Northlight's."""

    cast: Cast
    ids: dict[str, str] = field(default_factory=dict)
    foreign: dict[str, str] = field(default_factory=dict)

    def client(self, email: str) -> Client:
        """A client signed in as that person."""
        client = Client()
        client.force_login(signed_up(email))
        return client

    def email_of(self, role: MemberRole) -> str:
        """The address of Brightworks' member of that role."""
        actor = self.cast.members[role]
        return Member.objects.get(pk=int(actor.id), workspace=self.cast.workspace).email

    def address(self, pattern: str) -> str:
        """The pattern with Brightworks' ids."""
        return _filled(pattern, self.ids)

    def foreign_address(self, pattern: str) -> str:
        """The pattern in Brightworks' workspace, with ids of Northlight's records."""
        return _filled(pattern, self.ids | self.foreign)


def signed_up(email: str) -> User:
    """The person's user, made if there is none."""
    found = User.objects.filter(email=email).first()
    return found or add_user(email, email.partition("@")[0].title(), by=OPERATOR, now=NOW)


def _filled(pattern: str, ids: dict[str, str]) -> str:
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: ids[match.group(1)], pattern)
