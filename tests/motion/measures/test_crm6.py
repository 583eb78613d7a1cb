"""The CRM simulation: 38 windows of fight-churn's own SQL, and first wins as outcomes, recounted in plain Python."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.motion.book import Book
from tests.motion.kept import at_home, kept

from toprung.kernel.days import Window
from toprung.kernel.errors import BadInput
from toprung.motion.imports.running import run_import
from toprung.motion.workspaces import found_workspace
from toprung.records.tenancy.actors import OPERATOR

pytestmark = pytest.mark.data

NOW = datetime(2023, 8, 1, 12, tzinfo=UTC)
DAY = date(2023, 8, 1)
ALL = Window(date(2022, 1, 1), DAY)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("crm6")


@pytest.fixture(scope="module")
def imported(crm6: Path, folder: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Book]:
    """Accounts, subscriptions, and each account's first win as a measured outcome."""
    with kept(folder, django_db_blocker), at_home(folder):
        workspace = found_workspace("crm6", "UTC", "USD", by=OPERATOR, now=NOW)
        book = Book(workspace, OPERATOR, folder)
        for kind in ("accounts", "subscriptions"):
            report = run_import(workspace, kind, crm6 / f"{kind}.parquet", by=OPERATOR, now=NOW)
            assert report.problem_count == 0
        told = rows_of(crm6 / "expected_outcomes.csv")
        starts = "".join(f"{r['account_id']},{r['start_date']}\n" for r in told)
        book.bring("accounts", f"account,go_live_on\n{starts}", NOW)
        contracts = "".join(f"{r['account_id']},first,{r['start_date']},{r['start_date']},2023-12-31\n" for r in told)
        book.bring("contracts", f"account,contract,signed_on,starts_on,ends_on\n{contracts}", NOW)
        promises = "".join(f"{r['account_id']},win,The first deal is won,won,{r['start_date']}\n" for r in told)
        book.bring("outcomes", f"account,outcome,statement,target,agreed_on\n{promises}", NOW)
        wins = "".join(f"{r['account_id']},win,{r['first_win_ts'][:10]},won\n" for r in told if r["first_win_ts"])
        book.bring("measurements", f"account,outcome,occurred_on,value\n{wins}", NOW)
        yield book


@pytest.fixture
def book(db: None, home: Path, imported: Book, folder: Path) -> Iterator[Book]:
    """The same, with its home in front of the test's own."""
    with at_home(folder):
        yield imported


@pytest.fixture(scope="module")
def expected(crm6: Path) -> list[dict[str, str]]:
    return rows_of(crm6 / "expected_outcomes.csv")


def test_all_38_windows(book: Book, crm6: Path) -> None:
    windows = rows_of(crm6 / "expected_retention.csv")
    assert len(windows) == 38
    unlike: list[Any] = []
    for true in windows:
        window = Window(date.fromisoformat(true["from_date"]), date.fromisoformat(true["to_date"]))
        lost = float(true["mrr_churn_rate"] or float(true["downsell_mrr"]) / float(true["start_mrr"]))
        wanted = {
            "nrr": float(true["net_mrr_retention"]),
            "grr": 1 - lost,
            "logo_retention": 1 - float(true["account_churn_rate"]),
        }
        for name, value in wanted.items():
            figure = book.measure(name, window, DAY)
            assert figure.parts["accounts_at_start"] == int(true["n_start"])
            assert figure.value is not None
            if abs(float(figure.value) - value) > 1e-9:
                unlike.append((window, name, figure.value, value))
    assert unlike == []


def test_days_to_the_first_win_of_every_account(book: Book, expected: list[dict[str, str]]) -> None:
    rows = book.measure("ttfv", ALL, DAY).rows
    said = {r.account: r.details["days"] if r.details["reached"] else None for r in rows}
    assert len(said) == 368
    assert said == {r["account_id"]: int(r["ttfv_days"]) if r["ttfv_days"] else None for r in expected}


def plain_quantile(times: list[tuple[int, bool]], share: float) -> int | None:
    """Kaplan-Meier by its definition, in logarithms: the first day by which `share` had got there."""
    left = 0.0
    for day in sorted({days for days, reached in times if reached}):
        at_risk = sum(1 for days, _ in times if days >= day)
        reached = sum(1 for days, done in times if done and days == day)
        if at_risk == reached:
            return day
        left += math.log1p(-reached / at_risk)
        if left <= math.log(1 - share) + 1e-12:
            return day
    return None


@pytest.mark.parametrize("day", [date(2022, 3, 1), date(2022, 9, 1), DAY])
def test_quartiles_by_a_second_computation(day: date, book: Book, expected: list[dict[str, str]]) -> None:
    times = []
    for r in expected:
        start = date.fromisoformat(r["start_date"])
        won = date.fromisoformat(r["first_win_ts"][:10]) if r["first_win_ts"] else None
        if start <= day:
            known = won is not None and won <= day
            times.append((((won if known and won else day) - start).days, known))
    figure = book.measure("ttfv", Window(ALL.start, DAY), day)
    quartiles = {name: told["days"] for name, told in figure.parts["quartiles"].items()}
    assert quartiles == {name: plain_quantile(times, at) for name, at in (("q1", 0.25), ("median", 0.5), ("q3", 0.75))}
    assert (figure.numerator, figure.denominator) == (sum(done for _, done in times), len(times))


def test_who_won_within_ninety_days(book: Book, expected: list[dict[str, str]]) -> None:
    figure = book.measure("oar", ALL, DAY)
    last = DAY - timedelta(days=90)
    matured = {r["account_id"] for r in expected if date.fromisoformat(r["start_date"]) <= last}
    # wins_90d counts the days before the 90th; a first win on that very day is inside W as well
    won = {r["account_id"] for r in expected if int(r["wins_90d"] or 0) > 0 or r["ttfv_days"] == "90"}
    assert {r.account for r in figure.rows if r.denominator} == matured
    assert {r.account for r in figure.rows if r.numerator} == won & matured
    assert figure.value is not None
    assert abs(figure.value - Decimal(len(won & matured)) / len(matured)) < Decimal("1e-11")
    assert figure.parts["coverage"]["value"] == 1


def test_another_currency_needs_a_rate_and_changes_no_share(book: Book) -> None:
    window = Window(date(2022, 2, 1), date(2023, 2, 1))
    with pytest.raises(BadInput, match="after the as-of day"):
        book.measure("nrr", window, date(2022, 6, 1))
    plain = book.measure("nrr", window, DAY).value
    assert plain is not None
    assert book.measure("nrr", window, DAY, settings={"currency": "EUR", "rates": "USD:0.5"}).value == plain
