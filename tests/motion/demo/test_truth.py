"""The scripted truth against a plain recount of rows and events, with the margin that keeps it off the edges."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from tests.motion.demo import judge
from tests.motion.demo.judge import File

from toprung.kernel.days import add_months
from toprung.kernel.vocabulary import Rung
from toprung.motion.demo.book import Book, build_book
from toprung.motion.demo.truth import AccountTruth, Result, month_ends

QUARTER = Decimal("0.25")
#: Every weekday as the day, a leap day, and several seeds: no story may depend on where in the week it ends.
CASES = [
    (7, date(2026, 6, 30)),
    (1, date(2026, 3, 2)),
    (2, date(2026, 5, 31)),
    (3, date(2028, 2, 29)),
    (4, date(2026, 1, 1)),
    (5, date(2026, 8, 7)),
    (6, date(2026, 10, 31)),
]


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"seed {case[0]} on {case[1]:%A}")
def case(request: pytest.FixtureRequest) -> tuple[Book, dict[str, File]]:
    seed, today = request.param
    book = build_book(120, seed, today, events_per_user_week=1)
    return book, judge.files(book)


def says_yes(truth: AccountTruth, rung: Rung) -> bool:
    return truth.rung >= rung and rung not in truth.gaps


def test_rungs_and_gaps(case: tuple[Book, dict[str, File]]) -> None:
    book, files = case
    for truth in book.truth.accounts:
        evidence = judge.evidence(files[truth.account], book.truth.as_of)
        expected = tuple(says_yes(truth, rung) for rung in (Rung.ACTIVITY, Rung.ADOPTION, Rung.OUTCOME, Rung.RESULT))
        assert evidence == expected, truth


def test_weekly_users_are_the_planned_ones_and_clear_of_the_floor(case: tuple[Book, dict[str, File]]) -> None:
    book, files = case
    for truth in book.truth.accounts:
        file = files[truth.account]
        counted = tuple(len(file.users[monday]) for monday in judge.whole_weeks(book.truth.as_of))
        assert counted == truth.weekly_users, truth
        if says_yes(truth, Rung.ADOPTION):
            assert all(2 * users >= 3 * judge.floor(file) - 1 and users > judge.floor(file) for users in counted), truth
        elif truth.story != "just_live":
            assert all(2 * users <= judge.floor(file) for users in counted), truth
        assert max(map(len, file.users.values()), default=0) <= (file.account["seats"] or 12)


def test_activity_has_margin(case: tuple[Book, dict[str, File]]) -> None:
    book, files = case
    for truth in book.truth.accounts:
        last = files[truth.account].last_event_on
        quiet = (book.truth.as_of - last).days if last else 999
        assert quiet <= 7 if says_yes(truth, Rung.ACTIVITY) else quiet > 40, truth


def test_oar_and_ttfv(case: tuple[Book, dict[str, File]]) -> None:
    book, files = case
    for truth in book.truth.accounts:
        file = files[truth.account]
        start, outcome = judge.clock(file), judge.primary(file)
        reached = judge.first_reached(file, outcome) if outcome else None
        confirmed = judge.validated_days(file, outcome) if outcome else []
        assert truth.clock_on == start
        assert truth.reached_on == reached
        assert truth.validated_on == (confirmed[0] if confirmed else None), truth
        measured = start is not None and reached is not None and (reached - start).days <= 90
        assert truth.measured_reached == measured
        assert truth.validated_reached == (
            measured and start is not None and bool(confirmed) and (confirmed[0] - start).days <= 90
        )
        value = next((row for row in file.rows["outcomes"] if row["first_value"]), None)
        got = judge.first_reached(file, value) if value else None
        signed = judge.first_signature(file)
        assert truth.first_value_days == (max(0, (got - signed).days) if got and signed else None)


def test_only_the_two_stories_about_the_edge_touch_day_90(case: tuple[Book, dict[str, File]]) -> None:
    book, _ = case
    for truth in book.truth.accounts:
        if truth.clock_on is None:
            continue
        days = {(day - truth.clock_on).days for day in (truth.reached_on, truth.validated_on) if day}
        edge = {"on_the_last_day": {90}, "one_day_late": {91}}.get(truth.story)
        assert days == edge if edge else not days & {89, 90, 91, 92}, truth
        assert abs((book.truth.as_of - truth.clock_on).days - 90) > 5


def test_states_of_results(case: tuple[Book, dict[str, File]]) -> None:
    book, files = case
    for truth in book.truth.accounts:
        stands = truth.result in (Result.FRESH, Result.STANDING)
        assert stands == (truth.rung is Rung.RESULT)
        outcome = judge.primary(files[truth.account])
        readings = judge.of(files[truth.account], "measurements", outcome) if outcome else []
        if truth.result in (Result.NONE, Result.MEASURED):
            moved = outcome is not None and bool(readings) and judge.share(outcome, readings[-1]["value"]) >= QUARTER
            assert moved == (truth.result is Result.MEASURED), truth
        if stands and outcome is not None:
            today = book.truth.as_of
            last_yes = judge.validated_days(files[truth.account], outcome)[-1]
            on_target = [row["occurred_on"] for row in readings if judge.share(outcome, row["value"]) >= 1]
            age = min((today - last_yes).days, (today - on_target[-1]).days)
            assert age <= 60 if truth.result is Result.FRESH else age >= 100, truth


def test_features_are_used_in_most_weeks_before_a_confirmation(case: tuple[Book, dict[str, File]]) -> None:
    book, files = case
    for truth in book.truth.accounts:
        file, outcome = files[truth.account], judge.primary(files[truth.account])
        if outcome is None or truth.validated_on is None or truth.go_live_on is None:
            continue
        first = truth.go_live_on - timedelta(days=3)
        mondays = [first - timedelta(days=first.weekday()) + timedelta(weeks=n) for n in range(200)]
        weeks = [monday for monday in mondays if truth.reached_on is not None and monday <= truth.reached_on]
        used = sum(set(outcome["features"]) <= file.features[monday] for monday in weeks)
        assert used / len(weeks) >= 0.6, truth


def test_movements_add_up_to_the_scripted_levels(case: tuple[Book, dict[str, File]]) -> None:
    book, files = case
    for truth in book.truth.accounts:
        rows = files[truth.account].rows["revenue"]
        for day, level in (*truth.mrr_at_month_ends.items(), (book.truth.as_of, truth.mrr)):
            assert sum((row["mrr_change"] for row in rows if row["occurred_on"] <= day), Decimal(0)) == level
        for row in rows:
            up = row["kind"] in ("new", "expansion", "reactivation")
            assert row["kind"] == "transfer" or (row["mrr_change"] > 0) == up
    assert sum(row["mrr_change"] for row in book.rows["revenue"] if row["kind"] == "transfer") == 0


def test_kinds_of_movements_follow_from_what_was_paid(case: tuple[Book, dict[str, File]]) -> None:
    book, files = case
    for truth in book.truth.accounts:
        paid, ever = Decimal(0), False
        for row in files[truth.account].rows["revenue"]:
            after = paid + row["mrr_change"]
            if row["kind"] == "new":
                assert not ever
            if row["kind"] == "reactivation":
                assert ever
                assert paid == 0
            if row["kind"] in ("expansion", "contraction", "transfer"):
                assert min(paid, after) > 0
            paid, ever = after, True
        assert (paid == 0) == (truth.mrr == 0)


def test_the_book_adds_up(case: tuple[Book, dict[str, File]]) -> None:
    truth = case[0].truth
    first, last = add_months(truth.as_of - timedelta(days=90), -12), truth.as_of - timedelta(days=90)
    judged = [a for a in truth.accounts if a.clock_on and first <= a.clock_on < last]
    achieved = truth.achievement
    assert (achieved.clock_from, achieved.clock_to) == (first, last)
    assert all(a.judged and not a.in_flight for a in judged)
    assert achieved.accounts == len(judged) > 30
    assert achieved.validated == len([a for a in judged if a.validated_reached]) < achieved.measured < len(judged)
    parts = truth.achievement_by_segment.values()
    assert achieved.accounts == sum(part.accounts for part in parts)
    assert len(truth.first_values) + truth.never_signed == len(truth.accounts)
    assert truth.signed_long_ago_not_live == 1


def test_retention_by_hand_from_movements(case: tuple[Book, dict[str, File]]) -> None:
    book, files = case
    kept = book.truth.retention
    assert kept.window_to == book.truth.as_of

    def paid(file: File, day: date) -> Decimal:
        return sum((r["mrr_change"] for r in file.rows["revenue"] if r["occurred_on"] <= day), Decimal(0))

    def handed_over(file: File) -> Decimal:
        rows = [r for r in file.rows["revenue"] if r["kind"] == "transfer" and r["occurred_on"] > kept.window_from]
        return sum((r["mrr_change"] for r in rows), Decimal(0))

    # A transfer nets to zero: it is counted as if made before the window.
    def left(file: File) -> Decimal:
        rows = [r for r in file.rows["revenue"] if r["kind"] == "new" and r["occurred_on"] > kept.window_from]
        sold = sum((r["mrr_change"] for r in rows), Decimal(0))
        return paid(file, kept.window_to) - (0 if paid(file, kept.window_from) else sold)

    pairs = [(paid(f, kept.window_from) + handed_over(f), left(f)) for f in files.values()]
    base = [(start, end) for start, end in pairs if start]
    payers = [(start, end) for start, end in base if start > 0]
    assert kept.accounts == len(payers)
    assert kept.nrr == sum(end for _, end in base) / sum(start for start, _ in base)
    assert kept.grr == sum(min(pair) for pair in base) / sum(start for start, _ in base)
    assert kept.logo_retention == Decimal(sum(end > 0 for _, end in payers)) / len(payers)
    assert book.truth.retention_without_returns.logos_kept == kept.logos_kept - 1


def test_thirteen_month_ends() -> None:
    assert month_ends(date(2026, 6, 30))[0] == date(2025, 6, 30)
    assert month_ends(date(2026, 6, 30))[-1] == date(2026, 6, 30)
    # the 29th of June is not yet the month's end
    assert month_ends(date(2026, 6, 29))[-1] == date(2026, 5, 31)
    ends = month_ends(date(2026, 3, 15))
    assert len(ends) == 13
    assert all(b.day >= 28 and add_months(a, 1).month == b.month for a, b in pairwise(ends))
