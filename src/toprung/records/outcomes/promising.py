"""The desk at which promises are written: versions, and the marks primary and first value, one each an account."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from toprung.records.book.models import Account, Stakeholder
from toprung.records.journal.actions import Note, changes_between
from toprung.records.journal.upsert import Problem, Status, Upserted
from toprung.records.outcomes import onfile
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.outcomes.fitting import misfit
from toprung.records.outcomes.models import Outcome, OutcomeVersion
from toprung.records.outcomes.promises import Promise, lay_over, promise_of, remarks_on
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb

MARKS = ("primary", "first_value")


@dataclass(slots=True)
class Page:
    """One outcome while the batch is written. `before` is what was on file; `version` is the latest to be."""

    account: Account
    outcome: Outcome
    before: Promise | None = None
    now: Promise | None = None
    version: OutcomeVersion | None = None
    #: marks this outcome's own draft gave up
    declined: frozenset[str] = frozenset()

    @property
    def in_force_on(self) -> date | None:
        return self.version.in_force_on if self.version else None


@dataclass(slots=True)
class Desk:
    """State of one batch: opened with a handful of queries, saved with a handful more, whatever the number of drafts."""

    workspace: Workspace
    now: datetime
    accounts: dict[str, Account]
    people: dict[int, list[Stakeholder]]
    pages: dict[str, dict[str, Page]]
    covered: frozenset[str]
    written: dict[tuple[str, str], OutcomeDraft] = field(default_factory=dict)

    @classmethod
    def open(cls, workspace: Workspace, drafts: Sequence[OutcomeDraft], now: datetime) -> Desk:
        """Read all that the drafts are about."""
        accounts = onfile.accounts_on_file(workspace, (draft.account for draft in drafts))
        pages: dict[str, dict[str, Page]] = {name: {} for name in accounts}
        for (account, outcome), held in onfile.outcomes_on_file(accounts.values()).items():
            promise = promise_of(held.version)
            pages[account][outcome] = Page(held.account, held.outcome, promise, promise, held.version)
        covered = onfile.accounts_on_file(workspace, (name for d in drafts for name in d.covers or ()))
        return cls(workspace, now, accounts, onfile.people_on_file(accounts.values()), pages, frozenset(covered))

    @property
    def today(self) -> date:
        return self.workspace.day_of(self.now)

    def write(self, draft: OutcomeDraft) -> Upserted:
        """Lay one draft over what is on file."""
        if problem := self._unfit(draft):
            return Upserted(Status.REFUSED, problem)
        self.written[draft.account, draft.outcome] = draft
        page = self.pages[draft.account].get(draft.outcome)
        laid = lay_over(page.now if page else None, self._resolved(draft), self.today)
        if isinstance(laid, Problem):
            return Upserted(Status.REFUSED, laid)
        remark = self._remark(laid)
        if page is not None and laid == page.now:
            return Upserted(Status.UNCHANGED, remark=remark)
        status = Status.UPDATED if page else Status.CREATED
        self._put(page or self._new_page(draft), laid, draft)
        return Upserted(status, remark=remark)

    def settle(self) -> None:
        """Where an account has no primary or no first value, its first new outcome that did not decline becomes it."""
        for pages in self.pages.values():
            for mark in MARKS:
                if not any(getattr(page.now, mark) for page in pages.values()):
                    self._mark_first(pages.values(), mark)

    def save(self) -> list[Note]:
        """Write what changed; returns what the journal is to note."""
        changed = [page for pages in self.pages.values() for page in pages.values() if page.now != page.before]
        Outcome.objects.bulk_create(page.outcome for page in changed if page.outcome.pk is None)
        versions = [page.version for page in changed if page.version is not None]
        OutcomeVersion.objects.bulk_create(version for version in versions if version.pk is None)
        amended = [version for version in versions if version not in OutcomeVersion._created(versions)]
        OutcomeVersion.objects.bulk_update(amended, list(Promise().as_fields()))
        return [_note(page) for page in changed]

    def _unfit(self, draft: OutcomeDraft) -> Problem | None:
        if draft.account not in self.accounts:
            return onfile.unknown_account(draft.account)
        if not draft.outcome.strip():
            return Problem("outcome", "", "An outcome needs an external id.", "Give it a short name of its own.")
        if self.written.get((draft.account, draft.outcome), draft) != draft:
            return onfile.repeated("outcome", draft.outcome, f"outcome “{draft.outcome}” of account “{draft.account}”")
        return misfit(Outcome, {"external_id": draft.outcome}) or self._uncovered(draft)

    def _uncovered(self, draft: OutcomeDraft) -> Problem | None:
        unknown = next((name for name in draft.covers or () if name not in self.covered), None)
        return dataclasses.replace(onfile.unknown_account(unknown), field="covers") if unknown else None

    def _resolved(self, draft: OutcomeDraft) -> OutcomeDraft:
        """The draft with the validator's name as it stands on file."""
        if not draft.validator:
            return draft
        person = onfile.person_named(self.people.get(self.accounts[draft.account].pk, ()), draft.validator)
        return dataclasses.replace(draft, validator=person.name) if person else draft
