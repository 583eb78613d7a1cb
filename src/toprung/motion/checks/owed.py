"""The result checks of a book: who owes an answer, what is staged for later, and what was answered lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from toprung.doctrine.checks import CheckState
from toprung.doctrine.policy import Policy, policy_for
from toprung.kernel.days import Rhythm, period_start
from toprung.motion.evaluation.models import AccountState
from toprung.records.book import queries
from toprung.records.book.models import Account
from toprung.records.outcomes.models import CheckAnswer
from toprung.records.tenancy.models import Workspace

OWED = (CheckState.DUE.value, CheckState.SILENT.value)
#: how many of the latest answers are shown
_LATELY = 15


@dataclass(frozen=True, slots=True)
class Owed:
    """One check that is owed an answer. `silent_after` is the last day on which it is not yet a no by silence.

    `again_on`: after a no, by silence too, the day on which it is asked afresh. `unanswered_on`: the asking before, or
    this one, that nobody answered in time.
    """

    account: int
    external_id: str
    name: str
    owner: str
    segment: str
    rung: int
    gaps: str
    unknown: str
    state: str
    due_on: date | None
    asked_on: date | None
    again_on: date | None
    unanswered_on: date | None
    named_result: str
    validator: str
    triage: str
    arr: Decimal | None
    currency: str
    renewal_on: date | None
    notice_on: date | None
    silent_after: date | None
    #: how many days after a no the check is asked again
    again_days: int

    @property
    def is_silent(self) -> bool:
        """Is it a no by silence by now?"""
        return self.state == CheckState.SILENT

    @property
    def asked_afresh(self) -> bool:
        """Is it asked once more, because nobody answered the last time?"""
        return self.state == CheckState.DUE and self.unanswered_on is not None


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a staged backlog: how many checks are asked in it, and at most how many on one day."""

    begins_on: date
    checks: int
    most_a_day: int
    days: int


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer on the record."""

    account: int
    name: str
    yes: bool
    named: str
    words: str
    by: str
    at: datetime
    check_state: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many checks are owed an answer, how many of those count as no by silence, and how many are staged."""

    owed: int
    silent: int
    staged: int


def counts(workspace: Workspace, narrowed: Q) -> Counts:
    """How many checks there are. One query."""
    found = AccountState.objects.filter(narrowed, workspace=workspace, check_is_due=True)
    by_state = dict(found.order_by().values_list("check_state").annotate(checks=Count("pk")))
    silent = by_state.get(CheckState.SILENT.value, 0)
    return Counts(by_state.get(CheckState.DUE.value, 0) + silent, silent, by_state.get(CheckState.STAGED.value, 0))


def owed(workspace: Workspace, narrowed: Q) -> QuerySet[AccountState]:
    """The states of accounts whose check is owed an answer: asked longest ago first, then the largest ARR."""
    due = AccountState.objects.filter(narrowed, workspace=workspace, check_is_due=True, check_state__in=OWED)
    # Whoever owes an answer was asked. Said here, it lets an index pass over the staged ones, which may be thousands.
    found = due.filter(check_asked_on__isnull=False)
    return found.order_by("check_asked_on", F("arr").desc(nulls_last=True), "account__external_id")


def check_of(workspace: Workspace, account: int) -> Owed | None:
    """One account's check, whether or not an answer is owed; None for an account that has not been evaluated."""
    states = AccountState.objects.filter(workspace=workspace, account=account)
    return next(iter(told(workspace, states)), None)


def told(workspace: Workspace, states: QuerySet[AccountState]) -> tuple[Owed, ...]:
    """Those states as a page shows them. Two queries."""
    segments = queries.segments(workspace).values_list("name", "settings")
    policies = {name: policy_for(name, settings) for name, settings in segments}
    return tuple(_told(dict(zip(_COLUMNS, row, strict=True)), policies) for row in states.values_list(*_COLUMNS))


def _told(row: dict[str, Any], policies: dict[str, Policy]) -> Owed:
    policy = policies.get(row["segment"]) or policy_for(row["segment"])
    asked_on = row["check_asked_on"]
    silent_after = asked_on + timedelta(days=policy.check_silence_days) if asked_on else None
    values = (*row.values(), silent_after, policy.check_again_days)
    return Owed(*values)


_COLUMNS = (
    *("account_id", "account__external_id", "account__name", "owner", "segment", "rung", "gaps", "unknown"),
    *("check_state", "check_due_on", "check_asked_on", "check_again_on", "check_unanswered_on", "named_result"),
    *("validator", "triage", "arr", "currency", "renewal_on", "notice_on"),
)


def staged(workspace: Workspace, narrowed: Q) -> tuple[Week, ...]:
    """The staged backlog week by week, the nearest first. One query."""
    due = AccountState.objects.filter(narrowed, workspace=workspace, check_is_due=True)
    by_day = due.filter(check_state=CheckState.STAGED.value).values("check_staged_on").order_by("check_staged_on")
    weeks: dict[date, list[int]] = defaultdict(list)
    for day, checks in by_day.annotate(checks=Count("pk")).values_list("check_staged_on", "checks"):
        if day is not None:
            weeks[period_start(day, Rhythm.WEEK)].append(checks)
    return tuple(Week(begin, sum(counts), max(counts), len(counts)) for begin, counts in weeks.items())


def answered_lately(workspace: Workspace, narrowed: Q) -> tuple[Answered, ...]:
    """The latest answers, newest first. One query."""
    # Asked of each answer's account, so that the latest answers are read and no account is gone through.
    found = CheckAnswer.objects.filter(
        Exists(Account.objects.filter(workspace=workspace, pk=OuterRef("account")))
    ).order_by("-pk")
    if narrowed:
        mine = AccountState.objects.filter(narrowed, workspace=workspace)
        found = found.filter(account__in=mine.values("account"))
    return tuple(_answers(found))


def _answers(found: QuerySet[CheckAnswer]) -> Iterator[Answered]:
    columns = ("account_id", "account__name", "yes", "named", "words", "answered_by", "recorded_at")
    for row in found.values_list(*columns, "account__state__check_state")[:_LATELY]:
        yield Answered(*row)
