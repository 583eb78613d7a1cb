"""Who is meant where somebody's events are to go: a person under all their ids, a customer with groups and users."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from toprung.motion import stores
from toprung.motion.intake.matching import Looks, Told
from toprung.motion.intake.rematching import matches_of
from toprung.records.book.queries import accounts_named
from toprung.records.matching import queries
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Meant:
    """Accounts (external ids) and what the product calls them (groups); users by every id they had, and addresses.

    `users` and `emails` are persons; `members` are the users of the accounts, of whom it is forgotten who they are.
    """

    accounts: frozenset[str]
    groups: frozenset[str]
    users: frozenset[str]
    emails: frozenset[str]
    members: frozenset[str]


def meant_by(workspace: Workspace, accounts: Collection[str], users: Collection[str]) -> Meant:
    """By external ids of accounts, and ids or e-mail addresses of users. Nobody need be known."""
    emails = frozenset(user.lower() for user in users if "@" in user)
    groups, members = _of_accounts(workspace, frozenset(accounts)) if accounts else (frozenset(), frozenset())
    return Meant(
        accounts=frozenset(accounts),
        groups=groups,
        users=queries.known_as(workspace, users, emails),
        emails=emails,
        members=members,
    )


def _of_accounts(workspace: Workspace, accounts: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The groups that the rules give to these accounts by now or that are called like them; and their users.

    A user is theirs by the rules, or by having done something there and nowhere else.
    """
    looks = Looks(queries.rules(workspace))
    known_groups, known_users = queries.all_group_ids(workspace), queries.all_user_ids(workspace)
    known_groups += queries.links(workspace).values_list("group_id", flat=True)
    groups = _matched(workspace, looks, accounts, known_groups, (Told(group, "", "") for group in known_groups))
    users = _matched(workspace, looks, accounts, known_users, (Told("", user, "") for user in known_users))
    # A group may be called like one account and belong to another.
    others = accounts_named(workspace, groups - accounts)
    called = (groups | accounts) - set(others)
    return called, users | stores.lake().users_only_of(stores.lake_key(workspace), called)


def _matched(
    workspace: Workspace, looks: Looks, accounts: frozenset[str], names: Iterable[str], told: Iterable[Told]
) -> frozenset[str]:
    matches = matches_of(workspace, iter(told), looks)
    return frozenset(name for name, match in zip(names, matches, strict=True) if match.account in accounts)
