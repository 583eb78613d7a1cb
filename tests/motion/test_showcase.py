"""The demo on file says of itself what its script knows to be so: account by account, figure by figure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.motion.kept import at_home, kept

from toprung.kernel.vocabulary import Rung
from toprung.motion.demo.book import build_book
from toprung.motion.evaluation.models import AccountState, Evaluation, Figure, StateChange
from toprung.motion.evaluation.summary import steps_of
from toprung.motion.plans.picture import plan_seen
from toprung.motion.showcase import Showcase, add_visitor, build_showcase, differences, month_ends
from toprung.motion.showcase_plans import PLANS
from toprung.records.access.queries import memberships
from toprung.records.book.models import Account
from toprung.records.plans.queries import plans
from toprung.records.tenancy.queries import members

DAY = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, 18, tzinfo=UTC)


def build(home: Path, accounts: int, seed: int) -> tuple[Showcase, list[str]]:
    told: list[str] = []
    return build_showcase(home / "book", accounts, seed, DAY, NOW, told.append), told


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("showcase")


@pytest.fixture(scope="module")
def built(folder: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Showcase, list[str]]]:
    """120 accounts of seed 7."""
    with kept(folder, django_db_blocker), at_home(folder):
        yield build(folder, 120, 7)


@pytest.fixture
def showcase(db: None, home: Path, built: tuple[Showcase, list[str]], folder: Path) -> Iterator[Showcase]:
    with at_home(folder):
        yield built[0]


def test_nothing_said_differs_from_what_is_so(showcase: Showcase) -> None:
    assert showcase.differences == ()
    assert len(showcase.verdicts) == 120


def test_a_difference_would_be_seen(showcase: Showcase) -> None:
    """Each thing that is compared, said otherwise once, is found."""
    book = build_book(120, 7, DAY)
    verdicts = [dict(v) for v in showcase.verdicts]
    wrong: dict[str, Any] = {"rung": 9, "gaps": [4], "lifecycle": "gone", "named_result": "x", "first_value_on": "x"}
    verdicts[0] |= wrong | {"arr": "1.5", "results": [{"state": "dreamt"}]}
    verdicts[0]["named_result"] = None if showcase.verdicts[0]["named_result"] else "x"
    missing = verdicts.pop()["account"]
    figures = tuple(dataclasses.replace(f, rows=f.rows[1:], value=Decimal(2)) for f in showcase.figures)
    found = {(d.about, d.what) for d in differences(book, verdicts, figures)}
    account = verdicts[0]["account"]
    whats = {"rung", "gaps", "lifecycle", "named result", "first value", "MRR", "result"}
    assert {(account, what) for what in whats} | {(missing, "account")} == {
        pair for pair in found if pair[0] != "the book"
    }
    assert {w for about, w in found if about == "the book"} >= {"TTFV", "NRR", "GRR", "logo retention"}


def test_past_days_were_evaluated_oldest_first(showcase: Showcase) -> None:
    ends = month_ends(DAY, 6)
    assert ends[0] == date(2025, 12, 31)
    assert ends[-1] == date(2026, 5, 31)
    runs = Evaluation.objects.filter(workspace=showcase.workspace).order_by("id")
    # 31 days before, a week, yesterday: what a month and a day have moved
    lately = [date(2026, 5, 30), date(2026, 6, 22), date(2026, 6, 29), DAY]
    assert [run.as_of for run in runs] == sorted([*ends, *lately])
    assert set(AccountState.objects.values_list("as_of", flat=True)) == {DAY}
    # a row when something changed: fewer than one for each account and day
    assert 120 <= StateChange.objects.count() < 120 * 10
    assert set(Figure.objects.values_list("measure", flat=True)) == {"oar", "ttfv", "nrr", "grr", "logo_retention"}


def test_what_was_told_on_the_way(showcase: Showcase, built: tuple[Showcase, list[str]]) -> None:
    told = built[1]
    assert told[0] == "Making a book of 120 accounts (seed 7) ..."
    assert told[-1] == "Evaluating 2026-06-30 ..."
    assert not any("had problems" in sentence for sentence in told)


def test_the_ladder_counts_customers_only(showcase: Showcase) -> None:
    steps = steps_of(showcase.verdicts)
    customers = [v for v in showcase.verdicts if v["lifecycle"] not in ("former", "prospect")]
    assert sum(steps.accounts.values()) == len(customers) < 120
    assert sum(steps.elsewhere.values()) == 120 - len(customers)
    assert sum(steps.arr.values()) == sum(Decimal(v["arr"] or 0) for v in customers)
    assert steps.accounts[Rung.RESULT] > 0


def test_the_owners_are_members_and_the_visitor_is_one_of_them(showcase: Showcase) -> None:
    visitor = add_visitor(showcase.workspace, now=NOW)

    (membership,) = memberships(visitor)
    owners = set(Account.objects.filter(workspace=showcase.workspace).values_list("owner", flat=True))
    assert owners <= set(members(showcase.workspace).values_list("name", flat=True))
    assert membership.name in owners
    assert membership.role == "admin"


def test_some_accounts_have_a_plan_that_is_shared_and_partly_late(showcase: Showcase) -> None:
    held = [plan_seen(plan.account, DAY) for plan in plans(showcase.workspace)]

    seen = [plan for plan in held if plan is not None]
    assert len(seen) == PLANS
    assert all(plan.versions for plan in seen)
    assert sum(plan.versions[0].agreed is not None for plan in seen) == PLANS * 3 // 4
    assert any(m.overdue for plan in seen for m in plan.milestones)
    assert any(plan.open_proposals for plan in seen)
