"""Keeping the returns of a book (ROI) up to date, after its evaluation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from toprung import __version__
from toprung.kernel.collecting import cycles_left_alone
from toprung.motion.roi.keeping import keep_returns, reach, reached
from toprung.records.book.queries import accounts_named
from toprung.records.journal.queries import latest_entry
from toprung.records.tenancy.models import Workspace

#: the accounts that the entries between two positions of the journal name; None where one may concern every account
Named = Callable[[Workspace, int, int], set[str] | None]


def bring_returns_up_to_date(workspace: Workspace, today: date, now: datetime, named_between: Named) -> None:
    """Work out what has changed since: every account on a new day, else those that the journal names.

    With nothing new it is two queries.
    """
    position, kept = latest_entry(workspace), reached(workspace)
    if kept is not None and kept.as_of > today:
        return
    same_day = kept is not None and (kept.as_of, kept.version) == (today, __version__)
    if kept is not None and same_day and kept.journal == position:
        return
    named = named_between(workspace, kept.journal, position) if kept is not None and same_day else None
    if named is None or named:
        with cycles_left_alone():
            keep_returns(workspace, today, None if named is None else accounts_named(workspace, named))
    reach(workspace, today, position, now)
