"""Where a feed's loads are prepared: one database in memory, which lives from load to load and knows held ids."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toprung.engine.duckdb_runner import connect
from toprung.engine.known_ids import KnownIds
from toprung.engine.loading import Load

_ROOM = "room"


class Dock:
    """The database. Only who holds the lake's lock may use it: one load at a time has its room in there."""

    def __init__(self, spill: Path, memory: str) -> None:
        """`memory` bounds what is held of loads and ids together before it spills to the folder."""
        self.memory = memory
        self._connection = connect(spill, memory)
        self._ids = KnownIds(self._connection)

    @contextmanager
    def load(self, folder: Path, workspace: str) -> Iterator[Load]:
        """A load whose rows are held in memory; its files are written into the folder."""
        with self._connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {_ROOM}")
            cursor.execute(f"SET schema = '{_ROOM}'")
            try:
                yield Load(folder, workspace, cursor, self._ids)
            finally:
                cursor.execute(f"DROP SCHEMA {_ROOM} CASCADE")
