"""The rows of a book of any size: each account's life drawn from seed and number, as the actions would have kept it.

A book of 5,000 accounts takes seconds. Attestations go through the chain itself, whose salts are random; no
evaluation reads them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from benchmarks.scale_lives import Life
from benchmarks.scale_promises import add_outcome
from benchmarks.scale_rows import Rows
from toprung.records.book.models import (
    Account,
    Contract,
    RevenueMovement,
    Segment,
    SegmentMembership,
    Stakeholder,
    Touch,
)
from toprung.records.journal.actions import Note, changes_between
from toprung.records.outcomes.models import CheckAnswer
from toprung.records.tenancy.models import Workspace

AT_A_TIME = 1_000
#: the four people of an account
PEOPLE = {
    "SMB": ("champion", "buyer", "user", "team_lead"),
    "Mid-Market": ("champion", "buyer", "team_lead", "manager"),
    "Enterprise": ("champion", "buyer", "manager", "executive_sponsor"),
}
_NOON = time(12, tzinfo=UTC)


def fill(workspace: Workspace, accounts: Iterable[Life], day: date, seed: int) -> None:
    """Insert the book of these accounts into a home that holds none. Raises what the database raises."""
    now = datetime.combine(day, _NOON)
    segments = dict(Segment.objects.filter(workspace=workspace).values_list("name", "pk"))
    workspace.first_import_on = day - timedelta(days=300)
    workspace.save(update_fields=["first_import_on"])
    rows = Rows(workspace, now, segments)
    for life in accounts:
        _tell(rows, life, Random(f"{seed}:{life.number}:rows"), day)
        if life.number % AT_A_TIME == AT_A_TIME - 1:
            rows.insert()
    rows.insert()


def _tell(rows: Rows, life: Life, draw: Random, day: date) -> None:
    account = rows.add(
        Account,
        workspace_id=rows.workspace.pk,
        external_id=life.account,
        name=f"Customer {life.number}",
        tier=draw.choice("ABC"),
        owner=f"Csm {life.number % 40}",
        seats=life.seats,
        industry="Logistics",
        currency="EUR",
        go_live_on=life.go_live_on,
        stated_arr=None,
        settings=json.dumps({"rhythm": "month"} if draw.random() < 0.03 else {}),
        check_staged_on=None,
        created_on=life.signed_on,
    )
    _segments(rows, life, account, draw)
    _contract(rows, life, account, draw, day)
    _revenue(rows, life, account, draw, day)
    people = _people(rows, life, account, draw, day)
    for number in range(draw.choices((0, 1, 2, 3), (8, 40, 37, 15))[0]):
        add_outcome(rows, life, account, people, number, draw, day)
    _work(rows, life, account, draw, day)


def _segments(rows: Rows, life: Life, account: int, draw: Random) -> None:
    noted = {"recorded_at": rows.now, "backfilled": True, "account_id": account}
    before = "SMB" if life.segment == "Mid-Market" and draw.random() < 0.3 else life.segment
    rows.add(SegmentMembership, **noted, segment_id=rows.segments[before], since=life.signed_on)
    if before != life.segment:
        since = life.signed_on + timedelta(days=15)
        rows.add(SegmentMembership, **noted, segment_id=rows.segments[life.segment], since=since)


def _contract(rows: Rows, life: Life, account: int, draw: Random, day: date) -> None:
    starts = life.signed_on + timedelta(days=7)
    rows.add(
        Contract,
        recorded_at=rows.now,
        backfilled=True,
        account_id=account,
        external_id=f"C{life.number}",
        signed_on=life.signed_on,
        starts_on=starts,
        ends_on=starts + timedelta(days=364 if draw.random() < 0.9 else 119),
        notice_days=None,
        auto_renew=draw.random() < 0.9,
        cancelled_on=life.left_on or (day - timedelta(days=5) if draw.random() < 0.03 else None),
        price=life.seats * 240,
    )


def _revenue(rows: Rows, life: Life, account: int, draw: Random, day: date) -> None:
    mrr, on = life.seats * 20, life.signed_on + timedelta(days=7)
    moves = [("new", mrr, on)]
    if draw.random() < 0.5:
        moves.append(("expansion", mrr // 4, on + timedelta(days=180)))
    if draw.random() < 0.2:
        moves.append(("contraction", -(mrr // 5), on + timedelta(days=250)))
    moves = [move for move in moves if move[2] <= (life.left_on or day)] or moves[:1]
    if life.left_on:
        moves.append(("churn", -sum(amount for _, amount, _ in moves), life.left_on))
    for kind, amount, moved_on in moves:
        rows.add(
            RevenueMovement,
            recorded_at=rows.now,
            backfilled=True,
            occurred_on=moved_on,
            account_id=account,
            subscription="main",
            kind=kind,
            amount=amount,
            currency="EUR",
            derived=False,
            ordinal=0,
        )


def _people(rows: Rows, life: Life, account: int, draw: Random, day: date) -> dict[str, tuple[int, str]]:
    """Role -> number and name of the person."""
    people = {}
    for role in PEOPLE[life.segment]:
        name = f"{role.replace('_', ' ').title()} {life.number}"
        left = day - timedelta(days=draw.randint(1, 150)) if draw.random() < 0.06 else None
        number = rows.add(
            Stakeholder,
            account_id=account,
            name=name,
            email=f"{role}@customer{life.number}.example",
            role=role,
            joined_on=None,
            left_on=left,
        )
        people[role] = (number, name)
    return people


def _work(rows: Rows, life: Life, account: int, draw: Random, day: date) -> None:
    dated = {"recorded_at": rows.now, "backfilled": True, "account_id": account}
    span = max(1, (day - life.signed_on).days)
    days = sorted({day - timedelta(days=draw.randrange(min(span, 300))) for _ in range(4)})
    for touched_on in days:
        attended = [role for role in ("champion", "executive_sponsor") if draw.random() < 0.5]
        rows.add(
            Touch,
            **dated,
            occurred_on=touched_on,
            kind=draw.choice(("call", "email", "meeting", "business_review")),
            purpose=draw.choice(("strategic", "transactional")),
            minutes=30,
            attendees=json.dumps(attended),
            outcome="",
            ordinal=0,
        )
    if draw.random() < 0.4 and span > 100:
        rows.add(
            CheckAnswer,
            **dated,
            occurred_on=life.signed_on + timedelta(days=98),
            yes=draw.random() < 0.6,
            named="",
            words="",
            answered_by=f"Csm {life.number % 40}",
        )
    changes = changes_between(None, {"name": f"Customer {life.number}"})
    rows.notes.append(Note("import", life.account, life.account, changes))
