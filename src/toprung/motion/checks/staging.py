"""Staging the backlog of a first import (DOMAIN section 6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from toprung.doctrine.checks import first_due_on, stage_backlog
from toprung.doctrine.clocks import renewal
from toprung.doctrine.evidence import Evidence
from toprung.doctrine.policy import UNASSIGNED
from toprung.motion.evaluation.book_facts import BookFacts, terms_and_money
from toprung.motion.evaluation.gathering import CHUNK, Policies
from toprung.motion.evaluation.reading import AccountRow, Chunk, account_rows
from toprung.records.book import queries
from toprung.records.book.actions.staging import stage_checks
from toprung.records.outcomes.models import CheckAnswer
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace


def stage_first_backlog(workspace: Workspace, *, by: Actor, now: datetime) -> int:
    """Spread the checks that were overdue on the day of the first import; returns how many are staged.

    Only on that day: what becomes due later is asked when it is due. Each segment's backlog is spread over its own
    number of days, nearest renewal first. Imports later on that day stage anew.
    """
    today = workspace.day_of(now)
    if workspace.first_import_on != today:
        return 0
    overdue: dict[int, list[tuple[str, date | None]]] = defaultdict(list)
    for e in _beginnings(workspace, today):
        due = first_due_on(e)
        if due is not None and due < today:
            overdue[e.policy.backlog_days].append((e.account, _renewal_on(e)))
    staged: dict[str, date] = {}
    for days, accounts in overdue.items():
        staged |= stage_backlog(accounts, today, days)
    held = dict(queries.accounts(workspace).values_list("external_id", "check_staged_on"))
    changed = {name: staged.get(name) for name, before in held.items() if staged.get(name) != before}
    stage_checks(workspace, changed, by=by, now=now)
    return len(staged)


def _beginnings(workspace: Workspace, today: date) -> Iterator[Evidence]:
    """Accounts whose check nobody has answered, with no more evidence than says when they began and renew."""
    policies = Policies.of(workspace)
    answered = set(CheckAnswer.objects.filter(account__workspace=workspace).values_list("account_id", flat=True))
    rows = account_rows(workspace, None, "", CHUNK)
    while rows:
        book = terms_and_money(workspace, Chunk(rows, unbroken=True), today)
        yield from (_beginning(r, book, policies, today) for r in rows if r.pk not in answered)
        rows = account_rows(workspace, None, rows[-1].external_id, CHUNK)


def _beginning(row: AccountRow, book: BookFacts, policies: Policies, today: date) -> Evidence:
    segment = book.segment_on(row.pk, today) or UNASSIGNED
    return Evidence(
        account=row.external_id,
        as_of=today,
        segment=segment,
        policy=policies.for_account(segment, row.settings),
        go_live_on=row.go_live_on if row.go_live_on and row.go_live_on <= today else None,
        contracts=book.contracts[row.pk],
        money=book.money(row),
    )


def _renewal_on(e: Evidence) -> date | None:
    ahead = renewal(e)
    return ahead[0] if ahead else None
