"""Rules tried out before they are saved: where the last events would have gone, and which unmatched ones would move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toprung.engine.unmatched import keys_of
from toprung.kernel.vocabulary import Unmatched
from toprung.motion import stores
from toprung.motion.intake.matching import Looks, Match, Told
from toprung.motion.intake.rematching import matches_of, told_by, told_of
from toprung.records.book.queries import accounts_named
from toprung.records.matching import queries
from toprung.records.matching.rules import Rule, checked
from toprung.records.tenancy.models import Workspace

#: of the debugger's messages, over all sources
RECENT = 2_000
#: different groups and users among the unmatched events, those with most events first
KEYS = 20_000
#: lines of each table
LINES = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One account with its events among the last ones, by the rules in force and by those tried."""

    account: str
    name: str
    now: int
    then: int


@dataclass(frozen=True, slots=True)
class Left:
    """Events that no rule gives an account: of which group, or else of which user, and why."""

    group: str
    user: str
    events: int
    why: Unmatched
    several: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The group, else the user's address or id, else a word for nobody."""
        return self.group or self.user or "nobody who is known"


@dataclass(frozen=True, slots=True)
class Trial:
    """What the rules come to. `recent` are the last events received, `waiting` those that have no account today.

    `lines` are the accounts of recent events, those first for which the rules differ; `elsewhere` counts the recent
    events that would go to another account. `left` are groups and users that stay without one, of both. `cut`: there
    are more different ones among the waiting than were looked at.
    """

    recent: int
    recent_now: int
    recent_then: int
    elsewhere: int
    waiting: int
    waiting_then: int
    lines: tuple[Line, ...]
    left: tuple[Left, ...]
    left_count: int
    cut: bool

    @property
    def sentence(self) -> str:
        """What they come to, in words."""
        if not self.recent and not self.waiting:
            return "No event has come yet, so there is nothing to try rules on."
        said = [
            f"Of the last {self.recent:,} events, {self.recent_then:,} would find an account ({self.recent_now:,} now)"
        ]
        said += [f"{self.elsewhere:,} would go to another account"] * bool(self.elsewhere)
        waits = f"Of the {self.waiting:,} events without an account, {self.waiting_then:,} would find theirs."
        return "; ".join(said) + "." + f" {waits}" * bool(self.waiting)


@dataclass(frozen=True, slots=True)
class Unfound:
    """Events without an account: the first groups and users of them, and how many there are of both.

    `moving` events have found theirs by what is known now, and go there when they are next looked at.
    """

    first: tuple[Left, ...]
    groups: int
    events: int
    moving: int


def try_rules(workspace: Workspace, proposed: Iterable[Rule]) -> Trial:
    """What these rules would do, beside those in force. Writes nothing. Raises BadInput for rules that cannot be."""
    now, then = Looks(queries.rules(workspace)), Looks(checked(proposed))
    messages = queries.recent_events(workspace, RECENT)
    recent = [told_by(message) for message in messages]
    before, after = matches_of(workspace, iter(recent), now), matches_of(workspace, iter(recent), then)
    waiting, counts, cut = _waiting(workspace, then)
    found = matches_of(workspace, iter(waiting), then)
    # A recent event that has no account today is among the waiting already.
    lost = [(one, a, 1) for one, b, a in zip(recent, before, after, strict=True) if b.account is not None]
    left = _left([*lost, *zip(waiting, found, counts, strict=True)])
    return Trial(
        recent=len(recent),
        recent_now=sum(match.account is not None for match in before),
        recent_then=sum(match.account is not None for match in after),
        elsewhere=sum(_moves(b, a) for b, a in zip(before, after, strict=True)),
        waiting=sum(counts),
        waiting_then=sum(n for n, match in zip(counts, found, strict=True) if match.account is not None),
        lines=_lines(workspace, before, after),
        left=left[:LINES],
        left_count=len(left),
        cut=cut,
    )


def unmatched_groups(workspace: Workspace, most: int = LINES) -> Unfound:
    """The groups and users of unmatched events, those with most events first, up to so many."""
    looks = Looks(queries.rules(workspace))
    waiting, counts, _ = _waiting(workspace, looks)
    left = _left(zip(waiting, matches_of(workspace, iter(waiting), looks), counts, strict=True))
    return Unfound(left[:most], len(left), sum(counts), sum(counts) - sum(one.events for one in left))


def _waiting(workspace: Workspace, looks: Looks) -> tuple[list[Told], list[int], bool]:
    """What tells unmatched events apart, how many there are of each, and whether there is more."""
    unmatched = stores.lake().unmatched(stores.lake_key(workspace))
    if not unmatched.paths:
        return [], [], False
    keys = keys_of(stores.runner(), unmatched, with_properties=looks.at_properties)
    some = keys.slice(0, KEYS)
    return list(told_of(some)), some["events"].to_pylist(), len(keys) > KEYS


def _moves(before: Match, after: Match) -> bool:
    return None not in (before.account, after.account) and before.account != after.account


def _lines(workspace: Workspace, before: Sequence[Match], after: Sequence[Match]) -> tuple[Line, ...]:
    now = Counter(match.account for match in before if match.account)
    then = Counter(match.account for match in after if match.account)
    ranked = sorted({*now, *then}, key=lambda a: (now[a] == then[a], -max(now[a], then[a]), a))[:LINES]
    names = accounts_named(workspace, ranked)
    return tuple(Line(a, names[a].name if a in names else a, now[a], then[a]) for a in ranked)


def _left(told: Iterable[tuple[Told, Match, int]]) -> tuple[Left, ...]:
    """Those without an account by group, else by user, most events first."""
    events: Counter[tuple[str, str]] = Counter()
    why: dict[tuple[str, str], Match] = {}
    for one, match, count in told:
        if match.why is not None:
            label = (one.group, "" if one.group else one.email or one.user)
            events[label] += count
            why.setdefault(label, match)
    ranked = sorted(events.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Left(*label, n, why[label].why or Unmatched.NOT_ON_FILE, why[label].several) for label, n in ranked)
