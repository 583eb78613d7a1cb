"""Claims of results, against the outcomes on file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from toprung.records.book.queries import accounts_named, unknown_account
from toprung.records.journal.actions import Note, changes_between
from toprung.records.journal.fitting import misfit, stored
from toprung.records.journal.upsert import Problem, Status, Upserted
from toprung.records.outcomes import onfile
from toprung.records.outcomes.drafts import ClaimDraft
from toprung.records.outcomes.measuring import ahead
from toprung.records.outcomes.models import ResultClaim
from toprung.records.outcomes.onfile import Held
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb

_SAID = ("statement", "value", "opened_by", "opened_on", "document")


@dataclass(slots=True)
class Claims:
    """State of one batch of claims."""

    workspace: Workspace
    moment: datetime
    imported: bool
    accounts: frozenset[str]
    outcomes: dict[tuple[str, str], Held]
    #: what is claimed already, of any day: the same claim again adds nothing
    known: set[tuple[object, ...]]
    new: list[tuple[Held, ResultClaim]] = field(default_factory=list)

    @classmethod
    def open(cls, workspace: Workspace, drafts: Sequence[ClaimDraft], moment: datetime, *, imported: bool) -> Claims:
        """Read the outcomes and their claims."""
        accounts = accounts_named(workspace, (draft.account for draft in drafts))
        claims = ResultClaim.objects.filter(outcome__account__in=[account.pk for account in accounts.values()])
        outcomes = onfile.outcomes_on_file(accounts.values())
        return cls(workspace, moment, imported, frozenset(accounts), outcomes, {_key(claim) for claim in claims})

    def claim(self, draft: ClaimDraft) -> Upserted:
        """One draft: a new claim, or one that is known."""
        held = self._held(draft)
        if isinstance(held, Problem):
            return Upserted(Status.REFUSED, held)
        claim = self._claim(held, draft)
        if _key(claim) in self.known:
            return Upserted(Status.UNCHANGED)
        if problem := self._unfit(claim):
            return Upserted(Status.REFUSED, problem)
        self.known.add(_key(claim))
        self.new.append((held, claim))
        return Upserted(Status.CREATED)

    def save(self) -> list[Note]:
        """Write the batch; returns what the journal is to note."""
        ResultClaim.objects.bulk_create(claim for _, claim in self.new)
        return [_note(held, claim) for held, claim in self.new]

    def _held(self, draft: ClaimDraft) -> Held | Problem:
        if draft.account not in self.accounts:
            return unknown_account(draft.account)
        return self.outcomes.get((draft.account, draft.outcome)) or onfile.unknown_outcome(draft.account, draft.outcome)

    def _claim(self, held: Held, draft: ClaimDraft) -> ResultClaim:
        day = draft.claimed_on or self._today
        return ResultClaim(
            outcome=held.outcome,
            occurred_on=day,
            recorded_at=self.moment,
            backfilled=self.imported and day < self._today,
            statement=draft.statement.strip(),
            value=stored(draft.value),
            opened_by=draft.opened_by.strip(),
            opened_on=draft.opened_on,
            document=draft.document.strip(),
        )

    def _unfit(self, claim: ResultClaim) -> Problem | None:
        late = ahead("claimed_on", claim.occurred_on, self._today)
        unopened = ahead("opened_on", claim.opened_on, self._today) if claim.opened_on else None
        return late or unopened or misfit(ResultClaim, {name: getattr(claim, name) for name in _SAID})

    @property
    def _today(self) -> date:
        return self.workspace.day_of(self.moment)


def _key(claim: ResultClaim) -> tuple[object, ...]:
    return (claim.outcome_id, *(getattr(claim, name) for name in _SAID))


def _note(held: Held, claim: ResultClaim) -> Note:
    said = {name: getattr(claim, name) for name in _SAID if getattr(claim, name)}
    changes = changes_between(None, said)
    return Note(Verb.CLAIM_RESULT.value, held.account.external_id, held.outcome.external_id, changes)
