"""A second, plainer telling of DOMAIN's rules over the rows and events alone, to hold the scripts against."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from toprung.motion.demo.book import Book

Row = dict[str, Any]
ACCEPTED = {"SMB": {"buyer"}, "Mid-Market": {"team_lead", "manager"}, "Enterprise": {"executive_sponsor"}}
FLOORS = {"SMB": (2, Decimal(0)), "Mid-Market": (3, Decimal("0.1")), "Enterprise": (5, Decimal("0.1"))}


@dataclass
class File:
    """Everything on file about one account."""

    account: Row
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    users: dict[date, set[str]] = field(default_factory=lambda: defaultdict(set))
    features: dict[date, set[str]] = field(default_factory=lambda: defaultdict(set))
    last_event_on: date | None = None


def files(book: Book) -> dict[str, File]:
    """The book's rows and events, sorted by account."""
    found = {row["account"]: File(row) for row in book.rows["accounts"]}
    for kind, rows in book.rows.items():
        for row in rows:
            found[row["account"]].rows[kind].append(row)
    for event in book.events():
        day = event["occurred_at"].date()
        monday = day - timedelta(days=day.weekday())
        file = found[event["account"]]
        file.users[monday].add(event["user"])
        file.features[monday].add(event["name"])
        file.last_event_on = max(day, file.last_event_on or day)
    return found


def whole_weeks(today: date) -> list[date]:
    """Mondays of the last four weeks whose Sunday is not after today, oldest first."""
    sunday = today - timedelta(days=(today.weekday() + 1) % 7)
    return [sunday - timedelta(days=6 + 7 * back) for back in (3, 2, 1, 0)]


def floor(file: File) -> Decimal:
    """Users a week that make adoption, not rounded."""
    least, share = FLOORS[file.account["segment"]]
    return max(Decimal(least), share * int(file.account["seats"]))


def share(outcome: Row, value: Any) -> Decimal:
    """Share of the promised change."""
    baseline, target = outcome["baseline"], outcome["target"]
    if outcome["kind"] == "status":
        return Decimal(value == target)
    if baseline == target:
        return Decimal(value >= target if outcome["direction"] == "increase" else value <= target)
    return Decimal((value - baseline) / (target - baseline))


def primary(file: File) -> Row | None:
    """The primary outcome."""
    return next((row for row in file.rows["outcomes"] if row["primary"]), None)


def of(file: File, kind: str, outcome: Row) -> list[Row]:
    """Rows of that kind about the outcome, in order of day."""
    rows = (row for row in file.rows[kind] if row["outcome"] == outcome["outcome"])
    return sorted(rows, key=lambda row: row["occurred_on"])


def clock(file: File) -> date | None:
    """Go-live, or the first signature if later."""
    live, signed = file.account["go_live_on"], first_signature(file)
    return max(live, signed) if live and signed else None


def first_signature(file: File) -> date | None:
    """The first contract's."""
    return min((row["signed_on"] for row in file.rows["contracts"]), default=None)


def first_reached(file: File, outcome: Row) -> date | None:
    """The first reading on target after the clock started."""
    start = clock(file)
    if start is None:
        return None
    readings = of(file, "measurements", outcome)
    return next(
        (r["occurred_on"] for r in readings if r["occurred_on"] > start and share(outcome, r["value"]) >= 1), None
    )


def role_of(file: File, name: str) -> str:
    """The role of the person of that name."""
    return str(next(row["role"] for row in file.rows["stakeholders"] if row["name"] == name))


def validated_days(file: File, outcome: Row) -> list[date]:
    """Days on which a yes completed the roles that the segment accepts, or the sponsor spoke."""
    needed, heard, days = ACCEPTED[file.account["segment"]], set(), []
    for row in of(file, "attestations", outcome):
        if row["verdict"] != "yes":
            continue
        heard.add(role_of(file, row["stakeholder"]))
        if heard >= needed or "executive_sponsor" in heard:
            days.append(row["occurred_on"])
            heard = set()
    return days


def result_stands(file: File, outcome: Row, today: date) -> bool:
    """Validated, the last accepted word is yes and at most 365 days old, and the last reading is not lost."""
    days = validated_days(file, outcome)
    accepted = ACCEPTED[file.account["segment"]] | {"executive_sponsor"}
    words = [r for r in of(file, "attestations", outcome) if role_of(file, r["stakeholder"]) in accepted]
    lost = share(outcome, of(file, "measurements", outcome)[-1]["value"]) < Decimal("0.25")
    return bool(days) and words[-1]["verdict"] == "yes" and (today - days[-1]).days <= 365 and not lost


def evidence(file: File, today: date) -> tuple[bool, bool, bool, bool]:
    """Yes or no for rungs 1 to 4 (DOMAIN section 3)."""
    active = file.last_event_on is not None and (today - file.last_event_on).days <= 27
    adopted = sum(len(file.users[monday]) >= floor(file) for monday in whole_weeks(today)) >= 3
    outcome = primary(file)
    readings = of(file, "measurements", outcome) if outcome else []
    if outcome is None or not readings:
        return active, adopted, False, False
    recent = (today - readings[-1]["occurred_on"]).days <= 180
    moved = recent and share(outcome, readings[-1]["value"]) >= Decimal("0.25")
    return active, adopted, moved, result_stands(file, outcome, today)
