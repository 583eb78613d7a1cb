"""Stakeholders, contracts, subscriptions, revenue and touches: each from a file, twice, and mended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import NOW, Cast
from tests.motion.imports.bringing import Import, counts, tables

from toprung.records.book.models import RevenueMovement
from toprung.records.book.queries import contracts, movements, stakeholders, subscriptions, touches

#: kind -> a file with four good rows (two of them equal), one that cannot be read and one of an unknown account
FILES = {
    "stakeholders": """account,name,email,role,joined_on,left_on
HF-1,Nia Cole,nia@harborfoods.example,Power user,2025-01-01,
HF-1,Bea Lindqvist,,economic buyer,,2026-02-28
HF-1,Otto Falk,,exec sponsor,,
HF-1,Otto Falk,,exec sponsor,,
HF-1,Ida Berg,,astronaut,,
HF-9,Ada Nowhere,,user,,
""",
    "contracts": """account,contract,signed_on,starts_on,ends_on,notice_days,auto_renew,cancelled_on,price
HF-1,C-1,2025-08-20,2025-09-01,2026-09-01,60,yes,,"24,000.00"
HF-1,C-2,,2026-09-01,2027-09-01,,no,,25000
HF-1,C-3,,2024-09-01,2025-09-01,,,2025-05-01,20000
HF-1,C-3,,2024-09-01,2025-09-01,,,2025-05-01,20000
HF-1,C-4,,2025-09-01,soon,,,,
HF-9,C-5,,2025-09-01,2026-09-01,,,,
""",
    "subscriptions": """account,product,started_on,ended_on,mrr,currency
HF-1,core,2025-01-01,2026-01-01,100,
HF-1,core,2026-01-01,,120,
HF-1,seat,2025-06-01,,7.50,EUR
HF-1,seat,2025-06-01,,7.50,EUR
HF-1,seat,2025-06-01,,much,EUR
HF-9,core,2025-06-01,,7.50,
""",
    "revenue": """account,occurred_on,kind,mrr_change,product,currency
HF-1,2025-01-01,new,100,core,
HF-1,2026-01-01,upsell,20,core,
HF-1,2025-06-01,new,7.5,seat,EUR
HF-1,2025-06-01,new,7.5,seat,EUR
HF-1,2025-06-01,gift,7.5,seat,EUR
HF-9,2025-06-01,new,7.5,,
""",
    "touches": """account,occurred_on,kind,minutes,attendees,outcome,purpose
