"""A row that is kept thing by thing: the account, its contract, its validator, its result, the confirmation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from toprung.motion.imports.report import Landed
from toprung.records.journal.upsert import Problem, Status, Upserted
from toprung.sheets.problems import Row

#: the sheet's field of a problem, where an action calls it otherwise
_CALLED = {
    "contract": {"ends_on": "renewal_on"},
    "validator": {"name": "validator", "role": "validator_role"},
    "result": {"statement": "result", "outcome": "result"},
    "confirmation": {"occurred_on": "confirmed_on", "stakeholder": "validator", "outcome": "result"},
}


@dataclass(slots=True)
class Part:
    """One row on its way: what of it is on file by now, and what is wrong."""

    row: Row
    statuses: list[Status] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """It begins with what could not be read: those cells are blank, and nothing hangs on them."""
        self.problems += [Problem(name, p.value, p.reason, p.remedy) for name, p in self.row.unread.items()]

    def without(self, name: str) -> None:
        """Leave a field out that could be read, but not kept; its problem is told already."""
        self.row = replace(self.row, values=self.row.values | {name: None})

    def add(self, thing: str, upserted: Upserted) -> None:
        """What came of one thing in the row."""
        problem = upserted.problem
        if problem is not None:
            called = _CALLED.get(thing, {})
            self.problems.append(replace(problem, field=called.get(problem.field, problem.field)))
            return
        self.statuses.append(upserted.status)
        self.kept.append(thing)
        if upserted.remark:
            self.remarks.append(upserted.remark)

    def landed(self) -> Landed:
        """The row's result: created with its account, unchanged only where all of it is."""
        kept = ", ".join(f"the {thing}" for thing in self.kept) if self.problems else ""
        return Landed(self._status(), tuple(self.problems), tuple(self.remarks), kept)

    def _status(self) -> Status:
        if not self.kept:
            return Status.REFUSED
        if self.statuses[0] is Status.CREATED:
            return Status.CREATED
        unchanged = all(status is Status.UNCHANGED for status in self.statuses)
        return Status.UNCHANGED if unchanged else Status.UPDATED
