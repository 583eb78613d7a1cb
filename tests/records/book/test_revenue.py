"""Revenue: intervals and what is derived from them, movements and their corrections."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import NOW, Cast

from toprung.kernel.errors import NotAllowed
from toprung.kernel.vocabulary import MovementKind
from toprung.records.book.actions import record_movements, upsert_subscriptions
from toprung.records.book.drafts import MovementDraft, SubscriptionDraft
from toprung.records.book.models import RevenueMovement
from toprung.records.book.queries import movements, subscriptions
from toprung.records.journal.queries import entries
from toprung.records.journal.upsert import Status, Upserted
from toprung.records.tenancy.actors import ANONYMOUS

JAN, FEB, MAR, APR, JUL = (date(2026, month, 1) for month in (1, 2, 3, 4, 7))
LATER = NOW + timedelta(days=10)


def interval(
    start: date, end: date | None, mrr: str = "100", product: str = "core", ordinal: int = 0
) -> SubscriptionDraft:
    return SubscriptionDraft("HF-1", start, Decimal(mrr), product, end, ordinal=ordinal)


def subscribe(cast: Cast, *drafts: SubscriptionDraft, now: object = NOW) -> list[Upserted]:
    return upsert_subscriptions(cast.workspace, drafts, by=cast.leader, now=now, imported=True)  # type: ignore[arg-type]


def movement(kind: str, amount: str, day: date = FEB, product: str = "core", ordinal: int = 0) -> MovementDraft:
    return MovementDraft("HF-1", day, MovementKind(kind), Decimal(amount), product, ordinal=ordinal)


def record(cast: Cast, *drafts: MovementDraft, now: object = NOW) -> list[Upserted]:
    return record_movements(cast.workspace, drafts, by=cast.leader, now=now, imported=True)  # type: ignore[arg-type]


def standing(cast: Cast) -> list[tuple[date, str, Decimal]]:
    return [(m.occurred_on, m.kind, m.amount) for m in movements(cast.workspace)]


@pytest.mark.parametrize("who", ["anonymous", "stranger", "csm", "seller", "viewer"])
def test_who_may_not(cast: Cast, who: str) -> None:
    actor = ANONYMOUS if who == "anonymous" else getattr(cast, who)
    with pytest.raises(NotAllowed):
        upsert_subscriptions(cast.workspace, [interval(JAN, None)], by=actor, now=NOW)
    with pytest.raises(NotAllowed):
        record_movements(cast.workspace, [movement("new", "100")], by=actor, now=NOW)


def test_intervals_become_movements(cast: Cast) -> None:
    # 100 from January, renewed in February at 120 without a gap, gone in July: +100, +20, -120.
    results = subscribe(cast, interval(JAN, FEB), interval(FEB, JUL, "120"))
    assert [r.status for r in results] == [Status.CREATED] * 2
    expected = [(JAN, "new", Decimal(100)), (FEB, "expansion", Decimal(20)), (JUL, "churn", Decimal(-120))]
    assert standing(cast) == expected
    rows = list(movements(cast.workspace))
    assert all(m.derived and m.currency == "EUR" for m in rows)
    assert [m.backfilled for m in rows] == [True, True, False]  # July lies ahead of the import


def test_equal_rows_add_up(cast: Cast) -> None:
    subscribe(cast, interval(JAN, None), interval(JAN, None, ordinal=1))
    assert standing(cast) == [(JAN, "new", Decimal(200))]


def test_the_same_intervals_again_change_nothing(cast: Cast) -> None:
    drafts = (interval(JAN, FEB), interval(FEB, JUL, "120"), interval(JAN, None, "7.50", "addon"))
    subscribe(cast, *drafts)
    before = list(RevenueMovement.objects.order_by("pk").values())
    journal = entries(cast.workspace).count()
    assert {r.status for r in subscribe(cast, *drafts, now=LATER)} == {Status.UNCHANGED}
    assert list(RevenueMovement.objects.order_by("pk").values()) == before
    assert entries(cast.workspace).count() == journal


def test_a_renewal_takes_back_the_churn_that_was_ahead(cast: Cast) -> None:
    subscribe(cast, interval(JAN, APR))
    assert standing(cast)[-1] == (APR, "churn", Decimal(-100))
    subscribe(cast, interval(APR, JUL, "80"), now=LATER)
    assert standing(cast) == [
        (JAN, "new", Decimal(100)),
        (APR, "contraction", Decimal(-20)),
        (JUL, "churn", Decimal(-80)),
    ]
    old = RevenueMovement.objects.get(superseded_at=LATER)
    assert (old.occurred_on, old.kind, old.recorded_at) == (APR, "churn", NOW)


def test_a_correction_of_known_history_is_recorded_when_it_was_made(cast: Cast) -> None:
    subscribe(cast, interval(JAN, None, "100"))
    subscribe(cast, interval(JAN, None, "90"), now=LATER)
    old, new = RevenueMovement.objects.order_by("pk")
    assert (old.superseded_at, old.recorded_on(cast.workspace)) == (LATER, JAN)
    assert (new.amount, new.recorded_on(cast.workspace)) == (Decimal(90), date(2026, 4, 10))


def test_batches_of_one_import_leave_no_trace_of_what_lay_between(cast: Cast) -> None:
    subscribe(cast, interval(JAN, FEB))
    subscribe(cast, interval(FEB, None))
    assert [(m.occurred_on, m.kind) for m in RevenueMovement.objects.all()] == [(JAN, "new")]


def test_an_interval_without_end_reopens_one_that_ended(cast: Cast) -> None:
    subscribe(cast, interval(JAN, FEB))
    assert subscribe(cast, interval(JAN, None), now=LATER)[0].status is Status.UPDATED
    assert subscriptions(cast.workspace).get().ended_on is None
    assert standing(cast) == [(JAN, "new", Decimal(100))]


@pytest.mark.parametrize("end", [JAN, date(2025, 12, 31)])
def test_an_interval_must_end_after_its_start(cast: Cast, end: date) -> None:
    (result,) = subscribe(cast, interval(JAN, end))
    assert result.problem is not None
    assert result.problem.field == "ended_on"


def test_the_currency_is_the_draft_s_else_the_account_s_else_the_workspace_s(cast: Cast) -> None:
    cast.harbor.currency = ""
    cast.harbor.save()
    subscribe(cast, interval(JAN, None))
    cast.harbor.currency = "GBP"
    cast.harbor.save()
    subscribe(cast, interval(FEB, None), SubscriptionDraft("HF-1", MAR, Decimal(5), "core", None, "usd"))
    assert list(subscriptions(cast.workspace).values_list("currency", flat=True)) == ["EUR", "GBP", "USD"]


def test_what_is_derived_cannot_be_entered_and_the_other_way_round(cast: Cast) -> None:
    subscribe(cast, interval(JAN, None))
    (refused,) = record(cast, movement("expansion", "10"))
    assert refused.problem is not None
    assert "count twice" in refused.problem.reason
    record(cast, movement("new", "10", product="services"))
    (refused,) = subscribe(cast, interval(JAN, None, product="services"))
    assert refused.problem is not None
    assert "count it twice" in refused.problem.reason


def test_movements_are_recorded_once(cast: Cast) -> None:
    drafts = (movement("new", "100", JAN), movement("expansion", "20"), movement("expansion", "20", ordinal=1))
    assert [r.status for r in record(cast, *drafts)] == [Status.CREATED] * 3
    assert {r.status for r in record(cast, *drafts, now=LATER)} == {Status.UNCHANGED}
    assert sum(m.amount for m in movements(cast.workspace)) == 140


def test_another_amount_is_a_correction(cast: Cast) -> None:
    record(cast, movement("new", "100", JAN))
    assert record(cast, movement("new", "110", JAN), now=LATER)[0].status is Status.UPDATED
    old, new = RevenueMovement.objects.order_by("pk")
    assert (old.superseded_at, old.backfilled) == (LATER, True)
    assert (new.amount, new.superseded_at, new.backfilled) == (Decimal(110), None, False)
    entry = entries(cast.workspace).last()
    assert entry is not None
    assert (entry.verb, entry.changes) == ("correct_movement", {"amount": ["100", "110"]})


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [("churn", "100", "-100"), ("contraction", "5", "-5"), ("expansion", "-5", "5"), ("transfer", "-5", "-5")],
)
def test_the_kind_decides_the_sign(cast: Cast, kind: str, given: str, kept: str) -> None:
    (result,) = record(cast, movement(kind, given))
    assert movements(cast.workspace).get().amount == Decimal(kept)
    assert bool(result.remark) == (given != kept)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (movement("new", "0"), "mrr_change"),
        (movement("new", "0.00001"), "mrr_change"),
        (movement("new", "100000000000"), "mrr_change"),
        (movement("new", "1", product="x" * 201), "product"),
        (MovementDraft("HF-1", JAN, MovementKind.NEW, Decimal(1), currency="?"), "currency"),
        (MovementDraft("HF-9", JAN, MovementKind.NEW, Decimal(1)), "account"),
    ],
)
def test_movements_that_are_refused(cast: Cast, draft: MovementDraft, field: str) -> None:
    refused, kept = record(cast, draft, movement("new", "1"))
    assert refused.problem is not None
    assert refused.problem.field == field
    assert kept.status is Status.CREATED


def test_one_movement_twice_in_a_batch(cast: Cast) -> None:
    record(cast, movement("new", "1"), movement("new", "2"))
    assert standing(cast) == [(FEB, "new", Decimal(2))]


days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
intervals = st.builds(
    lambda start, length, cents, product, ordinal: interval(
        start, start + timedelta(days=length) if length else None, str(Decimal(cents) / 100), product, ordinal
    ),
    days,
    st.integers(0, 400),
    st.integers(1, 100_000),
    st.sampled_from(["core", "addon"]),
    st.integers(0, 2),
)


@settings(max_examples=40)
@given(batches=st.lists(st.lists(intervals, max_size=6), min_size=1, max_size=3), day=days)
def test_movements_add_up_to_the_intervals_that_cover_a_day(
    cast: Cast, batches: list[list[SubscriptionDraft]], day: date
) -> None:
    subscriptions(cast.workspace).delete()
    movements(cast.workspace).delete()
    for number, batch in enumerate(batches):
        subscribe(cast, *batch, now=NOW + timedelta(days=number))
    on_file = subscriptions(cast.workspace)
    paying = sum(s.mrr for s in on_file if s.started_on <= day and (s.ended_on is None or day < s.ended_on))
    assert sum(m.amount for m in movements(cast.workspace) if m.occurred_on <= day) == paying
