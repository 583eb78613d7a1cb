"""What is to be imported, by whom and how; and what an importer is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar

from toprung.motion.imports.report import ImportReport, Landed, RowTold
from toprung.motion.imports.tracing import Trace
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.sheets.mapping import SheetMap
from toprung.sheets.problems import Row

#: called with the bytes read so far and the file's size
Progress = Callable[[int, int], None]
#: called with every row and what came of it, in the order in which that is known
Watch = Callable[[RowTold], None]


@dataclass(frozen=True, slots=True)
class Job:
    """One file to import into one workspace."""

    workspace: Workspace
    kind: str
    path: Path
    by: Actor
    now: datetime
    #: a mapping file, or what it would say
    mapping: Path | SheetMap | None = None
    dry_run: bool = False
    rejects_path: Path | None = None
    progress: Progress | None = None
    #: nobody else uses the store, so nobody need be let in between two transactions
    alone: bool = False
    #: the file's name where the path's own is another
    called: str = ""
    #: notes what each batch does to the book, so that it can be taken back
    trace: Trace | None = None
    watch: Watch | None = None

    @property
    def file(self) -> str:
        """The file's name, as reports cite it."""
        return self.called or self.path.name

    @property
    def today(self) -> date:
        """The workspace's day of the import."""
        return self.workspace.day_of(self.now)


#: runs one whole file
Importer = Callable[[Job], ImportReport]


class Keeper(ABC):
    """Keeps the rows of one kind of file. One is made for each import, so it may remember what it has seen."""

    #: rows kept in one transaction: few enough that nobody waits long for the write lock
    batch: ClassVar[int] = 500

    def __init__(self, job: Job) -> None:
        self.job = job

    @abstractmethod
    def keep(self, rows: Sequence[Row]) -> Sequence[Landed]:
        """Put up to `batch` rows on file and say what came of each, in order. Called inside one transaction."""

    def keep_again(self, rows: Sequence[Row]) -> Sequence[Landed]:
        """The rows that asked for it (`Landed.again`), once the whole file has been read."""
        return self.keep(rows)
