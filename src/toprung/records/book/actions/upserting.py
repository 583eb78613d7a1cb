"""What stakeholders, contracts, intervals and touches have in common: rows of an account, upserted by a key."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from django.db import models

from toprung.records.book.models import Account
from toprung.records.book.queries import accounts_named, unknown_account
from toprung.records.journal.actions import write
from toprung.records.journal.batch import Batch
from toprung.records.journal.fitting import misfit
from toprung.records.journal.upsert import Problem, Upserted
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn


class Drafted(Protocol):
    """Every draft below the account names it."""

    @property
    def account(self) -> str: ...


D = TypeVar("D", bound=Drafted)
M = TypeVar("M", bound=models.Model)


class Upserting(ABC, Generic[D, M]):
    """One kind of record below an account. Made for one batch of drafts."""

    model: type[M]
    verb: ClassVar[Verb]
    #: what the journal calls one
    thing: ClassVar[str]
    #: the model's fields that a draft may change
    fields: ClassVar[tuple[str, ...]]
    #: the draft's name of a model's field, where it differs
    called: ClassVar[Mapping[str, str]] = {}

    def __init__(self, workspace: Workspace, now: datetime) -> None:
        self.workspace = workspace
        self.now = now
        self.today = workspace.day_of(now)

    @abstractmethod
    def on_file(self, accounts: Collection[Account], drafts: Sequence[D]) -> Iterable[M]:
        """The records that the drafts may name: of these accounts, and no more of them than needed."""

    @abstractmethod
    def key(self, record: M) -> Hashable:
        """What tells a record apart within the workspace."""

    @abstractmethod
    def make(self, account: Account, draft: D) -> M:
        """A new record with the key of the draft."""

    @abstractmethod
    def values(self, account: Account, draft: D) -> dict[str, Any]:
        """The fields that the draft gives; what it leaves alone is left out."""

    @abstractmethod
    def name(self, record: M) -> str:
        """What the journal calls this one."""

    def problem(self, draft: D, after: Mapping[str, Any]) -> Problem | None:
        """Why the draft is refused. `after` is the record's fields as they would be."""
        return None

    def remark(self, account: Account, draft: D) -> str:
        """What a person should look at though the draft is kept."""
        return ""

    def run(self, drafts: Sequence[D], *, by: Actor) -> list[Upserted]:
        """Permission, then one transaction: compare, write what differs, journal it."""
        require(by, self.verb, self.workspace)
        with turn(self.workspace):
            known = accounts_named(self.workspace, {draft.account for draft in drafts})
            found = {self.key(record): record for record in self.on_file(known.values(), drafts)}
            batch = Batch[Hashable, M](self.model, self.fields, found)
            for draft in drafts:
                self._take(batch, known.get(draft.account), draft)
            batch.save()
            self.follow_up(batch)
            by_pk = {account.pk: account.external_id for account in known.values()}
            notes = batch.notes(self.thing, lambda record: (by_pk[record.account_id], self.name(record)))  # type: ignore[attr-defined]
            write(self.workspace, notes, by=by, at=self.now)
            return batch.results()

    def follow_up(self, batch: Batch[Hashable, M]) -> None:
        """What else follows from the batch, in its transaction."""

    def _take(self, batch: Batch[Hashable, M], account: Account | None, draft: D) -> None:
        if account is None:
            return batch.refuse(unknown_account(draft.account))
        new = self.make(account, draft)
        key = self.key(new)
        values = self.values(account, draft)
        record = batch.find(key) or new
        after = {name: getattr(record, name) for name in self.fields} | values
        problem = misfit(self.model, values, self.called) or self.problem(draft, after)
        if problem is not None:
            return batch.refuse(problem)
        batch.keep(key, values, lambda: new, self.remark(account, draft))
        return None


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is None: a blank leaves alone what is on file."""
    return {name: value for name, value in values.items() if value is not None}
