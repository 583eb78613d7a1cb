"""Parquet: types of its own pass through; what has no one value is refused where a field needs it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.sheets.opened import batches_of

from toprung.kernel.errors import BadInput
from toprung.sheets.mapping import SheetMap
from toprung.sheets.problems import Reject, Row
from toprung.sheets.reading import open_sheet

Read = Callable[..., tuple[list[Row], list[Reject]]]


def parquet(folder: Path, **columns: Any) -> Path:
    path = folder / "book.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def test_native_types_pass_through(tmp_path: Path, read: Read) -> None:
    path = parquet(
        tmp_path,
        account=pa.array([0, 7], pa.int64()),
        go_live=pa.array([date(2025, 1, 2), None], pa.date32()),
        renewal=pa.array([datetime.fromisoformat("2026-01-02 03:00"), None], pa.timestamp("ns")),
        arr=pa.array([0.1, 1e3], pa.float64()),
        result=pa.array(["cut time", "-"]).dictionary_encode(),
        owner=pa.array([b"Ann", b"Bo"], pa.binary()),
        confirmed=pa.array([True, None]),
    )
    rows, rejects = read(path)
    assert not rejects
    assert [row.number for row in rows] == [1, 2]
    first, second = (row.values for row in rows)
    assert first["account"] == "0"
    assert first["go_live_on"] == date(2025, 1, 2)
    assert first["renewal_on"] == date(2026, 1, 2)
    assert [first["arr"], second["arr"]] == [Decimal("0.1"), Decimal(1000)]
    assert [first["owner"], second["result"], first["confirmed"]] == ["Ann", None, True]


def test_zoned_and_plain_timestamps(tmp_path: Path, read: Read) -> None:
    at = datetime.fromisoformat("2025-07-01 10:00")
    for kind, hour in ((pa.timestamp("us"), 8), (pa.timestamp("ms", "America/New_York"), 10)):
        moments = pa.array([at.replace(tzinfo=UTC) if kind.tz else at], kind)
        path = parquet(tmp_path, account=["A"], name=["login"], ts=moments)
        rows, _ = read(path, "events", SheetMap(timezone="Europe/Paris"))
        assert rows[0].values["occurred_at"] == datetime(2025, 7, 1, hour, tzinfo=UTC)


def test_nested_columns_are_refused_unless_unused(tmp_path: Path) -> None:
    path = parquet(tmp_path, account=["A"], owner=[{"name": "Ann"}], tags=[["x"]])
    with pytest.raises(BadInput, match="“owner” holds lists or structures"):
        open_sheet(path, "sheet")
    assert open_sheet(path, "sheet", SheetMap({"owner": ""})).unused_columns == ("owner", "tags")


def test_nan_is_refused(tmp_path: Path, read: Read) -> None:
    [row], _ = read(parquet(tmp_path, account=["A"], arr=[float("nan")]))
    assert "“NaN” is not a number" in row.unread["arr"].reason


def test_a_timestamp_beyond_the_calendar_is_a_problem_of_its_row(tmp_path: Path, read: Read) -> None:
    far = pa.array([4 * 10**17, 0], pa.int64()).cast(pa.timestamp("us"))
    rows, rejects = read(parquet(tmp_path, account=["A", "B"], name=["x", "y"], ts=far), "events")
    assert [row.values["account"] for row in rows] == ["B"]
    assert [reject.row for reject in rejects] == [1]
    (batch,) = batches_of(tmp_path / "book.parquet")
    assert (batch.table.column("account").to_pylist(), batch.rejects) == (["B"], rejects)


def test_damage_is_a_sentence(tmp_path: Path) -> None:
    path = parquet(tmp_path, account=["A"] * 1000)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(BadInput, match="cannot be read"):
        open_sheet(path, "sheet")
