"""An account's people, with what each counts for where its results are concerned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from toprung.doctrine.evidence import Stakeholder as Person
from toprung.doctrine.policy import Policy
from toprung.doctrine.testimony import is_accepted
from toprung.kernel.vocabulary import StakeholderRole
from toprung.records.book import queries
from toprung.records.book.models import Account, Stakeholder
from toprung.records.outcomes.erasing import is_erased
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class PersonPortrait:
    """One of the customer's people. `accepted`: their role may validate in this segment."""

    person: Stakeholder
    role: StakeholderRole | None
    present: bool
    accepted: bool
    #: statements of the outcomes that name this person as validator
    validates: tuple[str, ...]

    @property
    def is_erased(self) -> bool:
        """Was the person forgotten?"""
        return is_erased(self.person)


@dataclass(frozen=True, slots=True)
class People:
    """Everyone on file, those who are there first; `accepted_roles` are the segment's, `vacant` those nobody holds."""

    everyone: tuple[PersonPortrait, ...]
    accepted_roles: tuple[StakeholderRole, ...]
    vacant: tuple[StakeholderRole, ...]

    def named(self, name: str) -> PersonPortrait | None:
        """The person of that name, letters' case aside."""
        wanted = name.casefold()
        return next((p for p in self.everyone if wanted and p.person.name.casefold() == wanted), None)


def people_of(
    workspace: Workspace, account: Account, policy: Policy, validators: Iterable[tuple[str, str]], today: date
) -> People:
    """The account's people. `validators` are (name, statement) of its outcomes. One query."""
    named: dict[str, list[str]] = {}
    for name, statement in validators:
        named.setdefault(name.casefold(), []).append(statement)
    rows = queries.stakeholders(workspace).filter(account=account).select_related("reports_to")
    everyone = [_person(row, policy, named.get(row.name.casefold(), []), today) for row in rows]
    held = {p.role for p in everyone if p.present}
    return People(
        everyone=tuple(sorted(everyone, key=lambda p: (not p.present, not p.accepted, p.person.name.casefold()))),
        accepted_roles=policy.validators,
        vacant=tuple(role for role in policy.validators if role not in held),
    )


def _person(row: Stakeholder, policy: Policy, validates: list[str], today: date) -> PersonPortrait:
    role = StakeholderRole(row.role) if row.role else None
    person = Person(row.name, role, row.joined_on, row.left_on)
    return PersonPortrait(row, role, person.present(today), is_accepted(role, policy), tuple(validates))
