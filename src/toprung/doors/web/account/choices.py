"""What a form may choose from: the account's outcomes and people, as a reader knows them."""

from __future__ import annotations

from toprung.doctrine.policy import Policy
from toprung.doctrine.reasons import listed
from toprung.kernel.vocabulary import StakeholderRole
from toprung.records.book.models import Account
from toprung.records.book.queries import stakeholders
from toprung.records.outcomes.models import OutcomeVersion
from toprung.records.tenancy.models import Workspace

_LONGEST = 90
#: whose word counts in every segment
_ABOVE = StakeholderRole.EXECUTIVE_SPONSOR


def outcome_choices(workspace: Workspace, account: Account) -> list[tuple[str, str]]:
    """(external id, statement) of the account's outcomes, the primary one first. One query."""
    latest = latest_versions(workspace, account).values()
    ordered = sorted(latest, key=lambda version: (not version.primary, version.statement))
    return [(version.outcome.external_id, _short(version.statement)) for version in ordered]


def latest_versions(workspace: Workspace, account: Account) -> dict[str, OutcomeVersion]:
    """The latest version of each of the account's outcomes, by external id. One query."""
    found = OutcomeVersion.objects.filter(outcome__account__workspace=workspace, outcome__account=account)
    return {version.outcome.external_id: version for version in found.select_related("outcome").order_by("number")}


def person_choices(workspace: Workspace, account: Account) -> list[tuple[str, str]]:
    """(name, name and role) of the account's people on file. One query."""
    people = stakeholders(workspace).filter(account=account)
    return [(p.name, f"{p.name} ({StakeholderRole(p.role).label if p.role else 'no role on file'})") for p in people]


def accepted_told(policy: Policy, segment: str) -> str:
    """Whose word counts in a segment, as a sentence."""
    roles = [role.label for role in policy.validators]
    every = " (all of them are needed)" if len(roles) > 1 else ""
    above = "" if _ABOVE in policy.validators else f"; an {_ABOVE.label}’s counts everywhere"
    return f"In {segment} the word of {listed(roles)} counts{every}{above}."


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
