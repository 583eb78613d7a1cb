"""Files as other systems wrote them. They live outside the repository; see `shared_data`."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from tests.sheets.opened import batches_of

from toprung.sheets.mapping import SheetMap
from toprung.sheets.problems import Reject, Row

Read = Callable[..., tuple[list[Row], list[Reject]]]

pytestmark = pytest.mark.data


def test_accounts_and_subscriptions_need_no_mapping(shared_data: Path, read: Read) -> None:
    accounts, refused = read(shared_data / "crm6-churnsim/accounts.parquet", "accounts")
    assert (len(accounts), refused) == (368, [])
    assert accounts[0].values["account"] == "0"
    path = shared_data / "crm6-churnsim/subscriptions.parquet"
    subscriptions, refused = read(path, "subscriptions")
    assert (len(subscriptions), refused) == (7_809, [])
    assert subscriptions[0].values["started_on"] == date(2022, 1, 20)
    # Every price of this file has at most four places, so nothing is lost by keeping four.
    prices = pq.read_table(path).column("mrr").to_pylist()
    assert [row.values["mrr"] for row in subscriptions] == [Decimal(repr(price)) for price in prices]


@pytest.mark.slow
def test_events_of_parquet_and_of_csv_are_the_same(shared_data: Path, tmp_path: Path) -> None:
    source = shared_data / "crm6-churnsim/events.parquet"
    began = time.perf_counter()
    batches = list(batches_of(source))
    took = time.perf_counter() - began
    assert sum(batch.table.num_rows for batch in batches) == 689_992
    assert not any(batch.rejects for batch in batches)
    assert took < 10  # about half a second on two idle cores
    target = tmp_path / "events.csv"
    some = pq.read_table(source).slice(0, 60_000)
    pyarrow.csv.write_csv(some, target)
    texts = [row for batch in batches_of(target) for row in batch.table.to_pylist()]
    typed = batches[0].table.slice(0, 60_000).to_pylist()
    fields = ("account", "user", "name", "occurred_at")
    assert [[row[f] for f in fields] for row in texts] == [[row[f] for f in fields] for row in typed]


def test_local_times_with_offsets(shared_data: Path) -> None:
    path = shared_data / "oss-activity/events.parquet"
    local = [b.table for b in batches_of(path, SheetMap(columns={"occurred_at": "ts_local"}))]
    plain = [b.table for b in batches_of(path, SheetMap(columns={"occurred_at": "ts_utc"}))]
    assert local[0].column("occurred_at").equals(plain[0].column("occurred_at"))
    assert local[0].num_rows == 3_603
    assert local[0].column("occurred_at")[1].as_py() == datetime(2018, 6, 7, 22, 42, 37, tzinfo=UTC)


def test_blank_totals_are_not_zero(shared_data: Path, read: Read) -> None:
    columns = {"account": "customerID", "mrr": "TotalCharges", "product": "Contract", "started_on": ""}
    mapping = SheetMap(columns, defaults={"started_on": date(2025, 1, 1)})
    rows, refused = read(shared_data / "telco-ibm/telco_customer_churn.parquet", "subscriptions", mapping)
    assert (len(rows), len(refused)) == (7_032, 11)
    assert {reject.problems[0].column for reject in refused} == {"TotalCharges"}
