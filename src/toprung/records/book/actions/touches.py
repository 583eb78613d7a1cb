"""Touches: work the vendor did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from toprung.kernel.vocabulary import StakeholderRole
from toprung.records.book.actions.upserting import Upserting, given
from toprung.records.book.drafts import TouchDraft
from toprung.records.book.models import Account, Stakeholder, Touch
from toprung.records.journal.upsert import Problem, Upserted
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb


def record_touches(
    workspace: Workspace, drafts: Sequence[TouchDraft], *, by: Actor, now: datetime, imported: bool = False
) -> list[Upserted]:
    """Create or change touches by account, day, kind and ordinal.

    `imported` history counts as recorded on its own day. Attendees are roles, or names or e-mail addresses of the
    customer's people, whose role is then noted; who is neither is left out, with a remark.
    """
    return _Touches(workspace, now, imported=imported).run(drafts, by=by)


class _Touches(Upserting[TouchDraft, Touch]):
    model = Touch
    verb = Verb.RECORD_TOUCH
    thing = "touch"
    fields = ("minutes", "attendees", "outcome", "purpose")

    def __init__(self, workspace: Workspace, now: datetime, *, imported: bool) -> None:
        super().__init__(workspace, now)
        self._imported = imported
        self._people: dict[int, dict[str, str]] = defaultdict(dict)

    def on_file(self, accounts: Collection[Account], drafts: Sequence[TouchDraft]) -> Iterable[Touch]:
        for person in Stakeholder.objects.filter(account__in=accounts):
            roles = self._people[person.account_id]
            roles |= {called.casefold(): person.role for called in (person.name, person.email) if called}
        return Touch.objects.filter(account__in=accounts, occurred_on__in={draft.occurred_on for draft in drafts})

    def key(self, record: Touch) -> Hashable:
        return record.account_id, record.occurred_on, record.kind, record.ordinal

    def make(self, account: Account, draft: TouchDraft) -> Touch:
        return Touch(
            account=account,
            occurred_on=draft.occurred_on,
            kind=draft.kind.value,
            ordinal=draft.ordinal,
            recorded_at=self.now,
            backfilled=self._imported and draft.occurred_on < self.today,
        )

    def values(self, account: Account, draft: TouchDraft) -> dict[str, Any]:
        attendees = None if draft.attendees is None else self._roles(account, draft.attendees)[0]
        purpose = draft.purpose.value if draft.purpose else None
        return given({"minutes": draft.minutes, "attendees": attendees, "outcome": draft.outcome, "purpose": purpose})

    def name(self, record: Touch) -> str:
        return f"{record.kind} on {record.occurred_on}"

    def problem(self, draft: TouchDraft, after: Mapping[str, Any]) -> Problem | None:
        if draft.occurred_on > self.today:
            reason = f"A touch on {draft.occurred_on} is still to come; only work that was done is recorded."
            return Problem(
                "occurred_on", str(draft.occurred_on), reason, "Correct the day, or import it once it was done."
            )
        return None

    def remark(self, account: Account, draft: TouchDraft) -> str:
        unknown = self._roles(account, draft.attendees or ())[1]
        if not unknown:
            return ""
        names = ", ".join(f"“{name}”" for name in unknown)
        return f"{names} attended, but is neither a role nor a person on file: left out."

    def _roles(self, account: Account, attendees: Iterable[str]) -> tuple[list[str], list[str]]:
        """The roles that attended, and who could not be told."""
        known = {role.value: role.value for role in StakeholderRole} | self._people[account.pk]
        found = {name: known.get(name.strip().casefold(), "") for name in attendees}
        return sorted({role for role in found.values() if role}), [name for name, role in found.items() if not role]
