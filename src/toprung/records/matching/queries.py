"""Reads of rules, of who is known, and of the debugger's messages. Each starts from a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet, Sum

from toprung.kernel.errors import NotFound
from toprung.kernel.vocabulary import Equals, LooksAt, StakeholderRole
from toprung.records.book import queries as book
from toprung.records.matching.models import (
    GroupLink,
    MatchingState,
    MatchRule,
    Message,
    ProductAlias,
    ProductGroup,
    ProductUser,
    SourceHour,
)
from toprung.records.matching.rules import DEFAULT, Rule
from toprung.records.tenancy.models import Workspace
from toprung.records.usage.models import Source

_DAY = timedelta(days=1)
#: the columns of SourceHour and the fields of Counts, in their order
_COUNTED = ("accepted", "refused", "matched", "unmatched")


@dataclass(frozen=True, slots=True)
class Counts:
    """Messages of a source: refused ones are not among the accepted; matched and unmatched ones are its events."""

    accepted: int = 0
    refused: int = 0
    matched: int = 0
    unmatched: int = 0

    def __add__(self, more: Counts) -> Counts:
        return Counts(
            self.accepted + more.accepted,
            self.refused + more.refused,
            self.matched + more.matched,
            self.unmatched + more.unmatched,
        )


def rules(workspace: Workspace) -> tuple[Rule, ...]:
    """The rules in force, in their order; the default ones where nobody has edited them."""
    found = MatchRule.objects.filter(workspace=workspace).order_by("position")
    return tuple(Rule(LooksAt(rule.looks_at), Equals(rule.equals), rule.name) for rule in found) or DEFAULT


def are_default(workspace: Workspace) -> bool:
    """Has nobody edited the rules yet?"""
    return not MatchRule.objects.filter(workspace=workspace).exists()


def links(workspace: Workspace) -> QuerySet[GroupLink]:
    """Groups that a person has linked to an account, by group, each with its account."""
    return GroupLink.objects.filter(workspace=workspace).select_related("account").order_by("group_id")


def state(workspace: Workspace) -> MatchingState:
    """How far the workspace has come; a new one, not on file, before its first load."""
    return MatchingState.objects.filter(workspace=workspace).first() or MatchingState(workspace=workspace)


def users(workspace: Workspace, user_ids: Iterable[str]) -> QuerySet[ProductUser]:
    """Those of these product users who are known."""
    return ProductUser.objects.filter(workspace=workspace, user_id__in=list(user_ids)).order_by()


def groups(workspace: Workspace, group_ids: Iterable[str]) -> QuerySet[ProductGroup]:
    """Those of these product groups that are known."""
    return ProductGroup.objects.filter(workspace=workspace, group_id__in=list(group_ids)).order_by()


def aliases(workspace: Workspace, keys: Iterable[str]) -> QuerySet[ProductAlias]:
    """Those of these other keys of product users that are known."""
    return ProductAlias.objects.filter(workspace=workspace, key__in=list(keys)).order_by()


def messages(source: Source, *, refused: bool | None = None) -> QuerySet[Message]:
    """The source's last messages, the newest first; all of them, or only those refused (or taken)."""
    found = Message.objects.filter(source=source, workspace=source.workspace_id).order_by("-load", "-place")
    return found if refused is None else found.filter(accepted=not refused)


def unmatched_messages(workspace: Workspace) -> QuerySet[Message]:
    """Those of all sources' last messages that are events and belong to no account."""
    return Message.objects.filter(workspace=workspace, accepted=True).exclude(code="").order_by("-load", "-place")


def message(source: Source, number: int) -> Message:
    """One of the source's last messages. Raises NotFound where it was dropped by now."""
    found = messages(source).filter(pk=number).first()
    if found is None:
        raise NotFound("This message is not shown any more: newer ones have taken its place.")
    return found


def counts(source: Source, now: datetime) -> Counts:
    """What the source sent within the last 24 hours, by whole hours."""
    since = now - _DAY
    told = SourceHour.objects.filter(source=source, hour__gt=since).aggregate(
        **{name: Sum(name, default=0) for name in _COUNTED}
    )
    return Counts(**told)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a source has sent: in the last 24 hours by whole hours, and when last (to the hour, once that is old)."""

    day: Counts = Counts()
    last_at: datetime | None = None


def sent(workspace: Workspace, now: datetime) -> dict[int, Sent]:
    """What each source has sent, by its number; those that never sent anything are left out. Two queries."""
    lately = {name: Sum(name, filter=Q(hour__gt=now - _DAY), default=0) for name in _COUNTED}
    hours = (
        SourceHour.objects.filter(source__workspace=workspace)
        .order_by()
        .values("source")
        .annotate(last=Max("hour"), **{f"day_{name}": told for name, told in lately.items()})
    )
    shown = Message.objects.filter(workspace=workspace).order_by().values_list("source")
    newest = dict(shown.annotate(at=Max("received_at")))
    rows = hours.values_list("source", "last", *(f"day_{name}" for name in _COUNTED))
    return {source: Sent(Counts(*counted), newest.get(source, hour)) for source, hour, *counted in rows}


def stakeholder_roles(workspace: Workspace, account: str) -> dict[str, str]:
    """User id -> role, for the product users who have a stakeholder's e-mail address at that account.

    A user id that is an address counts as one, whether or not that user has been seen; a role not on file is "user".
    """
    people = book.stakeholders(workspace).filter(account__external_id=account).exclude(email="")
    roles = {email.lower(): role or StakeholderRole.USER.value for email, role in people.values_list("email", "role")}
    known = ProductUser.objects.filter(workspace=workspace, email__in=list(roles))
    return roles | {user_id: roles[email] for user_id, email in known.values_list("user_id", "email")}


def users_of_domains(workspace: Workspace, domains: Iterable[str]) -> set[str]:
    """The ids of the product users whose e-mail address is of one of these domains ("@vendor.example" or without @)."""
    wanted = {domain.strip().lower().removeprefix("@") for domain in domains}
    found = ProductUser.objects.filter(workspace=workspace, domain__in=wanted - {""})
    return set(found.values_list("user_id", flat=True))


def recent_events(workspace: Workspace, most: int) -> Sequence[Message]:
    """The debugger's newest messages that are events, over all sources."""
    found = Message.objects.filter(workspace=workspace, accepted=True).exclude(event="")
    return list(found.order_by("-received_at", "-load", "-place")[:most])


def known_as(workspace: Workspace, users: Iterable[str], emails: Iterable[str]) -> frozenset[str]:
    """These user ids, the ids of product users with these addresses, and every other key that either is known by."""
    named = set(users)
    known = ProductUser.objects.filter(workspace=workspace, email__in=set(emails) - {""})
    named |= set(known.values_list("user_id", flat=True))
    named |= set(aliases(workspace, named).values_list("user_id", flat=True))
    others = ProductAlias.objects.filter(workspace=workspace, user_id__in=named)
    return frozenset(named | set(others.values_list("key", flat=True)))


def all_user_ids(workspace: Workspace) -> list[str]:
    """The ids of all product users."""
    return list(ProductUser.objects.filter(workspace=workspace).order_by("pk").values_list("user_id", flat=True))


def all_group_ids(workspace: Workspace) -> list[str]:
    """The ids of all product groups."""
    return list(ProductGroup.objects.filter(workspace=workspace).order_by("pk").values_list("group_id", flat=True))
