"""The one spreadsheet of the smallest version (DOMAIN section 13): a row an account, and all that hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from toprung.motion.imports.alike import Alike
from toprung.motion.imports.confirmations import Confirmations
from toprung.motion.imports.job import Job, Keeper
from toprung.motion.imports.parts import Part
from toprung.motion.imports.report import Landed
from toprung.records.book.actions import upsert_accounts, upsert_contracts, upsert_stakeholders
from toprung.records.book.drafts import AccountDraft, ContractDraft, StakeholderDraft
from toprung.records.journal.upsert import Problem, Upserted
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.sheets.matching import OWN_PREFIX
from toprung.sheets.problems import Row

#: external ids of the one contract and the one outcome that a sheet knows of an account
CONTRACT = "sheet"
OUTCOME = "result"

#: an account's own cells in a sheet, each of which it can do without
_OPTIONAL = ("segment", "owner", "go_live_on", "arr")

#: what a rejects file says beside a second row of an account
_REASON, _VALUE = (OWN_PREFIX + name for name in ("reason", "value"))
_STANDS = "stands in"

D = TypeVar("D")


class OneSheet(Keeper):
    """Each row upserts the account, its validator, its contract, its named result and the confirmation.

    The account cell is external id and, where the account is new, name. What a row says of one of these is kept even
    if another cannot be; the report says which. The named result takes the marks primary and first value only where
    no outcome of the account holds them.
    """

    #: a row is an account, a person, a contract, a promise and a word: five rows of any other kind
    batch = 100

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._confirmations = Confirmations(job, OUTCOME)
        self._alike = Alike(job.workspace)
        #: each account's row number, and a hash of what it said
        self._said: dict[str, tuple[int, int]] = {}

    def keep(self, rows: Sequence[Row]) -> Sequence[Landed]:
        """Accounts first, then what hangs on them, one bulk action each."""
        parts = [Part(row) for row in rows]
        known = self._accounts([part for part in parts if self._first(part)])
        self._each("validator", known, _validator, upsert_stakeholders)
        self._each("contract", known, _contract, partial(upsert_contracts, imported=True))
        self._each("result", known, _outcome, write_outcomes)
        self._confirmations.keep(known)
        return [part.landed() for part in parts]

    def _accounts(self, parts: Sequence[Part]) -> list[Part]:
        """Keep the accounts; one that is refused for an optional cell is kept without that cell."""
        waiting = list(parts)
        while waiting:
            self._each("account", waiting, _account, partial(upsert_accounts, imported=True))
            refused = [part for part in waiting if not part.kept and part.problems[-1].field in _OPTIONAL]
            for part in refused:
                part.without(part.problems[-1].field)
            waiting = refused
        known = [part for part in parts if part.kept]
        for part in known:
            part.remarks += self._alike.remarks(part.row.values["account"])
        return known

    def _first(self, part: Part) -> bool:
        """A sheet has one row an account; a second is refused unless it says the same."""
        account, number = part.row.values["account"], part.row.number
        first, said = self._said.setdefault(account, (number, _hash(part.row)))
        if said == _hash(part.row) and not _is_unsettled(part.row):
            return True
        if said == _hash(part.row):
            reason = f"Account “{account}” {_STANDS} another row, with other values, and nothing says which one counts."
            remedy = f"Empty this row's cell {_REASON} if it is the one that counts, or leave the row out."
        else:
            reason = f"Account “{account}” {_STANDS} row {first} already, with other values."
            remedy = "Keep one row an account; put its further results into a file of outcomes."
        part.problems.append(Problem("account", account, reason, remedy))
        return False

    def _each(
        self, thing: str, parts: Sequence[Part], draft: Callable[[Row], D | None], action: Callable[..., list[Upserted]]
    ) -> None:
        """Hand what those rows say of it to a bulk action."""
        drafts = [(part, made) for part in parts if (made := draft(part.row)) is not None]
        results = action(self.job.workspace, [made for _, made in drafts], by=self.job.by, now=self.job.now)
        for (part, _), result in zip(drafts, results, strict=True):
            part.add(thing, result)


def _is_unsettled(row: Row) -> bool:
    """Was it rejected as a second row of its account, and given again without a word on which of them counts?

    Alone in its file it would no longer meet the other row, and silently take the place of what that one said.
    """
    return _STANDS in row.raw.get(_REASON, "") and row.values["account"] in row.raw.get(_VALUE, "").splitlines()


def _hash(row: Row) -> int:
    return hash(tuple(row.values.items()))


def _account(row: Row) -> AccountDraft:
    values = row.values
    return AccountDraft(
        account=values["account"],
        segment=values["segment"],
        owner=values["owner"],
        go_live_on=values["go_live_on"],
        stated_arr=values["arr"],
    )


def _validator(row: Row) -> StakeholderDraft | None:
    name = row.values["validator"]
    return StakeholderDraft(row.values["account"], name, role=row.values["validator_role"]) if name else None


def _contract(row: Row) -> ContractDraft:
    """Whoever stands in the sheet is a customer, so there is a contract, even if its end is not known."""
    return ContractDraft(row.values["account"], CONTRACT, ends_on=row.values["renewal_on"])


def _outcome(row: Row) -> OutcomeDraft | None:
    statement = row.values["result"]
    if not statement:
        return None
    return OutcomeDraft(row.values["account"], OUTCOME, statement=statement, validator=row.values["validator"])
