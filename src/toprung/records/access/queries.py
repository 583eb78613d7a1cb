"""Reads of users and of what they are members of."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from toprung.kernel.errors import NotFound
from toprung.records.access.models import User
from toprung.records.tenancy.models import Member


def memberships(user: User) -> QuerySet[Member]:
    """Where the user is a member today, with the workspace, by its name.

    A user whose address nobody has proven is a member only of the workspace that vouched for it.
    """
    found = Member.objects.filter(email=user.email, left_on=None).select_related("workspace")
    if user.vouched_by_id is not None:
        found = found.filter(workspace=user.vouched_by_id)
    return found.order_by("workspace__name", "pk")


def users() -> QuerySet[User]:
    """Everyone who can enter this installation, by address."""
    return User.objects.order_by("email")


def users_of(emails: Iterable[str]) -> dict[str, User]:
    """Address -> user, for those addresses (in lower case) that have one. One query."""
    return {user.email: user for user in User.objects.filter(email__in=list(emails))}


def find_user(email: str) -> User | None:
    """The user with that e-mail address, in any spelling of its letters, if there is one."""
    return User.objects.filter(email=email.strip().lower()).first()


def user(email: str) -> User:
    """The user with that e-mail address, in any spelling of its letters. Raises NotFound."""
    found = find_user(email)
    if found is None:
        raise NotFound(f"There is no user with the address {email}: add one with “toprung user add”.")
    return found
