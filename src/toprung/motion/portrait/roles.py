"""Who of an account's people uses the product, by stakeholder role, as far as it is known which user is whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from toprung.doctrine.evidence import Stakeholder as Person
from toprung.doctrine.policy import Policy
from toprung.kernel.days import Rhythm
from toprung.kernel.vocabulary import StakeholderRole
from toprung.motion import stores
from toprung.motion.portrait.spans import by_period, detail_of, last_28, shown_spans
from toprung.records.book.models import Account, Stakeholder
from toprung.records.book.queries import stakeholders
from toprung.records.matching.queries import stakeholder_roles
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class RoleUse:
    """A stakeholder role (None: nobody on file) with the people on file, and who of them used the product."""

    role: StakeholderRole | None
    on_file: int
    users_28: int
    events_28: int
    users_by_period: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RolesUse:
    """Use by role, the roles that used it most first; `starts` are the shown periods' first days."""

    as_of: date
    rhythm: Rhythm
    starts: tuple[date, ...]
    roles: tuple[RoleUse, ...]


def roles_of(workspace: Workspace, account: Account, policy: Policy, as_of: date) -> RolesUse:
    """Who uses it, by stakeholder role. Three queries, and the lake, bounded to the account and the shown periods."""
    shown = shown_spans(policy, as_of, stores.fed_since(workspace, as_of))
    role_of = stakeholder_roles(workspace, account.external_id)
    begin = min([as_of - timedelta(days=27), *(start for start, _ in shown[:1])])
    detail = detail_of(workspace, account, begin, as_of)
    recent = {row["role"]: row for row in detail.roles([last_28(as_of)], role_of).to_pylist()}
    by_role: dict[str | None, dict[date, int]] = {}
    for row in detail.roles(shown, role_of).to_pylist():
        by_role.setdefault(row["role"], {})[row["period_start"]] = row["users"]
    on_file = _on_file(workspace, account, as_of)
    roles = [
        RoleUse(
            role=StakeholderRole(role) if role else None,
            on_file=on_file.get(role or "", 0),
            users_28=recent.get(role, {}).get("users", 0),
            events_28=recent.get(role, {}).get("events", 0),
            users_by_period=by_period(by_role.get(role, {}), shown),
        )
        for role in {*recent, *by_role, *filter(None, on_file)}
    ]
    ordered = sorted(roles, key=lambda r: (r.role is None, -r.users_28, r.role or ""))
    return RolesUse(as_of, policy.rhythm, tuple(start for start, _ in shown), tuple(ordered))


def _on_file(workspace: Workspace, account: Account, as_of: date) -> Mapping[str, int]:
    """How many people who are there on the day hold each role."""
    everyone = stakeholders(workspace).filter(account=account)
    return Counter(row.role or StakeholderRole.USER.value for row in everyone if _is_there(row, as_of))


def _is_there(row: Stakeholder, day: date) -> bool:
    return Person(row.name, None, row.joined_on, row.left_on).present(day)
