"""Counts kept beside the lake, until the lake's files or what is excluded from them change."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from toprung.engine.lake import Lake
from toprung.engine.runner import Files
from toprung.engine.storage import locked, sync
from toprung.engine.texts import text
from toprung.kernel.canon import fingerprint

_TEXTS = ("usage_excluded", "usage_periods", "usage_features", "usage_recent")
#: Counts of the newest state and of the one before it, for readers that asked for that a moment ago.
_STATES_KEPT = 2


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What does not qualify: users by exact id, users by e-mail domain, and event names (DOMAIN section 3)."""

    users: frozenset[str] = field(default_factory=frozenset)
    domains: frozenset[str] = field(default_factory=frozenset)
    names: frozenset[str] = field(default_factory=frozenset)


NOTHING_EXCLUDED = Exclusions()


@dataclass(frozen=True, slots=True)
class Rollup:
    """The counts of one state of a workspace's events under one set of exclusions: a folder of Parquet files.

    The state, the exclusions and the texts are in the folder's name, so that a count can never be taken for a count
    of something else.
    """

    folder: Path
    events: Files

    def holds(self, name: str) -> bool:
        """Was this counted already?"""
        return self._path(name).exists()

    def table(self, name: str, count: Callable[[], pa.Table]) -> Path:
        """The file of that count, made by `count` if it is not there; two processes do not count it twice."""
        path = self._path(name)
        if not path.exists():
            with locked(self.folder.parent / "rollup.lock"):
                if not path.exists():
                    self._keep(path, count())
        return path

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"

    def _keep(self, path: Path, rows: pa.Table) -> None:
        if not self.folder.is_dir():
            self.folder.mkdir(parents=True)
            self._drop_older()
        unfinished = path.with_suffix(".unfinished")
        pq.write_table(rows, unfinished, compression="zstd", row_group_size=122_880)
        sync(unfinished)
        unfinished.rename(path)

    def _drop_older(self) -> None:
        folders = [folder for folder in self.folder.parent.iterdir() if folder.is_dir()]
        for folder in sorted(folders, key=lambda each: each.stat().st_mtime_ns)[:-_STATES_KEPT]:
            shutil.rmtree(folder)


def rollup(lake: Lake, workspace: str, excluded: Exclusions) -> Rollup:
    """The rollup of the workspace's events as the lake holds them now."""
    events = lake.files(workspace)
    stamp = fingerprint([lake.fingerprint(events), excluded, [text(name) for name in _TEXTS]])
    return Rollup(lake.folder / "rollups" / workspace / stamp[:32], events)
