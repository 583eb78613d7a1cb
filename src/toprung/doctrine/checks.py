"""The 90-day result check: can the owner name the account's measurable result? (DOMAIN section 6)

Due a while after contract start and again after a later go-live, and after every no. Silence counts as no, so a check
that nobody answers is asked afresh as after any other no, for as long as nobody answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from toprung.doctrine import clocks
from toprung.doctrine.evidence import CheckAnswer, Evidence
from toprung.doctrine.linter import Label
from toprung.doctrine.results import Result
from toprung.kernel.vocabulary import Lifecycle, Word


class CheckState(Word):
    """Where the check stands on the day."""

    NOT_DUE = "not_due"
    STAGED = "staged"
    DUE = "due"
    #: a no by silence: the intervention is open
    SILENT = "silent"
    #: a no on the record: the intervention is open
    FAILED = "failed"
    CLAIMED = "claimed"
    MET = "met"


@dataclass(frozen=True, slots=True)
class Check:
    """The account's check: since when it is (or from when it will be) due, and how it stands.

    Of a check that was asked afresh after silence, the days are those of the latest asking.
    """

    state: CheckState
    due_on: date | None = None
    staged_on: date | None = None
    #: where an answer is owed: the day from which silence is counted
    asked_on: date | None = None
    #: after a no, on the record or by silence: the day on which it is asked afresh
    again_on: date | None = None
    #: where silence counts as no: the day of the asking that nobody answered, the latest one
    unanswered_on: date | None = None

    @property
    def is_due(self) -> bool:
        """Does somebody owe an answer, today or by the staged day?"""
        return self.state in (CheckState.DUE, CheckState.STAGED, CheckState.SILENT)


def first_due_on(e: Evidence) -> date | None:
    """The day of the first check: after contract start; a sheet without one: after go-live."""
    start = clocks.contract_start(e) or e.go_live_on or e.money.first_on
    return start + timedelta(days=e.policy.check_days) if start else None


def check(e: Evidence, life: Lifecycle, results: tuple[Result, ...]) -> Check:
    """Where the account's result check stands on the day. A standing validated result answers it by itself."""
    fell_on = _fell_on(results)
    last = latest_answer(e, results)
    due = _due_on(e, last)
    if due is None or life in (Lifecycle.PROSPECT, Lifecycle.FORMER):
        return Check(CheckState.NOT_DUE)
    if any(r.stands for r in results):
        return Check(CheckState.MET, due)
    if due > e.as_of or (last is not None and last.answered_on >= due):
        state = _between(last)
        return Check(state, due, again_on=due if state is CheckState.FAILED else None)
    staged_on = None if e.checks else e.check_staged_on
    if staged_on is not None and staged_on > e.as_of:
        return Check(CheckState.STAGED, due, staged_on)
    asked_on = max(day for day in (due, staged_on, fell_on, e.asked_from) if day is not None)
    return _asked(e, Check(CheckState.DUE, due, staged_on, asked_on), asked_on)


def _asked(e: Evidence, first: Check, asked_on: date) -> Check:
    """The latest asking of a check that was first asked like that and not answered since.

    The first day on which silence counts is the day of a no: it is asked afresh as many days after it as after any no,
    or on a day of the plan that comes before.
    """
    unanswered_on = None
    while True:
        no_on = asked_on + timedelta(days=e.policy.check_silence_days + 1)
        check = first if unanswered_on is None else Check(CheckState.DUE, asked_on, asked_on=asked_on)
        if no_on > e.as_of:
            return replace(check, unanswered_on=unanswered_on)
        unanswered_on, again_on = asked_on, _again_after(e, no_on)
        if again_on > e.as_of:
            return replace(check, state=CheckState.SILENT, again_on=again_on, unanswered_on=unanswered_on)
        asked_on = again_on


def latest_answer(e: Evidence, results: tuple[Result, ...]) -> CheckAnswer | None:
    """The latest answer, unless a result has fallen since: then it does not count, and the check is asked again."""
    last, fell_on = e.checks[-1] if e.checks else None, _fell_on(results)
    return None if last is None or (fell_on is not None and last.answered_on < fell_on) else last


def _fell_on(results: tuple[Result, ...]) -> date | None:
    """The latest day on which a result that had answered the check stopped standing: from then on it is asked."""
    real = (r for r in results if r.label is not Label.PRODUCT_MILESTONE)
    return max((r.fell_on for r in real if r.fell_on is not None), default=None)


def _due_on(e: Evidence, last: CheckAnswer | None) -> date | None:
    """The day of the latest check that is or will be due: the plan's days, and again after a no."""
    planned = _planned(e)
    if not planned:
        return None
    if last is None:
        return _latest_by(planned, e.as_of)
    if not last.yes:
        return _again_after(e, last.answered_on)
    return min((day for day in planned if day > last.answered_on), default=max(planned))


def _planned(e: Evidence) -> list[date]:
    """The plan's days: after the start, and again after a later go-live; none before anything began."""
    first = first_due_on(e)
    if first is None:
        return []
    start = clocks.contract_start(e) or e.go_live_on
    if e.go_live_on is None or start is None or e.go_live_on <= start:
        return [first]
    return [first, e.go_live_on + timedelta(days=e.policy.check_days)]


def _again_after(e: Evidence, no_on: date) -> date:
    """When it is asked afresh after a no of that day."""
    again_on = no_on + timedelta(days=e.policy.check_again_days)
    return min([again_on, *(day for day in _planned(e) if day > no_on)])


def _latest_by(planned: list[date], as_of: date) -> date:
    """The oldest unanswered one if any is due, else the next."""
    return min(planned) if min(planned) <= as_of else min(day for day in planned if day > as_of)


def _between(last: CheckAnswer | None) -> CheckState:
    if last is None:
        return CheckState.NOT_DUE
    return CheckState.CLAIMED if last.yes else CheckState.FAILED


def stage_backlog(
    overdue: Iterable[tuple[str, date | None]], first_import_on: date, backlog_days: int
) -> dict[str, date]:
    """Spread the checks that were overdue at the first import evenly over the backlog days, nearest renewal first.

    `overdue`: (account, renewal day or None). Returns account -> the day on which it is asked.
    """
    ordered = sorted(overdue, key=lambda pair: (pair[1] or date.max, pair[0]))
    return {
        account: first_import_on + timedelta(days=index * backlog_days // len(ordered))
        for index, (account, _) in enumerate(ordered)
    }
