"""Cases of the texts over clocks: achievement, time to value."""

from __future__ import annotations

from datetime import date

from tests.engine.contract.case import Case, table

CLOCKS = "account string, clock_on date, reached_on date, attested_on date, attested_recorded_on date, has_outcome bool"
JUDGED = "account string, clock_on date, due_on date, state string, covered bool, measured bool, validated bool"
STARTED = "account string, started_on date, reached_on date"
TIMED = "account string, started_on date, until_on date, reached bool"
WINDOW = {"from_on": date(2025, 12, 1), "to_on": date(2026, 3, 1), "as_of": date(2026, 3, 31)}
LIMITS = {**WINDOW, "window_days": 90, "grace_days": 30}

CASES = (
    Case(
        "achievement",
        "windows over New Year, half open, and facts not known yet",
        {
            "clocks": table(
                CLOCKS,
                # 29 December + 90 days = 29 March; + 30 = 28 April: each on its last day.
                ("ä", "2025-12-29", "2026-03-29", "2026-03-29", "2026-04-28", True),
                # 28 February + 90 = 29 May, after the day asked for.
                ("Z", "2026-02-28", None, None, None, True),
                ("late", "2026-03-01", "2026-03-02", None, None, True),
                # 1 December + 90 = 1 March.
                ("b", "2025-12-01", "2025-12-02", None, None, False),
                ("c", "2025-12-01", "2026-04-01", "2026-02-01", "2026-02-01", True),
                ("d", "2025-12-01", "2026-02-01", "2026-02-01", "2026-04-01", True),
                ("none", None, None, None, None, True),
            )
        },
        table(
            JUDGED,
            ("Z", "2026-02-28", "2026-05-29", "in_flight", True, False, False),
            ("b", "2025-12-01", "2026-03-01", "matured", False, False, False),
            ("c", "2025-12-01", "2026-03-01", "matured", True, False, False),
            # Recorded on 1 April, a day after the 31 March that 30 days of grace allow.
            ("d", "2025-12-01", "2026-03-01", "matured", True, True, False),
            ("ä", "2025-12-29", "2026-03-29", "matured", True, True, True),
        ),
        LIMITS,
    ),
    Case("achievement", "nobody", {"clocks": table(CLOCKS)}, table(JUDGED), LIMITS),
    Case(
        "time_to_value",
        "reached before it began, not known yet, never",
        {
            "clocks": table(
                STARTED,
                ("é", "2025-12-31", "2025-12-30"),
                ("b", "2025-12-01", "2026-03-31"),
                ("a", "2026-02-28", "2026-04-01"),
                ("", "2026-02-28", None),
                ("late", "2026-03-01", "2026-03-02"),
                ("none", None, None),
            )
        },
        table(
            TIMED,
            ("", "2026-02-28", "2026-03-31", False),
            ("a", "2026-02-28", "2026-03-31", False),
            ("b", "2025-12-01", "2026-03-31", True),
            ("é", "2025-12-31", "2025-12-31", True),
        ),
        WINDOW,
    ),
    Case("time_to_value", "nobody", {"clocks": table(STARTED)}, table(TIMED), WINDOW),
)
