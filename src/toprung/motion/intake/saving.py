"""Who was met in a load goes on file."""

from __future__ import annotations

from toprung.motion.intake.people import People, Person
from toprung.records.matching import actions
from toprung.records.matching.directory import domain_of
from toprung.records.matching.models import ProductAlias, ProductGroup, ProductUser
from toprung.records.tenancy.models import Workspace


def save_people(workspace: Workspace, people: People) -> bool:
    """Keep what the load taught; was there anything by which an unmatched event may find its account?"""
    learnt = bool(people.taught_told or people.taught_groups or people.taught_aliases)
    actions.keep_known(
        [_user(workspace, person) for person in people.taught_users.values()],
        [ProductGroup(workspace=workspace, group_id=g, traits=t) for g, t in people.taught_groups.items()],
        [ProductAlias(workspace=workspace, key=k, user_id=u) for k, u in people.taught_aliases.items()],
    )
    people.saved()
    return learnt


def _user(workspace: Workspace, person: Person) -> ProductUser:
    return ProductUser(
        workspace=workspace,
        user_id=person.user or "",
        email=person.email[:320],
        domain=domain_of(person.email)[:255],
        group_id=person.group,
        traits=person.traits,
        first_seen_on=person.first_on,
        last_seen_on=person.last_on,
    )
