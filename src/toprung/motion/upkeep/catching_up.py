"""Bringing a book up to date: nothing where nothing happened, some accounts, or all of them.

What is done is told by what has happened since, never by what was asked before: doing it twice, dying midway or doing
it in two places at once changes nothing but the time it takes.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime

from toprung import __version__
from toprung.motion import stores
from toprung.motion.checks.intervening import attend
from toprung.motion.evaluation.models import BookState
from toprung.motion.evaluation.position import Position, reach, reached
from toprung.motion.evaluation.running import evaluate
from toprung.motion.handoffs.acting import freeze_due
from toprung.motion.measures.headline import keep_headline
from toprung.motion.measuring import measure_due
from toprung.motion.roi.keeping import reach as reach_returns
from toprung.motion.upkeep.kept import bring_beside_up_to_date, keeper
from toprung.motion.upkeep.refreshing import refresh
from toprung.records.journal.queries import entries, latest_entry
from toprung.records.tenancy.actors import SYSTEM
from toprung.records.tenancy.models import Workspace

#: entries that name no account and change no account's standing; of any other one, every account may be the subject
BESIDE = frozenset(
    {
        "add_member",
        "change_member_role",
        "remove_member",
        "show_login_link",
        "mail_login_link",
        "save_view",
        "change_view",
        "delete_view",
        "set_target",
        "remove_target",
        "make_api_key",
        "revoke_api_key",
        "verify_chain",
        "set_brand",
        "write_plan_template",
        "change_plan_template",
        "remove_plan_template",
        "write_template",
        "retire_template",
        "add_source",
        "rename_source",
        "revoke_source",
        # Whose events they are, the lake tells.
        "load_events",
        "change_match_rules",
    }
)
#: with more accounts than this, looking at the whole book takes no longer than looking for them
_MANY = 500


class Extent(enum.StrEnum):
    """How much was looked at."""

    NOTHING = "nothing"
    SOME = "some"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: how much was looked at, how many accounts that was, and how many standings changed."""

    extent: Extent
    accounts: int = 0
    changed: int = 0


_NOTHING = Done(Extent.NOTHING)


def bring_up_to_date(workspace: Workspace, now: datetime) -> Done:
    """Evaluate what has changed since the book was last up to date, and keep its headline. Nothing new: six queries.

    All of it on a new day, by a new version of Toprung, and where something changed that concerns every account (a
    policy, the workspace); else the accounts that the journal names, and those whose events have come in.
    """
    today = workspace.day_of(now)
    done = _evaluated(workspace, today, now)
    if done is not None:
        # Also where nothing was evaluated: a large book's figures are put off while changes come in.
        keep_headline(workspace, today, now)
        bring_beside_up_to_date(workspace, today, now, _named_between)
    return done or _NOTHING


def _evaluated(workspace: Workspace, today: date, now: datetime) -> Done | None:
    """What was done; None on a day before the one that the book has come to: states move forward only."""
    # Read before anything else: what comes in meanwhile is left for the next time.
    state = reached(workspace)
    position = Position.of(workspace, state)
    if state is not None and state.as_of > today:
        return None
    if state is None or _is_behind(state, today, position):
        return _all(workspace, today, now)
    if (state.journal_position, state.lake_version) == (position.journal, position.lake):
        return _NOTHING
    named = _named_between(workspace, state.journal_position, position.journal)
    used = _used_since(workspace, state, position)
    if named is None or used is None or len(named | used) > _MANY:
        return _all(workspace, today, now)
    done = _some(workspace, named | used, now)
    reach(workspace, today, position, now)
    return done


def _is_behind(state: BookState, today: date, position: Position) -> bool:
    """Has something happened that leaves no state as it was?"""
    return (state.as_of, state.version) != (today, __version__)


def _used_since(workspace: Workspace, state: BookState, position: Position) -> set[str] | None:
    """The accounts whose events have come in; None where that cannot be told, or one is the workspace's first."""
    if state.lake_version == position.lake:
        return set()
    if state.fed_since != position.fed_since:
        # Since when a feed is connected changes what every account's silence means.
        return None
    found = stores.usage().touched(stores.lake_key(workspace), state.lake_version)
    return None if found is None else set(found)


def _named_between(workspace: Workspace, after: int, until: int) -> set[str] | None:
    """The accounts that the entries of that stretch name; None where one may concern every account."""
    stretch = entries(workspace).filter(pk__gt=after, pk__lte=until).order_by()
    named: set[str] = set()
    for account, verb in stretch.values_list("account", "verb").distinct():
        if account:
            named.add(account)
        elif verb not in BESIDE:
            return None
    return named


def _some(workspace: Workspace, accounts: set[str], now: datetime) -> Done:
    if not accounts:
        return _NOTHING
    tally = refresh(workspace, accounts, now)
    return Done(Extent.SOME, tally.accounts, tally.changed)


def _all(workspace: Workspace, today: date, now: datetime) -> Done:
    measure_due(workspace, None, now)
    position = latest_entry(workspace)
    tally = evaluate(workspace, today, by=SYSTEM, now=now, also=keeper(workspace, today))
    reach_returns(workspace, today, position, now)
    follow(workspace, now)
    return Done(Extent.ALL, tally.accounts, tally.changed)


def follow(workspace: Workspace, now: datetime) -> None:
    """What follows from an evaluation of the whole book as of today: interventions, and promises to be frozen."""
    attend(workspace, now)
    freeze_due(workspace, now)
