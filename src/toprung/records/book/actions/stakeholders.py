"""The customers' people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from toprung.records.book.actions.parents import closes_a_circle
from toprung.records.book.actions.upserting import Upserting, given
from toprung.records.book.drafts import StakeholderDraft
from toprung.records.book.models import Account, Stakeholder
from toprung.records.journal.batch import Batch
from toprung.records.journal.fitting import cleared, misfit
from toprung.records.journal.upsert import Problem, Upserted
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.addresses import is_address
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

    def __init__(self, workspace: Workspace, now: datetime) -> None:
        super().__init__(workspace, now)
        #: by account: who is on file or among the drafts, and who reports to whom
        self._people: dict[str, set[str]] = defaultdict(set)
        self._above: dict[str, dict[str, str]] = defaultdict(dict)
        #: what the kept drafts say: the person's key, and to whom they report
        self._reporting: dict[tuple[int, str], str] = {}
        self._accounts: dict[str, int] = {}

    def on_file(self, accounts: Collection[Account], drafts: Sequence[StakeholderDraft]) -> Iterable[Stakeholder]:
        names = {account.pk: account.external_id for account in accounts}
        self._accounts = {name: pk for pk, name in names.items()}
        found = list(Stakeholder.objects.filter(account__in=accounts).select_related("reports_to"))
        for person in found:
            self._people[names[person.account_id]].add(person.name.casefold())
            if person.reports_to:
                self._above[names[person.account_id]][person.name.casefold()] = person.reports_to.name.casefold()
        for draft in drafts:
            self._people[draft.account].add(_folded(draft.name))
        return found

    def key(self, record: Stakeholder) -> Hashable:
        return record.account_id, record.name.casefold()

    def make(self, account: Account, draft: StakeholderDraft) -> Stakeholder:
        return Stakeholder(account=account, name=" ".join(draft.name.split()))

    def values(self, account: Account, draft: StakeholderDraft) -> dict[str, Any]:
        values = {name: getattr(draft, name) for name in self.fields}
        return given(values | {"role": draft.role.value if draft.role else None}) | cleared(Stakeholder, draft.clear)

    def name(self, record: Stakeholder) -> str:
        return record.name

    def problem(self, draft: StakeholderDraft, after: Mapping[str, Any]) -> Problem | None:
        if not draft.name.strip():
            return Problem("name", draft.name, "The person has no name.", "Fill it in.")
        if after["email"] and not is_address(after["email"]):
            return Problem("email", after["email"], "This is not an e-mail address.", "Correct it or leave it blank.")
        joined, left = after["joined_on"], after["left_on"]
        if joined and left and left <= joined:
            field = "left_on" if draft.left_on else "joined_on"
            reason = f"{draft.name} would have left on {left}, not after joining on {joined}."
            return Problem(field, str(left if draft.left_on else joined), reason, "Correct one of the two days.")
        return misfit(Stakeholder, {"name": draft.name}) or self._superior_problem(draft)

    def _superior_problem(self, draft: StakeholderDraft) -> Problem | None:
        superior, person, above = _folded(draft.reports_to or ""), _folded(draft.name), self._above[draft.account]
        if superior and superior not in self._people[draft.account]:
            return _superior(draft, f"There is no “{draft.reports_to}” on file at account “{draft.account}”.")
        if superior and closes_a_circle(above, person, superior):
            return _superior(draft, f"{draft.name} would come to report to themselves.")
        if superior:
            above[person] = superior
        if draft.reports_to is not None:
            self._reporting[self._accounts[draft.account], person] = superior
        return None

    def follow_up(self, batch: Batch[Hashable, Stakeholder]) -> None:
        """Link people once all of them are on file."""
        moved = []
        for (account, name), superior in self._reporting.items():
            person, above = batch.find((account, name)), batch.find((account, superior)) if superior else None
            if person is None or (superior and above is None) or person.reports_to == above:
                continue
            before = person.reports_to.name if person.reports_to else None
            batch.further((account, name), "reports_to", before, above.name if above else None)
            person.reports_to = above
            moved.append(person)
        Stakeholder.objects.bulk_update(moved, ["reports_to"], batch_size=200)


def _superior(draft: StakeholderDraft, reason: str) -> Problem:
    remedy = "Write the name as it stands among the account's people, or leave it blank."
    return Problem("reports_to", draft.reports_to or "", reason, remedy)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
