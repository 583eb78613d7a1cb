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

MADE = (
    "account string, outcome string, signed_on date, due_on date, gone bool, reached_on date, attested_on date, "
    "attested_recorded_on date"
)
BECAME = "account string, outcome string, signed_on date, due_on date, state string, measured bool, validated bool"

CASES = (
    Case(
        "promises",
        "due days on their last day, none yet, and those of customers who have gone",
        {
            "promises": table(
                MADE,
                # Kept and confirmed on the due day, recorded 30 days later: 31 January + 30 = 2 March.
                ("ä", "o", "2025-12-01", "2026-01-31", False, "2026-01-31", "2026-01-31", "2026-03-02"),
                # Recorded a day too late.
                ("b", "o", "2025-12-01", "2026-01-31", False, "2026-01-31", "2026-01-31", "2026-03-03"),
                # Reached a day late.
                ("c", "o", "2025-12-01", "2026-01-31", False, "2026-02-01", None, None),
                # Not due yet, though reached; and due on the very day.
                ("d", "o", "2025-12-01", "2026-04-01", False, "2026-01-01", None, None),
                ("d", "p", "2025-12-01", "2026-03-31", False, None, None, None),
                # It hangs on a go-live: open while the customer is there, broken once they are gone.
                ("e", "o", "2026-02-28", None, False, None, None, None),
                ("f", "o", "2026-02-28", None, True, None, None, None),
                # Reached after the day asked for, and signed outside the window.
                ("g", "o", "2025-12-01", "2026-03-31", False, "2026-04-01", None, None),
                ("h", "o", "2026-03-01", "2026-03-02", False, "2026-03-02", None, None),
            )
        },
        table(
            BECAME,
            ("b", "o", "2025-12-01", "2026-01-31", "matured", True, False),
            ("c", "o", "2025-12-01", "2026-01-31", "matured", False, False),
            ("d", "o", "2025-12-01", "2026-04-01", "in_flight", True, False),
            ("d", "p", "2025-12-01", "2026-03-31", "matured", False, False),
            ("e", "o", "2026-02-28", None, "in_flight", False, False),
            ("f", "o", "2026-02-28", None, "matured", False, False),
            ("g", "o", "2025-12-01", "2026-03-31", "matured", False, False),
            ("ä", "o", "2025-12-01", "2026-01-31", "matured", True, True),
        ),
        {**WINDOW, "grace_days": 30},
    ),
    Case("promises", "nobody", {"promises": table(MADE)}, table(BECAME), {**WINDOW, "grace_days": 30}),
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
