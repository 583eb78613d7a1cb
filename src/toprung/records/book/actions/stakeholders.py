"""The customers' people."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from toprung.records.book.actions.upserting import Upserting, given
from toprung.records.book.drafts import StakeholderDraft
from toprung.records.book.models import Account, Stakeholder
from toprung.records.journal.fitting import misfit
from toprung.records.journal.upsert import Problem, Upserted
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb


def upsert_stakeholders(
    workspace: Workspace, drafts: Sequence[StakeholderDraft], *, by: Actor, now: datetime
) -> list[Upserted]:
    """Create or change people, told apart by name within their account, letters' case aside."""
    return _Stakeholders(workspace, now).run(drafts, by=by)


class _Stakeholders(Upserting[StakeholderDraft, Stakeholder]):
    model = Stakeholder
    verb = Verb.EDIT_STAKEHOLDER
    thing = "stakeholder"
    fields = ("email", "role", "joined_on", "left_on")

    def on_file(self, accounts: Collection[Account], drafts: Sequence[StakeholderDraft]) -> Iterable[Stakeholder]:
        return Stakeholder.objects.filter(account__in=accounts)

    def key(self, record: Stakeholder) -> Hashable:
        return record.account_id, record.name.casefold()

    def make(self, account: Account, draft: StakeholderDraft) -> Stakeholder:
        return Stakeholder(account=account, name=" ".join(draft.name.split()))

    def values(self, account: Account, draft: StakeholderDraft) -> dict[str, Any]:
        values = {name: getattr(draft, name) for name in self.fields}
        return given(values | {"role": draft.role.value if draft.role else None})

    def name(self, record: Stakeholder) -> str:
        return record.name

    def problem(self, draft: StakeholderDraft, after: Mapping[str, Any]) -> Problem | None:
        if not draft.name.strip():
            return Problem("name", draft.name, "The person has no name.", "Fill it in.")
        if after["email"] and not _is_address(after["email"]):
            return Problem("email", after["email"], "This is not an e-mail address.", "Correct it or leave it blank.")
        joined, left = after["joined_on"], after["left_on"]
        if joined and left and left <= joined:
            field = "left_on" if draft.left_on else "joined_on"
            reason = f"{draft.name} would have left on {left}, not after joining on {joined}."
            return Problem(field, str(left if draft.left_on else joined), reason, "Correct one of the two days.")
        return misfit(Stakeholder, {"name": draft.name})


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
