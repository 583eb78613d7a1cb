"""What usage measurements count, day by day, for many of them at once (DOMAIN section 2, measurement)."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa

from toprung.engine.detail import months_between
from toprung.engine.lake import Lake
from toprung.engine.rollups import Exclusions
from toprung.engine.runner import Files, Runner
from toprung.kernel.vocabulary import MeasuredPer

_WANTED = pa.schema(
    [
        ("measurement", pa.int64()),
        ("part", pa.int32()),
        ("account", pa.string()),
        ("name", pa.string()),
        ("per", pa.string()),
        ("from_on", pa.date32()),
        ("until_on", pa.date32()),
    ]
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be counted: one part of one measurement, from a day to another, both included.

    Of several `accounts` everything is counted together: a user of two of them is one user. No `names`: every
    qualifying event. With a `property_name` its numbers are added up, else events and users counted.
    """

    measurement: int
    part: int
    accounts: frozenset[str]
    names: frozenset[str]
    per: MeasuredPer
    from_on: date
    until_on: date
    property_name: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """What one day brought to its period: events, users not yet seen in that period, and the property's sum."""

    period_start: date
    day: date
    events: int = 0
    new_users: int = 0
    amount: Decimal = Decimal(0)


#: by measurement and part, days in order
Counts = Mapping[tuple[int, int], Sequence[Counted]]


def count(lake: Lake, runner: Runner, workspace: str, wanted: Sequence[Wanted], excluded: Exclusions) -> Counts:
    """What each part wanted counts, of qualifying events. A day on which nothing of it happened has no entry.

    One pass over the accounts' events for all counts and users, and one for each property that is added up.
    """
    found: dict[tuple[int, int], list[Counted]] = defaultdict(list)
    if not wanted:
        return found
    events = _events(lake, workspace, wanted)
    tables = excluded.tables()
    for key in sorted({part.property_name for part in wanted}):
        text, source = ("usage_summed", _with_amount(events, key)) if key else ("usage_measured", events)
        asked = _table(part for part in wanted if part.property_name == key)
        for row in runner.run(text, {"events": source, "wanted": asked, **tables}).to_pylist():
            place = row.pop("measurement"), row.pop("part")
            found[place].append(Counted(day=row.pop("occurred_on"), **row))
    return found


def _events(lake: Lake, workspace: str, wanted: Sequence[Wanted]) -> Files:
    first, last = min(part.from_on for part in wanted), max(part.until_on for part in wanted)
    files = lake.files(workspace, months_between(first, last))
    return dataclasses.replace(files, accounts=tuple(sorted(frozenset().union(*(part.accounts for part in wanted)))))


def _with_amount(events: Files, key: str) -> Files:
    return dataclasses.replace(events, taken=(("amount", key),))


def _table(wanted: Iterable[Wanted]) -> pa.Table:
    every: list[str | None] = [None]
    rows = [
        {
            "measurement": part.measurement,
            "part": part.part,
            "account": account,
            "name": name,
            "per": part.per.value,
            "from_on": part.from_on,
            "until_on": part.until_on,
        }
        for part in wanted
        for account in sorted(part.accounts)
        for name in sorted(part.names) or every
    ]
    return pa.Table.from_pylist(rows, _WANTED)
