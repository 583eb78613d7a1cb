"""What an account pays and how it uses the product, each worked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.cast import TODAY, Cast
from tests.motion.book import Book

from toprung.doctrine.policy import ENTERPRISE, MID_MARKET, with_settings
from toprung.motion.portrait.revenue import Paid, revenue_of
from toprung.motion.portrait.usage import use_of
from toprung.records.book.queries import account


def test_steps_add_up_to_what_is_paid(judged: Book, cast: Cast) -> None:
    enzo = account(cast.workspace, "EN-3")
    revenue = revenue_of(cast.workspace, enzo, ENTERPRISE, TODAY)
    assert revenue.paid == (Paid("EUR", Decimal(8500)),)  # 9,000 new, then 500 less
    assert revenue.paid[0].arr == 102_000
    assert [(s.movement.kind, s.movement.amount, s.mrr_after) for s in revenue.steps] == [
        ("contraction", Decimal(-500), Decimal(8500)),
        ("new", Decimal(9000), Decimal(9000)),
    ]


def test_several_currencies_are_not_added_up(judged: Book, cast: Cast) -> None:
    judged.bring(
        "revenue",
        "account,occurred_on,kind,mrr_change,product,currency\n"
        "HF-1,2026-01-10,new,100,add-on,USD\nHF-1,2026-02-10,churn,100,add-on,USD\nHF-1,2026-03-01,new,50,extra,GBP\n",
    )
    revenue = revenue_of(cast.workspace, cast.harbor, MID_MARKET, TODAY)
    assert revenue.paid == (Paid("EUR", Decimal(2400)), Paid("GBP", Decimal(50)))


def test_what_a_sheet_states_is_no_movement(cast: Cast) -> None:
    cast.harbor.stated_arr = Decimal(12_000)
    revenue = revenue_of(cast.workspace, cast.harbor, MID_MARKET, TODAY)
    assert (revenue.paid, revenue.has_movements, revenue.stated_arr, revenue.contracts) == ((), False, 12_000, ())


def test_a_contract_says_until_when_notice_can_be_given_and_whose_rule_that_is(judged: Book, cast: Cast) -> None:
    judged.bring(
        "contracts",
        "account,contract,starts_on,ends_on,notice_days\nHF-1,H-short,2026-02-01,2026-04-30,10\n",
    )
    short, year = revenue_of(cast.workspace, cast.harbor, MID_MARKET, TODAY).contracts
    assert (short.notice_on, short.notice_is_default, short.is_short) == (date(2026, 4, 20), False, True)
    assert (year.notice_on, year.notice_is_default, year.notice_days) == (date(2026, 7, 16), True, 60)


def test_without_a_feed_use_is_unknown_and_not_zero(cast: Cast) -> None:
    use = use_of(cast.workspace, cast.harbor, MID_MARKET, TODAY)
    assert (use.connected, use.periods) == (False, ())


#: of nobody on file: since then the workspace's feed has been connected
_EARLIER = "account,user,name,occurred_at\nX-0,x,seen,2024-01-01T09:00:00Z\n"


def test_every_whole_week_is_there_and_no_more_than_half_a_year(judged: Book, cast: Cast) -> None:
    judged.bring("events", _EARLIER)
    use = use_of(cast.workspace, cast.harbor, MID_MARKET, TODAY)
    assert (len(use.periods), use.periods[0].start, use.periods[-1].start) == (26, date(2025, 9, 29), date(2026, 3, 23))
    counted = [(p.start, p.users) for p in use.periods if p.users]
    # Four people on each of nine Mondays from 6 Oct to 29 Dec.
    assert counted == [
        (date(2025, month, day), 4)
        for month, day in ((10, 6), (10, 20), (11, 3), (11, 17), (12, 1), (12, 8), (12, 15), (12, 22), (12, 29))
    ]
    assert (use.needed, use.adopted, use.users_7, use.last_event_on) == (4, 9, 0, date(2025, 12, 29))
    assert (use.fed_since, use.fed_lately) == (date(2024, 1, 1), False)


def test_no_week_is_shown_that_was_over_before_the_feed_was_connected(judged: Book, cast: Cast) -> None:
    use = use_of(cast.workspace, cast.harbor, MID_MARKET, TODAY)
    assert (len(use.periods), use.periods[0].start, use.adopted) == (25, date(2025, 10, 6), 9)
    assert (use.fed_since, use.fed_lately) == (date(2025, 10, 6), False), "it tells of all that is shown"
    later = use_of(cast.workspace, cast.harbor, with_settings(MID_MARKET, {"rhythm": "month"}), TODAY)
    assert (len(later.periods), later.periods[0].start, later.fed_lately) == (6, date(2025, 10, 1), True)


def test_of_a_feed_that_began_this_week_no_whole_week_is_shown(judged: Book, cast: Cast) -> None:
    use = use_of(cast.workspace, cast.harbor, MID_MARKET, date(2025, 10, 7))
    assert (use.periods, use.users_7, use.fed_lately) == ((), 4, True)


def test_months_are_counted_where_months_are_the_rhythm(judged: Book, cast: Cast) -> None:
    judged.bring("events", _EARLIER)
    use = use_of(cast.workspace, cast.harbor, with_settings(MID_MARKET, {"rhythm": "month"}), TODAY)
    assert (len(use.periods), [p.users for p in use.periods if p.users]) == (12, [4, 4, 4])


def test_an_account_that_the_feed_has_never_seen(judged: Book, cast: Cast) -> None:
    use = use_of(cast.workspace, account(cast.workspace, "NB-2"), MID_MARKET, TODAY)
    assert (use.connected, use.users_28, use.last_event_on, {p.users for p in use.periods}) == (True, 0, None, {0})
