"""The columns of the lake's tables, and of what is brought to them."""

from __future__ import annotations

import pyarrow as pa

#: every table of the lake is partitioned by these, which stand in the files' paths
PARTITIONS = ("workspace", "month")

#: what a feed or a file brings of an event whose account is named
EVENTS = pa.schema(
    [
        ("account", pa.string()),
        ("user", pa.string()),
        ("name", pa.string()),
        ("occurred_at", pa.timestamp("us", tz="UTC")),
        ("message_id", pa.string()),
        ("properties", pa.string()),
    ]
)
#: what a feed brings of an event that no rule gave an account: by what it may find one later
UNMATCHED = pa.schema(
    [
        ("group", pa.string()),
        ("user", pa.string()),
        ("email", pa.string()),
        ("name", pa.string()),
        ("occurred_at", pa.timestamp("us", tz="UTC")),
        ("message_id", pa.string()),
        ("properties", pa.string()),
    ]
)
_PLACE = [("workspace", pa.string()), ("month", pa.string())]
_DAY = pa.field("occurred_on", pa.date32())

#: a row of the events; `occurred_on` is the day in the workspace's zone
HELD_EVENTS = pa.schema([*_PLACE, *EVENTS]).insert(6, _DAY)
#: a row of the quarantine; `reason` is `too_old` or `in_the_future`
QUARANTINED_EVENTS = HELD_EVENTS.append(pa.field("reason", pa.string()))
#: a row of the events without an account
UNMATCHED_EVENTS = pa.schema([*_PLACE, *UNMATCHED]).insert(7, _DAY)
