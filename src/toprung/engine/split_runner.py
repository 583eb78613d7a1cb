"""Texts shared out between this process and a cluster: what is large goes there, what is small stays."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from toprung.engine.runner import NO_VALUES, Files, Runner, Value


class SplitRunner:
    """A Runner over two, whose rows are equal: a text that reads all of the lake's files is run `there`, others `here`.

    Tables in memory, and files of which a few accounts are wanted, are answered in this process within milliseconds;
    a cluster takes longer than that to begin.
    """

    def __init__(self, here: Runner, there: Runner) -> None:
        self._here = here
        self._there = there

    def run(
        self, name: str, tables: Mapping[str, pa.Table | Files], values: Mapping[str, Value] = NO_VALUES
    ) -> pa.Table:
        """See `Runner.run`."""
        large = any(isinstance(rows, Files) and rows.paths and rows.accounts is None for rows in tables.values())
        return (self._there if large else self._here).run(name, tables, values)
