"""Cases of the texts over events: who is excluded, periods, features, recent days."""

from __future__ import annotations

from datetime import date

from tests.engine.contract.case import Case, table

from toprung.engine.periods import calendar
from toprung.kernel.days import Rhythm

EVENTS = "account string, user string, name string, occurred_on date"
COUNTED = "account string, period_start date, period_end date, users long, events long, first_on date, last_on date"
FEATURES = "account string, name string, period_start date, period_end date, users long, events long"
RECENT = (
    "account string, events_28 long, users_28 long, events_7 long, users_7 long, first_event_on date, "
    "last_event_on date"
)
ROLES = "role string, period_start date, period_end date, users long, events long"
WANTED = "measurement long, part int, account string, name string, per string, from_on date, until_on date"
MEASURED = "measurement long, part int, period_start date, occurred_on date, new_users long, events long"
SUMMED = "measurement long, part int, period_start date, occurred_on date, amount sum"
UNMATCHED = (
    "group string, user string, email string, properties string, name string, occurred_at moment, message_id string, "
    "occurred_on date"
)
KEYS = "group_id string, user_id string, email string, properties string, events long, first_on date, last_on date"
FOUND = "account string, user_held string, name string, occurred_at moment, message_id string, properties string"
BUNDLE = "account string, measured_on date, name string, amount long"
USERS, NAMES = "user_id string", "name string"
DOMAINS = "domain string"
NOBODY = {"excluded_users": table(USERS), "excluded_domains": table(DOMAINS), "excluded_names": table(NAMES)}
OWN = {
    "excluded_users": table(USERS, ("robot",)),
    "excluded_domains": table(DOMAINS, ("vendor.example",), ("else.example",)),
    "excluded_names": table(NAMES, ("heartbeat",)),
}
WEEKS = calendar(date(2025, 12, 22), date(2026, 1, 5), Rhythm.WEEK)
#: two windows of two weeks each, which share the week over New Year
STEPS = WEEKS.select(["day", "period_start"]).rename_columns(["day", "step"])
WINDOWS = table(
    "step date, measured_on date",
    ("2025-12-22", "2026-01-05"),
    ("2025-12-29", "2026-01-05"),
    ("2025-12-29", "2026-01-12"),
    ("2026-01-05", "2026-01-12"),
)
AS_OF = table("as_of date", ("2026-01-04",))