HF-1,2026-03-02,QBR,60,exec sponsor; Mina Sato,close,strategic
HF-1,2026-03-03,call,15,,,
HF-1,2026-03-03,call,15,,,
HF-1,2026-03-05,e-mail,,Carlos Prado,,transactional
HF-1,2026-03-06,telepathy,,,,
HF-9,2026-03-06,call,,,,
""",
}
#: rows that are one thing said twice, where the others are two things
SAID_TWICE = {"stakeholders", "contracts"}
KINDS = sorted(FILES)


@pytest.mark.parametrize("kind", KINDS)
def test_good_rows_are_kept_and_bad_ones_are_told(import_: Import, kind: str) -> None:
    report = import_(kind, FILES[kind])
    assert report.read == 6
    assert report.rejected == 2
    assert report.created + report.updated == (3 if kind in SAID_TWICE else 4)
    unread, unknown = report.problems
    assert (unread.row, unknown.row, unknown.column, unknown.value) == (6, 7, "account", "HF-9")
    assert all(problem.reason and problem.remedy for problem in report.problems)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_file_twice_changes_nothing(import_: Import, kind: str) -> None:
    import_(kind, FILES[kind])
    before = tables()
    report = import_(kind, FILES[kind], now=NOW + timedelta(days=1))
    assert counts(report) == (6, 0, 0, 4, 2)
    assert tables() == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_dry_run_says_the_same_and_keeps_nothing(import_: Import, kind: str) -> None:
    before = tables()
    dry = import_(kind, FILES[kind], dry_run=True)
    assert tables() == before
    assert dry.dry_run
    wet = import_(kind, FILES[kind])
    assert (counts(dry), dry.problems, dry.remarks) == (counts(wet), wet.problems, wet.remarks)


@pytest.mark.parametrize("kind", KINDS)
def test_rejects_are_mended_and_imported_again(import_: Import, tmp_path: Path, kind: str) -> None:
    rejects = tmp_path / "rejects.csv"
    assert import_(kind, FILES[kind], rejects_path=rejects).rejects_file == str(rejects)
    after_first = tables()
    mended = rejects.read_text(encoding="utf-8-sig")
    for wrong, right in (("HF-9", "HF-1"), ("astronaut", "manager"), ("soon", "2026-09-01"), ("much", "1")):
        mended = mended.replace(wrong, right, 1)
    mended = mended.replace("gift", "new", 1).replace("telepathy", "call", 1)
    report = import_(kind, mended, rejects_path=rejects)
    assert report.rejected == 0
    assert not rejects.exists()  # nothing was left to mend
    assert tables() != after_first


def test_people(cast: Cast, import_: Import) -> None:
    import_("stakeholders", FILES["stakeholders"])
    found = {s.name: (s.role, s.left_on) for s in stakeholders(cast.workspace)}
    assert found["Nia Cole"] == ("user", None)
    assert found["Bea Lindqvist"] == ("buyer", date(2026, 2, 28))
    assert found["Otto Falk"] == ("executive_sponsor", None)


def test_contracts(cast: Cast, import_: Import) -> None:
    import_("contracts", FILES["contracts"])
    found = {c.external_id: (c.ends_on, c.auto_renew, c.price) for c in contracts(cast.workspace)}
    assert found["C-1"] == (date(2026, 9, 1), True, Decimal(24000))
    assert set(found) == {"C-1", "C-2", "C-3"}


def test_intervals_become_movements(cast: Cast, import_: Import) -> None:
    import_("subscriptions", FILES["subscriptions"])
    assert subscriptions(cast.workspace).count() == 4  # two equal rows are two seats
    assert [(m.occurred_on, m.subscription, m.kind, m.amount) for m in movements(cast.workspace)] == [
        (date(2025, 1, 1), "core", "new", Decimal(100)),
        (date(2025, 6, 1), "seat", "expansion", Decimal(15)),
        (date(2026, 1, 1), "core", "expansion", Decimal(20)),
    ]
    assert all(m.backfilled for m in movements(cast.workspace))


def test_movements(cast: Cast, import_: Import) -> None:
    import_("revenue", FILES["revenue"])
    assert sum(m.amount for m in movements(cast.workspace)) == 135
    changed = FILES["revenue"].replace("upsell,20", "upsell,25")
    assert counts(import_("revenue", changed, now=NOW + timedelta(days=1))) == (6, 0, 1, 3, 2)
    assert sum(m.amount for m in movements(cast.workspace)) == 140
    assert RevenueMovement.objects.exclude(superseded_at=None).count() == 1


def test_touches(cast: Cast, import_: Import) -> None:
    import_("touches", FILES["touches"])
    review = touches(cast.workspace)[0]
    assert (review.kind, review.attendees) == ("business_review", ["executive_sponsor", "manager"])
    assert touches(cast.workspace).count() == 4
    assert import_("touches", "account,occurred_on,kind,attendees\nHF-1,2026-03-09,call,Bob\n").remarks


days = st.dates(date(2024, 1, 1), date(2026, 12, 31)).map(str)
interval_rows = st.tuples(
    st.sampled_from(["HF-1", "HF-9"]),
    st.sampled_from(["", "core"]),
    days,
    st.one_of(st.just(""), days),
    st.integers(1, 99),
)
movement_rows = st.tuples(
    st.sampled_from(["HF-1", "HF-9"]), days, st.sampled_from(["new", "churn", "transfer", "odd"]), st.integers(-9, 9)
)


@settings(max_examples=30)
@given(rows=st.lists(interval_rows, max_size=8))
def test_any_intervals_twice(cast: Cast, import_: Import, rows: list[tuple[object, ...]]) -> None:
    _twice(import_, "subscriptions", "account,product,started_on,ended_on,mrr", rows, lambda: _facts(cast))


@settings(max_examples=30)
@given(rows=st.lists(movement_rows, max_size=8))
def test_any_movements_twice(cast: Cast, import_: Import, rows: list[tuple[object, ...]]) -> None:
    _twice(import_, "revenue", "account,occurred_on,kind,mrr_change", rows, lambda: _facts(cast))


def _twice(
    import_: Import, kind: str, heading: str, rows: list[tuple[object, ...]], facts: Callable[[], object]
) -> None:
    text = "\n".join([heading, *(",".join(str(cell) for cell in row) for row in rows)]) + "\n"
    first = import_(kind, text)
    before = tables(), facts()
    second = import_(kind, text, now=NOW + timedelta(days=1))
    assert (tables(), facts()) == before
    assert (second.created, second.updated, second.rejected) == (0, 0, first.rejected)


def _facts(cast: Cast) -> object:
    return list(movements(cast.workspace).values()), list(subscriptions(cast.workspace).values())
