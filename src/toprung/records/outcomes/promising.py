"""The desk at which promises are written: versions, and the marks primary and first value, one each an account."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from toprung.records.book.models import Account, Stakeholder
from toprung.records.book.queries import accounts_named, unknown_account
from toprung.records.journal.actions import Note, changes_between
from toprung.records.journal.fitting import misfit
from toprung.records.journal.upsert import Problem, Status, Upserted
from toprung.records.outcomes import onfile
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.outcomes.models import Outcome, OutcomeVersion
from toprung.records.outcomes.promises import Promise, lay_over, marked, promise_of, remarks_on
from toprung.records.outcomes.templates import template_keys, unknown_template
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb

MARKS = ("primary", "first_value")


@dataclass(slots=True, eq=False)
class Page:
    """One outcome while the batch is written. `before` is what was on file, None for a new one."""

    account: Account
    outcome: Outcome
    now: Promise
    in_force_on: date | None
    before: Promise | None = None
    version: OutcomeVersion | None = None
    #: marks that the draft of a new outcome gave up
    declined: frozenset[str] = frozenset()

    def unmark(self, mark: str, since: date | None) -> None:
        """Another outcome has taken the mark, from that day on."""
        self.now = marked(self.now, mark, held=False)
        self.in_force_on = since

    def amends(self, moment: datetime) -> bool:
        """Was the latest version recorded by this very act (an earlier batch of one import)? Then it is amended."""
        return self.version is not None and self.version.recorded_at == moment


@dataclass(slots=True)
class Desk:
    """State of one batch: opened and saved with a handful of queries, whatever the number of drafts."""

    workspace: Workspace
    moment: datetime
    accounts: dict[str, Account]
    people: dict[int, list[Stakeholder]]
    pages: dict[str, dict[str, Page]]
    covered: frozenset[str]
    #: keys of the library's templates, where a draft names one
    templates: frozenset[str]
    written: dict[tuple[str, str], OutcomeDraft] = field(default_factory=dict)

    @classmethod
    def open(cls, workspace: Workspace, drafts: Sequence[OutcomeDraft], moment: datetime) -> Desk:
        """Read all that the drafts are about."""
        accounts = accounts_named(workspace, (draft.account for draft in drafts))
        pages: dict[str, dict[str, Page]] = {name: {} for name in accounts}
        for (account, outcome), held in onfile.outcomes_on_file(accounts.values()).items():
            promise, version = promise_of(held.version), held.version
            pages[account][outcome] = Page(held.account, held.outcome, promise, version.in_force_on, promise, version)
        covered = accounts_named(workspace, (name for d in drafts for name in d.covers or ()))
        people = onfile.people_on_file(accounts.values())
        templates = template_keys(workspace) if any(draft.template for draft in drafts) else frozenset[str]()
        return cls(workspace, moment, accounts, people, pages, frozenset(covered), templates)

    def write(self, draft: OutcomeDraft) -> Upserted:
        """Lay one draft over what is on file."""
        if problem := self._unfit(draft):
            return Upserted(Status.REFUSED, problem)
        self.written[draft.account, draft.outcome] = draft
        page = self.pages[draft.account].get(draft.outcome)
        laid = lay_over(page.now if page else None, self._resolved(draft), self._today)
        if isinstance(laid, Problem):
            return Upserted(Status.REFUSED, laid)
        remark = self._remark(draft, laid)
        if page is not None and laid == page.now:
            return Upserted(Status.UNCHANGED, remark=remark)
        self._put(page, laid, draft)
        return Upserted(Status.UPDATED if page else Status.CREATED, remark=remark)

    def settle(self) -> None:
        """Where an account has no primary or no first value, its first new outcome that did not decline becomes it."""
        for pages in self.pages.values():
            for mark in MARKS:
                if not any(getattr(page.now, mark) for page in pages.values()):
                    _mark_first(pages.values(), mark)

    def save(self) -> list[Note]:
        """Write what changed; returns what the journal is to note."""
        changed = [page for pages in self.pages.values() for page in pages.values() if page.now != page.before]
        Outcome.objects.bulk_create(page.outcome for page in changed if page.before is None)
        OutcomeVersion.objects.bulk_create(self._new_version(p) for p in changed if not p.amends(self.moment))
        amended = [_amended(page) for page in changed if page.amends(self.moment)]
        OutcomeVersion.objects.bulk_update(amended, list(Promise().as_fields()))
        return [_note(page) for page in changed]

    @property
    def _today(self) -> date:
        return self.workspace.day_of(self.moment)

    def _unfit(self, draft: OutcomeDraft) -> Problem | None:
        if draft.account not in self.accounts:
            return unknown_account(draft.account)
        if not draft.outcome.strip():
            return Problem("outcome", "", "An outcome needs an external id.", "Give it a short name of its own.")
        if self.written.get((draft.account, draft.outcome), draft) != draft:
            return onfile.repeated("outcome", draft.outcome, f"outcome “{draft.outcome}” of account “{draft.account}”")
        if draft.template and draft.template not in self.templates:
            return unknown_template(draft.template)
        return misfit(Outcome, {"external_id": draft.outcome}, {"external_id": "outcome"})

    def _uncovered(self, draft: OutcomeDraft) -> str:
        unknown = [f"“{name}”" for name in draft.covers or () if name not in self.covered]
        if not unknown:
            return ""
        return (
            f"Outcome “{draft.outcome}” of account “{draft.account}” covers {', '.join(unknown)}, not on file: "
            "import the accounts it covers, or correct their ids; it counts for them from then on."
        )

    def _resolved(self, draft: OutcomeDraft) -> OutcomeDraft:
        """The draft with the validator's name as it stands on file."""
        person = onfile.person_named(self._people(draft), draft.validator or "")
        return dataclasses.replace(draft, validator=person.name) if person else draft

    def _people(self, draft: OutcomeDraft) -> Sequence[Stakeholder]:
        return self.people.get(self.accounts[draft.account].pk, ())

    def _remark(self, draft: OutcomeDraft, laid: Promise) -> str:
        if laid.validator and not onfile.person_named(self._people(draft), laid.validator):
            return (
                f"The validator “{laid.validator}” is not a stakeholder on file at account “{draft.account}”: "
                "add that person, so that a confirmation can be recorded."
            )
        return self._uncovered(draft) or remarks_on(laid)

    def _put(self, page: Page | None, laid: Promise, draft: OutcomeDraft) -> None:
        taken = [(mark, holder) for mark in MARKS for holder in self._holders(page, laid, draft, mark)]
        since = self._in_force(page, laid, [holder for _, holder in taken])
        for mark, holder in taken:
            holder.unmark(mark, holder.in_force_on if self._of_this_act(holder) else since)
        if page is not None:
            page.now, page.in_force_on = laid, page.in_force_on if self._of_this_act(page) else since
            return
        account = self.accounts[draft.account]
        declined = frozenset(mark for mark in MARKS if getattr(draft, mark) is False)
        outcome = Outcome(account=account, external_id=draft.outcome)
        self.pages[draft.account][draft.outcome] = Page(account, outcome, laid, since, declined=declined)

    def _holders(self, page: Page | None, laid: Promise, draft: OutcomeDraft, mark: str) -> list[Page]:
        """The other outcomes of the account that hold a mark which `laid` has."""
        if not getattr(laid, mark):
            return []
        return [held for held in self.pages[draft.account].values() if held is not page and getattr(held.now, mark)]

    def _of_this_act(self, page: Page) -> bool:
        return page.before is None or page.amends(self.moment)

    def _in_force(self, page: Page | None, laid: Promise, displaced: Iterable[Page]) -> date | None:
        """From its agreement on if that is newer than what it replaces, else from the day it is recorded.

        A promise that replaces nothing is in force from its agreement, or from the start where that is undated.
        """
        replaced = [held for held in (page, *displaced) if held is not None and not self._of_this_act(held)]
        if not replaced:
            return laid.agreed_on
        newest = max((held.in_force_on for held in replaced if held.in_force_on), default=date.min)
        return laid.agreed_on if laid.agreed_on is not None and laid.agreed_on > newest else self._today

    def _new_version(self, page: Page) -> OutcomeVersion:
        number = page.version.number + 1 if page.version else 1
        return OutcomeVersion(
            outcome=page.outcome,
            number=number,
            in_force_on=page.in_force_on,
            recorded_at=self.moment,
            **page.now.as_fields(),
        )


def _mark_first(pages: Iterable[Page], mark: str) -> None:
    page = next((page for page in pages if page.before is None and mark not in page.declined), None)
    if page is not None:
        page.now = marked(page.now, mark, held=True)


def _amended(page: Page) -> OutcomeVersion:
    assert page.version is not None
    for name, value in page.now.as_fields().items():
        setattr(page.version, name, value)
    return page.version


def _note(page: Page) -> Note:
    old = (page.before or Promise()).as_fields()
    changes = changes_between(old, page.now.as_fields())
    if page.before is None:
        changes = {name: [None, after] for name, (_, after) in changes.items()}
    return Note(Verb.WRITE_OUTCOME.value, page.account.external_id, page.outcome.external_id, changes)