CASES = (
    Case(
        "usage_periods",
        "the week over New Year, Monday to Sunday; events without a user are nobody's",
        {
            "events": table(
                EVENTS,
                ("ä", "ana", "run", "2025-12-28"),
                ("ä", "ana", "run", "2025-12-29"),
                ("ä", "ana", "run", "2026-01-04"),
                ("ä", "Ana", "run", "2026-01-01"),
                ("ä", None, "run", "2026-01-01"),
                ("ä", "robot", "run", "2026-01-01"),
                # The domain counts in any case, after the last @, and only of an address.
                ("ä", "Eve@VENDOR.example", "run", "2026-01-01"),
                ("ä", "a@b@vendor.example", "run", "2026-01-01"),
                ("ä", "ana", "heartbeat", "2026-01-01"),
                ("ä", "ana", "run", "2026-01-05"),
                ("out", "vendor.example", "run", "2026-01-02"),
                ("out", "eve@vendor.example.org", "run", "2026-01-03"),
                ("Z", None, "run", "2026-01-04"),
                ("silent", "robot", "run", "2026-01-04"),
                ("before", "ana", "run", "2025-12-21"),
            ),
            "calendar": WEEKS,
            **OWN,
        },
        table(
            COUNTED,
            ("Z", "2025-12-29", "2026-01-05", 0, 1, "2026-01-04", "2026-01-04"),
            ("out", "2025-12-29", "2026-01-05", 2, 2, "2026-01-02", "2026-01-03"),
            ("ä", "2025-12-22", "2025-12-29", 1, 1, "2025-12-28", "2025-12-28"),
            ("ä", "2025-12-29", "2026-01-05", 2, 4, "2025-12-29", "2026-01-04"),
            ("ä", "2026-01-05", "2026-01-12", 1, 1, "2026-01-05", "2026-01-05"),
        ),
    ),
    Case(
        "usage_periods", "nothing", {"events": table(EVENTS), "calendar": WEEKS.slice(0, 0), **NOBODY}, table(COUNTED)
    ),
    Case(
        "usage_features",
        "pairs asked for alone",
        {
            "events": table(
                EVENTS,
                ("a", "ana", "run", "2025-12-31"),
                ("a", "bo", "run", "2026-01-01"),
                ("a", "robot", "run", "2026-01-01"),
                ("a", None, "run", "2026-01-05"),
                ("a", "ana", "Bericht öffnen", "2026-01-01"),
                ("a", "ana", "heartbeat", "2026-01-01"),
                ("b", "ana", "run", "2026-01-01"),
            ),
            "pairs": table(
                "account string, name string",
                ("a", "run"),
                ("a", "Bericht öffnen"),
                ("a", "heartbeat"),
                ("a", "never"),
                ("c", "run"),
            ),
            "calendar": WEEKS,
            **OWN,
        },
        table(
            FEATURES,
            ("a", "Bericht öffnen", "2025-12-29", "2026-01-05", 1, 1),
            ("a", "run", "2025-12-29", "2026-01-05", 2, 2),
            ("a", "run", "2026-01-05", "2026-01-12", 0, 1),
        ),
    ),
    Case(
        "usage_features",
        "nothing",
        {"events": table(EVENTS), "pairs": table("account string, name string"), "calendar": WEEKS, **NOBODY},
        table(FEATURES),
    ),
    Case(
        "usage_recent",
        "28 days to 4 January begin on 8 December, 7 days on 29 December",
        {
            "events": table(
                EVENTS,
                ("ä", "u1", "run", "2025-12-07"),
                ("ä", "u2", "run", "2025-12-08"),
                ("ä", "u3", "run", "2025-12-28"),
                ("ä", "u3", "run", "2025-12-29"),
                ("ä", None, "run", "2026-01-04"),
                ("ä", "u4", "run", "2026-01-05"),
                ("ä", "robot", "run", "2025-01-01"),
                ("old", "u1", "run", "2025-06-01"),
                ("new", "u1", "run", "2026-01-05"),
                ("beat", "u1", "heartbeat", "2026-01-04"),
            ),
            "params": AS_OF,
            **OWN,
        },
        table(
            RECENT,
            ("old", 0, 0, 0, 0, "2025-06-01", "2025-06-01"),
            ("ä", 4, 2, 2, 1, "2025-12-07", "2026-01-04"),
        ),
    ),
    Case("usage_recent", "nothing", {"events": table(EVENTS), "params": AS_OF, **NOBODY}, table(RECENT)),
    Case(
        "metric_bundle",
        "windows that share a week; a user of two weeks is one user",
        {
            "events": table(
                EVENTS,
                ("ä", "ana", "run", "2025-12-22"),
                ("ä", "ana", "run", "2025-12-29"),
                ("ä", "bo", "run", "2026-01-04"),
                ("ä", "ana", "öffnen", "2026-01-11"),
                ("ä", "ana", "other", "2026-01-05"),
                ("ä", None, "run", "2025-12-31"),
                ("ä", "robot", "run", "2025-12-31"),
                ("Z", None, "other", "2025-12-28"),
                ("none", "ana", "run", "2025-12-21"),
            ),
            "names": table(NAMES, ("run",), ("öffnen",), ("öffnen",), ("never",)),
            "excluded_users": table(USERS, ("robot",)),
            "calendar": STEPS,
            "windows": WINDOWS,
        },
        # To 5 January: run 1 + 3, ana and bo. To 12 January: run 3, öffnen 1, ana and bo. Z: one event of nobody's.
        table(
            BUNDLE,
            ("Z", "2026-01-05", None, 0),
            ("ä", "2026-01-05", "run", 4),
            ("ä", "2026-01-05", None, 2),
            ("ä", "2026-01-12", "run", 3),
            ("ä", "2026-01-12", "öffnen", 1),
            ("ä", "2026-01-12", None, 2),
        ),
    ),
    Case(
        "metric_bundle",
        "nothing",
        {
            "events": table(EVENTS),
            "names": table(NAMES, ("run",)),
            "excluded_users": table(USERS),
            "calendar": STEPS,
            "windows": WINDOWS,
        },
        table(BUNDLE),
    ),
    Case(
        "usage_touched",
        "each account and week once, also of events that do not qualify",
        {
            "events": table(
                EVENTS,
                ("ä", "ana", "run", "2025-12-28"),
                ("ä", "ana", "run", "2025-12-29"),
                ("ä", None, "heartbeat", "2026-01-04"),
                ("Z", "robot", "run", "2026-01-05"),
                ("before", "ana", "run", "2025-12-21"),
            ),
            "calendar": WEEKS,
        },
        table(
            "account string, period_start date, period_end date",
            ("Z", "2026-01-05", "2026-01-12"),
            ("ä", "2025-12-22", "2025-12-29"),
            ("ä", "2025-12-29", "2026-01-05"),
        ),
    ),
    Case(
        "usage_touched",
        "nothing",
        {"events": table(EVENTS), "calendar": WEEKS},
        table("account string, period_start date, period_end date"),
    ),
    Case(
        "usage_names",
        "each event name by itself",
        {
            "events": table(
                EVENTS,
                ("a", "ana", "run", "2025-12-31"),
                ("a", "ana", "run", "2026-01-01"),
                ("a", "bo", "run", "2026-01-01"),
                ("a", None, "öffnen", "2026-01-01"),
                ("a", "robot", "run", "2026-01-01"),
                ("a", "eve@vendor.example", "run", "2026-01-01"),
                ("a", "ana", "heartbeat", "2026-01-01"),
                ("a", "ana", "run", "2026-01-05"),
            ),
            "calendar": WEEKS,
            **OWN,
        },
        table(
            FEATURES,
            ("a", "run", "2025-12-29", "2026-01-05", 2, 3),
            ("a", "run", "2026-01-05", "2026-01-12", 1, 1),
            ("a", "öffnen", "2025-12-29", "2026-01-05", 0, 1),
        ),
    ),
    Case("usage_names", "nothing", {"events": table(EVENTS), "calendar": WEEKS, **NOBODY}, table(FEATURES)),
    Case(
        "usage_roles",
        "letters' case aside; who is not on file comes last",
        {
            "events": table(
                EVENTS,
                ("a", "Ana@a.example", "run", "2026-01-01"),
                ("a", "ana@a.example", "run", "2026-01-02"),
                ("a", "bo@a.example", "run", "2026-01-02"),
                ("a", "u-1", "run", "2026-01-02"),
                ("a", None, "run", "2026-01-02"),
                ("a", "robot", "run", "2026-01-02"),
                ("a", "eve@vendor.example", "run", "2026-01-02"),
                ("a", "u-1", "heartbeat", "2026-01-02"),
            ),
            "roles": table(
                "user_id string, role string",
                ("ana@a.example", "manager"),
                ("bo@a.example", "buyer"),
                ("cy@a.example", "champion"),
            ),
            "calendar": WEEKS,
            **OWN,
        },
        # “Ana@” and “ana@” are two user ids of one person, who is counted by id.
        table(
            ROLES,
            ("buyer", "2025-12-29", "2026-01-05", 1, 1),
            ("manager", "2025-12-29", "2026-01-05", 2, 2),
            (None, "2025-12-29", "2026-01-05", 1, 1),
        ),
    ),
    Case(
        "usage_roles",
        "nothing",
        {"events": table(EVENTS), "roles": table("user_id string, role string"), "calendar": WEEKS, **NOBODY},
        table(ROLES),
    ),
    Case(
        "usage_measured",
        "a user is new once a period: week, month, and since go-live",
        {
            "events": table(
                EVENTS,
                ("a", "ana", "paid", "2025-12-30"),
                ("a", "ana", "paid", "2026-01-02"),
                ("a", "bo", "paid", "2026-01-02"),
                ("a", None, "other", "2026-01-02"),
                ("a", "robot", "paid", "2026-01-02"),
                ("a", "eve@vendor.example", "paid", "2026-01-02"),
                ("a", "ana", "heartbeat", "2026-01-02"),
                ("a", "ana", "paid", "2026-01-10"),
                ("b", "ana", "paid", "2026-01-02"),
            ),
            "wanted": table(
                WANTED,
                (1, 0, "a", "paid", "week", "2025-12-29", "2026-01-09"),
                (1, 1, "a", None, "month", "2025-12-29", "2026-01-09"),
                (2, 0, "a", "paid", "since_go_live", "2025-12-30", "2026-01-31"),
            ),
            **OWN,
        },
        table(
            MEASURED,
            (1, 0, "2025-12-29", "2025-12-30", 1, 1),
            (1, 0, "2025-12-29", "2026-01-02", 1, 2),
            (1, 1, "2025-12-01", "2025-12-30", 1, 1),
            (1, 1, "2026-01-01", "2026-01-02", 2, 3),
            (2, 0, "2025-12-30", "2025-12-30", 1, 1),
            (2, 0, "2025-12-30", "2026-01-02", 1, 2),
            (2, 0, "2025-12-30", "2026-01-10", 0, 1),
        ),
    ),
    Case(
        "usage_measured",
        "of several accounts together, who is in two of them is new once",
        {
            "events": table(
                EVENTS,
                ("a", "ana", "paid", "2026-01-05"),
                ("b", "ana", "paid", "2026-01-06"),
                ("b", "bo", "paid", "2026-01-06"),
                ("c", "cy", "paid", "2026-01-06"),
            ),
            "wanted": table(
                WANTED,
                (1, 0, "a", "paid", "week", "2026-01-05", "2026-01-31"),
                (1, 0, "b", "paid", "week", "2026-01-05", "2026-01-31"),
            ),
            **NOBODY,
        },
        table(
            MEASURED,
            (1, 0, "2026-01-05", "2026-01-05", 1, 1),
            (1, 0, "2026-01-05", "2026-01-06", 1, 2),
        ),
    ),
    Case("usage_measured", "nothing", {"events": table(EVENTS), "wanted": table(WANTED), **NOBODY}, table(MEASURED)),
    Case(
        "usage_summed",
        "decimal numbers exactly; what is no number is passed over",
        {
            "events": table(
                f"{EVENTS}, amount string",
                ("a", "ana", "paid", "2026-01-01", "0.1"),
                ("a", None, "paid", "2026-01-01", "0.2"),
                ("a", "ana", "paid", "2026-01-01", "many"),
                ("a", "ana", "paid", "2026-01-01", None),
                ("a", "robot", "paid", "2026-01-01", "9"),
                ("a", "eve@vendor.example", "paid", "2026-01-01", "9"),
                ("a", "ana", "paid", "2026-01-05", "-3"),
            ),
            "wanted": table(WANTED, (1, 0, "a", "paid", "week", "2025-12-29", "2026-01-31")),
            **OWN,
        },
        table(
            SUMMED,
            (1, 0, "2025-12-29", "2026-01-01", "0.30000000"),
            (1, 0, "2026-01-05", "2026-01-05", "-3.00000000"),
        ),
    ),
    Case(
        "usage_summed",
        "nothing",
        {"events": table(f"{EVENTS}, amount string"), "wanted": table(WANTED), **NOBODY},
        table(SUMMED),
    ),
    Case(
        "unmatched_keys",
        "properties aside, where no rule looks at them",
        {
            "unmatched": table(
                UNMATCHED,
                ("g1", "u1", None, '{"a":1}', "run", "2026-01-01T09:00:00+00:00", "m1", "2026-01-01"),
                ("g1", "u1", None, '{"a":2}', "run", "2026-01-03T09:00:00+00:00", "m2", "2026-01-03"),
                (None, None, "ana@a.example", None, "run", "2026-01-02T09:00:00+00:00", "m3", "2026-01-02"),
            ),
            "params": table("with_properties bool", (False,)),
        },
        table(
            KEYS,
            ("g1", "u1", "", "", 2, "2026-01-01", "2026-01-03"),
            ("", "", "ana@a.example", "", 1, "2026-01-02", "2026-01-02"),
        ),
    ),
    Case(
        "unmatched_keys",
        "nothing",
        {"unmatched": table(UNMATCHED), "params": table("with_properties bool", (False,))},
        table(KEYS),
    ),
    Case(
        "unmatched_found",
        "by the whole key, with what was null told as empty",
        {
            "unmatched": table(
                UNMATCHED,
                ("g1", "u1", None, '{"a":1}', "run", "2026-01-01T09:00:00+00:00", "m1", "2026-01-01"),
                ("g1", None, None, None, "run", "2026-01-02T09:00:00+00:00", "m2", "2026-01-02"),
                ("g2", "u1", None, None, "run", "2026-01-02T09:00:00+00:00", "m3", "2026-01-02"),
            ),
            "found": table(
                "group_id string, user_id string, email string, properties string, account string",
                ("g1", "u1", "", "", "acme"),
                ("g1", "", "", "", "acme"),
            ),
            "params": table("with_properties bool", (False,)),
        },
        table(
            FOUND,
            ("acme", "u1", "run", "2026-01-01T09:00:00+00:00", "m1", '{"a":1}'),
            ("acme", None, "run", "2026-01-02T09:00:00+00:00", "m2", None),
        ),
    ),
    Case(
        "unmatched_found",
        "nothing",
        {
            "unmatched": table(UNMATCHED),
            "found": table("group_id string, user_id string, email string, properties string, account string"),
            "params": table("with_properties bool", (True,)),
        },
        table(FOUND),
    ),
)
