"""Files that hold none of a load's ids are not read again to find that out; what that saves must never cost a row."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from tests.engine.making import NOW, at, event, held
from tests.engine.test_parcels import INBOX, RUN, parcel

from toprung.engine.known_ids import KnownIds
from toprung.engine.lake import Lake
from toprung.engine.runner import Files
from toprung.engine.schemas import HELD_EVENTS


def a_file(path: Path, *ids: str) -> Path:
    pq.write_table(pa.table({"message_id": list(ids)}), path)
    return path


def suspects(known: KnownIds, cursor: duckdb.DuckDBPyConnection, ids: list[str], *paths: Path) -> tuple[Path, ...]:
    cursor.execute("CREATE OR REPLACE TABLE identified AS SELECT unnest($1) AS message_id", [ids])
    return known.suspects(cursor, "believed-harbor", Files(paths, HELD_EVENTS)).paths


def test_only_files_that_hold_one_of_the_ids_are_named(tmp_path: Path) -> None:
    one, two = a_file(tmp_path / "one.parquet", "m1", "m2"), a_file(tmp_path / "two.parquet", "m3")
    with duckdb.connect() as connection:
        known = KnownIds(connection)
        assert suspects(known, connection, ["m3", "m9"], one, two) == (two,)
        assert suspects(known, connection, ["m9"], one, two) == ()
        assert suspects(known, connection, ["m1"]) == (), "no file, none named"


def test_a_file_that_is_not_asked_for_is_forgotten_and_read_again_when_it_is(tmp_path: Path) -> None:
    one, two = a_file(tmp_path / "one.parquet", "m1"), a_file(tmp_path / "two.parquet", "m2")
    with duckdb.connect() as connection:
        known = KnownIds(connection)
        suspects(known, connection, ["m1"], one, two)
        assert suspects(known, connection, ["m1"], two) == ()
        rows = connection.execute('SELECT count(*) FROM main."believed-harbor"').fetchall()
        assert rows == [(1,)], "only m2's hash is kept"
        assert suspects(known, connection, ["m1"], one, two) == (one,)


def test_duplicates_are_found_whoever_wrote_the_files_and_whatever_became_of_them(lake: Lake) -> None:
    """Three loads by this process, one by another, all merged into one file; each id comes a second time."""
    other = Lake(lake.folder)
    for number, writer in enumerate((lake, lake, other, lake), start=1):
        rows = [event("a", RUN, message_id=f"m{number}"), event("a", at("2026-01-30 09:00"), message_id=f"o{number}")]
        assert writer.load(INBOX, number, {"harbor": parcel(*rows)}, NOW)["harbor"].appended == 2
    assert lake.compact() == 8
    again = [event("a", RUN + timedelta(hours=1), message_id=f"{kind}{n}") for kind in "mo" for n in range(1, 5)]
    report = lake.load(INBOX, 5, {"harbor": parcel(*again, event("a", RUN, message_id="new"))}, NOW)["harbor"]
    assert (report.appended, report.duplicates) == (1, 8)
    assert len(held(lake)) == 9
