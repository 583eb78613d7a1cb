"""What came of an import: counted, in sentences, with every problem's row, column, value, reason and remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from toprung.records.journal.upsert import Problem, Status, Upserted
from toprung.sheets.problems import Problem as CellProblem
from toprung.sheets.problems import shown

#: problems and remarks told in full; all problems stand in the rejects file
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Landed:
    """What came of one row.

    Problems beside a status other than refused mean that the row was kept in part; `kept` then says what was.
    `again` asks to be handed in once more when the whole file has been read (a parent may stand further down).
    """

    status: Status
    problems: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()
    kept: str = ""
    again: bool = False

    @classmethod
    def of(cls, upserted: Upserted) -> Landed:
        """A row that was one draft."""
        problems = (upserted.problem,) if upserted.problem else ()
        remarks = (upserted.remark,) if upserted.remark else ()
        return cls(upserted.status, problems, remarks)


@dataclass(frozen=True, slots=True)
class RowTold:
    """One row as its file has it, and what came of it. `raw`: the cells' text by column."""

    number: int
    raw: Mapping[str, str]
    status: Status
    problems: tuple[CellProblem, ...] = ()
    remarks: tuple[str, ...] = ()
    kept: str = ""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One problem, with where it stands in the file as a person sees it."""

    row: int
    column: str
    value: str
    reason: str
    remedy: str
    kept: str = ""

    def __post_init__(self) -> None:
        for name in ("column", "value", "reason", "remedy"):
            object.__setattr__(self, name, shown(getattr(self, name)))


@dataclass(frozen=True, slots=True)
class ImportReport:
    """read = created + updated + unchanged + rejected (+ quarantined, for events).

    `in_part` counts rows that are among created, updated or unchanged and yet have a problem.
    `columns` maps each field to the file's column that was read for it.
    """

    kind: str
    file: str
    dry_run: bool = False
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    in_part: int = 0
    quarantined: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    unused_columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    #: how many there are in all; `problems` holds the first of them
    problem_count: int = 0
    rejects_file: str = ""
    seconds: float = 0.0

    @property
    def kept(self) -> int:
        """Rows that are on file now, wholly or in part."""
        return self.created + self.updated + self.unchanged

    def plain(self) -> dict[str, Any]:
        """The report in JSON's own types."""
        return asdict(self)


@dataclass(slots=True)
class Tally:
    """Counts while an import runs; memory bounded."""

    read: int = 0
    statuses: Counter[Status] = field(default_factory=Counter)
    in_part: int = 0
    quarantined: int = 0
    problem_count: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    _remarks: Counter[str] = field(default_factory=Counter)
    _more_remarks: int = 0

    def landed(self, landed: Landed) -> None:
        """Count one row, but for its status."""
        self.read += 1
        self.in_part += bool(landed.problems) and landed.status is not Status.REFUSED
        for remark in landed.remarks:
            self.remark(remark)

    def refused(self) -> None:
        """Count a row that could not be read at all."""
        self.read += 1
        self.statuses[Status.REFUSED] += 1

    def problem(self, problem: RowProblem) -> None:
        """Note one problem of a row."""
        self.problem_count += 1
        if len(self.problems) < SHOWN:
            self.problems.append(problem)

    def remark(self, sentence: str) -> None:
        """Note a sentence; equal ones are told once, with their number."""
        sentence = shown(sentence)
        if sentence in self._remarks or len(self._remarks) < SHOWN:
            self._remarks[sentence] += 1
        else:
            self._more_remarks += 1

    @property
    def remarks(self) -> tuple[str, ...]:
        """The sentences, each with how many rows it is about."""
        told = [sentence if count == 1 else f"{sentence} ({count:,} rows)" for sentence, count in self._remarks.items()]
        return (*told, *_and_more(self._more_remarks))

    def report(self, kind: str, file: str, **about: Any) -> ImportReport:
        """The report so far; `about` gives the fields that are not counted here."""
        return ImportReport(
            kind=kind,
            file=file,
            read=self.read,
            created=self.statuses[Status.CREATED],
            updated=self.statuses[Status.UPDATED],
            unchanged=self.statuses[Status.UNCHANGED],
            rejected=self.statuses[Status.REFUSED],
            in_part=self.in_part,
            quarantined=self.quarantined,
            remarks=self.remarks,
            problems=tuple(self.problems),
            problem_count=self.problem_count,
            **about,
        )


def _and_more(count: int) -> Sequence[str]:
    return [f"And {count:,} more remarks of this sort."] if count else []
