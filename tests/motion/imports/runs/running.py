"""What tests of runs share: a file brought in through every step, as a page and its worker would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from tests.cast import NOW, Cast

from toprung.kernel.canon import canonical_bytes, plain
from toprung.motion.evaluation.models import AccountState
from toprung.motion.imports.jobs import work_at_once, work_once
from toprung.motion.imports.models import ImportRun, RunState
from toprung.motion.imports.runs.choosing import Choice, choose
from toprung.motion.imports.runs.looking import columns_for
from toprung.motion.imports.runs.receiving import LARGEST_PIECE, begin_upload, take_piece
from toprung.motion.imports.runs.starting import start
from toprung.motion.imports.runs.undoing import ask_to_undo
from toprung.records.tenancy.actors import Actor

#: the apps whose records are the book; what evaluations make of it follows from them
THE_BOOK = ("tenancy", "book", "outcomes", "targets", "views")


@dataclass(slots=True)
class Importing:
    """Brightworks' leader imports; each act is a minute after the one before."""

    cast: Cast
    now: datetime = NOW

    def later(self) -> datetime:
        """The next moment."""
        self.now += timedelta(minutes=1)
        return self.now

    def upload(self, content: bytes | str, name: str = "book.csv", by: Actor | None = None, **about: Any) -> ImportRun:
        """All of a file, piece by piece, and looked at."""
        data = content.encode() if isinstance(content, str) else content
        by = by or self.cast.leader
        run = begin_upload(self.cast.workspace, name, len(data), by=by, now=self.later(), **about)
        for begin in range(0, len(data), LARGEST_PIECE):
            run = take_piece(run, begin, data[begin : begin + LARGEST_PIECE], by=by)
        return self.settle(run)

    def settle(self, run: ImportRun) -> ImportRun:
        """Everything that a worker would do for it, and for others that wait."""
        work_at_once(run, self.later())
        while work_once(self.later()):
            pass
        run.refresh_from_db()
        return run

    def preview(self, run: ImportRun, kind: str | None = None, **choice: Any) -> ImportRun:
        """Choose the columns that fit, and preview."""
        kind = kind or run.kind
        choice.setdefault("columns", columns_for(run, kind))
        return self.settle(choose(run, Choice(kind, **choice), by=self.cast.leader, now=self.later()))

    def bring(self, kind: str, content: bytes | str, name: str = "") -> ImportRun:
        """All of it but the preview: the import is done, or has failed."""
        run = self.upload(content, name or f"{kind}.csv")
        choose(run, Choice(kind, columns_for(run, kind)), by=self.cast.leader, now=self.later())
        ImportRun.objects.filter(pk=run.pk).update(state=RunState.PREVIEWED)
        return self.settle(start(run, by=self.cast.leader))

    def undo(self, run: ImportRun) -> ImportRun:
        """Take it back."""
        return self.settle(ask_to_undo(run, by=self.cast.leader))


def book() -> dict[str, bytes]:
    """Every row of every table of the book, byte for byte."""
    return {
        model._meta.label_lower: canonical_bytes(
            [_plain(row) for row in model._default_manager.order_by("pk").values()]
        )
        for model in apps.get_models()
        if model._meta.app_label in THE_BOOK
    }


def standings() -> dict[str, Any]:
    """What pages show of each account: its state, as of which day, and its verdict."""
    states = AccountState.objects.select_related("account", "account__verdict").defer("id")
    return {s.account.external_id: (s.rung, s.gaps, s.health, s.band, s.arr, s.account.verdict.verdict) for s in states}


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, dict | list) else plain(value) for name, value in row.items()}
