"""Cases of the texts over money: movements of intervals, revenue by account, retention."""

from __future__ import annotations

from datetime import date

from tests.engine.contract.case import Case, table

INTERVALS = "account string, product string, started_on date, ended_on date, mrr money, currency string"
DATED = "account string, subscription string, occurred_on date, kind string, amount money, currency string"
MOVED = "account string, occurred_on date, amount money, currency string"
HELD = "account string, currency string, as_of date, mrr money, first_on date"
MOVEMENTS = "account string, subscription string, occurred_on date, kind string, amount money"
RETAINED = (
    "account string, in_base bool, start_amount money, new_amount money, expansion money, contraction money, "
    "churn money, reactivation money, transfers money, end_amount money, base money, retained_net money, "
    "retained_gross money, kept_logo bool"
)
DAYS = table("as_of date", ("2025-01-31",), ("2025-12-31",))
YEAR = {"from_on": date(2025, 1, 1), "to_on": date(2026, 1, 1), "cap": "account", "reactivation": "include"}
STRICT = {**YEAR, "cap": "subscription", "reactivation": "exclude"}

CASES = (
    Case(
        "movements_of_intervals",
        "a renewal at a ten-thousandth more, a change of currency, a return, an interval of no day",
        {
            "intervals": table(
                INTERVALS,
                ("ä", "core", "2025-01-01", "2025-12-31", "33.3333", "EUR"),
                ("ä", "core", "2025-12-31", None, "33.3334", "EUR"),
                ("ä", "core", "2025-06-01", "2025-06-01", "99", "EUR"),
                ("b", "x", "2025-01-01", "2025-02-01", "5", "EUR"),
                ("b", "y", "2025-02-01", None, "5", "USD"),
                ("c", "core", "2025-01-01", "2025-01-02", "1", "EUR"),
                ("c", "core", "2025-03-01", None, "2", "EUR"),
            )
        },
        table(
            DATED,
            ("b", "x", "2025-01-01", "new", "5", "EUR"),
            ("b", "x", "2025-02-01", "contraction", "-5", "EUR"),
            ("b", "y", "2025-02-01", "expansion", "5", "USD"),
            ("c", "core", "2025-01-01", "new", "1", "EUR"),
            ("c", "core", "2025-01-02", "churn", "-1", "EUR"),
            ("c", "core", "2025-03-01", "reactivation", "2", "EUR"),
            ("ä", "core", "2025-01-01", "new", "33.3333", "EUR"),
            ("ä", "core", "2025-12-31", "expansion", "0.0001", "EUR"),
        ),
    ),
    Case("movements_of_intervals", "none", {"intervals": table(INTERVALS)}, table(DATED)),
    Case(
        "mrr_by_account",
        "the day itself counts, the next does not; nothing left is still a row",
        {
            "movements": table(
                MOVED,
                ("o'neill", "2025-12-31", "0.0001", "EUR"),
                ("o'neill", "2026-01-01", "7", "EUR"),
                ("o'neill", "2025-03-01", "99999999999.9998", "EUR"),
                ("Straße", "2025-01-01", "10", "USD"),
                ("Straße", "2025-02-01", "-10", "USD"),
                ("Straße", "2025-02-01", "3", "EUR"),
                ("later", "2026-01-01", "1", "EUR"),
            ),
            "params": DAYS,
        },
        table(
            HELD,
            ("Straße", "EUR", "2025-12-31", "3", "2025-02-01"),
            ("Straße", "USD", "2025-01-31", "10", "2025-01-01"),
            ("Straße", "USD", "2025-12-31", "0", "2025-01-01"),
            ("o'neill", "EUR", "2025-12-31", "99999999999.9999", "2025-03-01"),
        ),
    ),
    Case("mrr_by_account", "nobody", {"movements": table(MOVED), "params": DAYS}, table(HELD)),
    Case(
        "retention",
        "first and last day of the window, a transfer, and who is not asked for",
        {
            "members": table("account string", ("grew",), ("left",), ("came",), ("gone",), ("ünï",), ("ünï",)),
            "movements": table(
                MOVEMENTS,
                ("grew", "core", "2024-06-01", "new", "100"),
                ("grew", "core", "2025-04-01", "expansion", "40.0001"),
                ("left", "core", "2025-01-01", "new", "300"),
                ("left", "core", "2026-01-01", "churn", "-300"),
                ("came", "core", "2025-04-01", "new", "50"),
                ("gone", "core", "2024-06-01", "new", "10"),
                ("gone", "core", "2024-12-31", "churn", "-10"),
                ("ünï", "core", "2025-05-01", "transfer", "70"),
                ("other", "core", "2024-06-01", "new", "1"),
            ),
        },
        # Moved before the window and nothing left at its start (gone): no row. Received, then held (ünï): in the base.
        table(
            RETAINED,
            ("came", False, "0", "50", "0", "0", "0", "0", "0", "50", "0", "0", "0", False),
            ("grew", True, "100", "0", "40.0001", "0", "0", "0", "0", "140.0001", "100", "140.0001", "100", True),
            ("left", True, "300", "0", "0", "0", "300", "0", "0", "0", "300", "0", "0", False),
            ("ünï", True, "0", "0", "0", "0", "0", "0", "70", "70", "70", "70", "70", True),
        ),
        YEAR,
    ),
    Case(
        "retention",
        "capped by subscription, without those who left and came back",
        {
            "members": table("account string", ("a",), ("b",)),
            "movements": table(
                MOVEMENTS,
                ("a", "core", "2024-06-01", "new", "100"),
                ("a", "reports", "2024-06-01", "new", "60"),
                ("a", "reports", "2025-04-01", "contraction", "-60"),
                ("a", "search", "2025-04-01", "expansion", "60"),
                ("b", "core", "2024-06-01", "new", "100"),
                ("b", "core", "2025-04-01", "churn", "-100"),
                ("b", "core", "2025-08-01", "reactivation", "80"),
            ),
        },
        # a: min(100, 100) + min(60, 0) + min(0, 60) = 100 of 160. b fell to nothing on 1 April.
        table(
            RETAINED,
            ("a", True, "160", "0", "60", "60", "0", "0", "0", "160", "160", "160", "100", True),
            ("b", True, "100", "0", "0", "0", "100", "80", "0", "80", "100", "0", "0", False),
        ),
        STRICT,
    ),
    Case(
        "retention",
        "nobody",
        {"members": table("account string"), "movements": table(MOVEMENTS)},
        table(RETAINED),
        YEAR,
    ),
)
